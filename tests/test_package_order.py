"""Imports go one way: each package imports only from those before it in its order.

A table gives the order of a distribution: a row holds packages and modules of the same
height, which do not import each other. For some packages a second table narrows down
which of those before it they may import. Absolute, relative, late and type-only imports
count alike.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence, Set
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from package_order import GENERATOR, GENERATOR_LIMITS, NORMALIZE, RUNTIME

ROOT = Path(__file__).parents[1]
Order = Sequence[tuple[str, ...]]
Limits = Mapping[str, Set[str]]

DISTRIBUTIONS: dict[str, tuple[Path, Order, Limits]] = {
    "specloom": (ROOT / "generator" / "specloom", GENERATOR, GENERATOR_LIMITS),
    "specloom.normalize": (ROOT / "generator/specloom/normalize", NORMALIZE, {}),
    "specloom_runtime": (ROOT / "runtime" / "specloom_runtime", RUNTIME, {}),
}


def check(
    package_root: Path, import_name: str, order: Order, limits: Limits | None = None
) -> list[str]:
    """Return what breaks the order: modules without a place, imports up, cycles.

    Args:
        package_root: the folder of the import package.
        import_name: its import name, dotted for a package inside of another.
        order: rows of packages and modules directly inside it, lowest first.
        limits: what a package may import, where that is less than all before it.
    """
    limits = limits or {}
    height = {name: row for row, names in enumerate(order) for name in names}
    modules = dict(_modules(package_root))
    imports = {
        module: sorted(set(_imports(module, path, import_name, modules)))
        for module, path in modules.items()
    }
    problems = [
        f"{module}: no place in the order"
        for module in modules
        if _package(module) not in height
    ]
    problems += [f"{name}: no such module" for name in height.keys() - _tops(modules)]
    for module, wanted in imports.items():
        here = _package(module)
        for other in wanted:
            there = _package(other)
            if here == there or not {here, there} <= height.keys():
                continue
            if height[there] >= height[here] or there not in limits.get(here, height):
                problems.append(f"{module} imports {other}")
    # A package's own `__init__` offers what its modules have; they never import it.
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        problems.append(f"cycle: {' -> '.join(error.args[1])}")
    return sorted(problems)


def _modules(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*.py")):
        yield ".".join(path.relative_to(root).with_suffix("").parts), path


def _tops(modules: Mapping[str, Path]) -> set[str]:
    return {_package(module) for module in modules}


def _package(module: str) -> str:
    return module.split(".")[0]


def _imports(
    module: str, path: Path, import_name: str, modules: Mapping[str, Path]
) -> Iterator[str]:
    """The modules of the distribution that a module imports, wherever it does."""
    top = import_name.split(".")
    here = [*top, *module.split(".")[:-1]]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = (node.module or "").split(".") if node.module else []
            if node.level:
                base = [*here[: len(here) - node.level + 1], *base]
            names = [[*base, alias.name] for alias in node.names]
        else:
            continue
        for name in names:
            if name[: len(top)] == top:
                yield _found(name[len(top) :], modules)


def _found(name: Sequence[str], modules: Mapping[str, Path]) -> str:
    """The module that a dotted name is, or is in."""
    for end in range(len(name), -1, -1):
        for module in (".".join(name[:end]), ".".join([*name[:end], "__init__"])):
            if module in modules:
                return module
    return ".".join(name)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_imports_follow_the_package_order(distribution: str) -> None:
    root, order, limits = DISTRIBUTIONS[distribution]
    assert check(root, distribution, order, limits) == []


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_every_package_documents_its_imports(distribution: str) -> None:
    root, *_ = DISTRIBUTIONS[distribution]
    packages = sorted(root.glob("*/__init__.py"))
    assert packages
    for path in packages:
        text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        assert "import" in text.lower(), path


def test_every_form_of_import_is_recognized(tmp_path: Path) -> None:
    """Absolute, relative, late and type-only imports that go up; a file too many."""
    files = {
        "__init__.py": "",
        "low/__init__.py": "",
        "low/absolute.py": "from made.high import one\n",
        "low/plain.py": "import made.high.one\n",
        "low/relative.py": "from ..high.one import x\n",
        "low/late.py": "def f():\n    from ..high import one\n",
        "low/typed.py": "if TYPE_CHECKING:\n    from ..high import one\n",
        "low/round.py": "from . import trip\n",
        "low/trip.py": "from .round import x\n",
        "high/__init__.py": "",
        "high/one.py": "from ..low import absolute\n",
        "stray.py": "",
    }
    for name, text in files.items():
        path = tmp_path / "made" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    found = check(tmp_path / "made", "made", (("low",), ("high",), ("__init__",)))
    upwards = [problem for problem in found if " imports high.one" in problem]
    assert [problem.split()[0] for problem in upwards] == [
        f"low.{name}" for name in ("absolute", "late", "plain", "relative", "typed")
    ]
    assert "stray: no place in the order" in found
    assert any(problem.startswith("cycle: ") for problem in found)


def test_packages_import_only_allowed_packages(tmp_path: Path) -> None:
    for name, text in (("a", ""), ("b", ""), ("c", "from . import a, b\n")):
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    order = (("a", "b"), ("c",))
    assert check(tmp_path, "made", order) == []
    assert check(tmp_path, "made", order, {"c": {"a"}}) == ["c imports b"]


def test_generated_code_imports_only_the_runtime() -> None:
    paths = list((ROOT / "generated" / "specloom_clients").rglob("*.py"))
    modules = {
        node.module
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module
    }
    assert {m for m in modules if m.startswith("specloom")} == {"specloom_runtime"}
