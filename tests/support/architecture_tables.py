"""The tables of modules in docs/architecture.md, made from the docstrings."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from package_order import GENERATOR, RUNTIME

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
DISTRIBUTIONS = {
    "generator": (ROOT / "generator" / "specloom", GENERATOR),
    "runtime": (ROOT / "runtime" / "specloom_runtime", RUNTIME),
}
END = "<!-- end -->"


def page(text: str) -> str:
    """Return the page with current tables."""
    for name, (root, order) in DISTRIBUTIONS.items():
        begin = f"<!-- {name}: make golden -->\n"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(END)
        rows = [f"| {where} | {what} |" for where, what in _rows(root, order)]
        table = "\n".join(["| where | what it does |", "|---|---|", *rows])
        text = f"{before}{begin}\n{table}\n\n{END}{after}"
    return text


def _rows(root: Path, order: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield each package and module with its purpose, in the order of imports."""
    for name in (name for names in order for name in names):
        if (root / name).is_dir():
            yield from _package_rows(root, root / name)
        else:
            yield f"`{name}.py`", _summary(root / f"{name}.py")


def _package_rows(root: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield a package, then its modules, then the packages inside it."""
    where = folder.relative_to(root).as_posix()
    yield f"**`{where}/`**", f"**{_summary(folder / '__init__.py')}**"
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            yield f"`{where}/{path.name}`", _summary(path)
    for path in sorted(folder.glob("*/__init__.py")):
        yield from _package_rows(root, path.parent)


def _summary(path: Path) -> str:
    """Return the first paragraph of a module's docstring, on one line."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split()).replace("|", "\\|")
