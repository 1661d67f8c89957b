"""Sizes of files and operations, and what code and templates must not contain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from specloom.literals import Code
from specloom.render import NotCodeError
from specloom.render.environment import commas

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "generator" / "specloom"
MODULES = sorted([*GENERATOR.rglob("*.py"), *(ROOT / "runtime").rglob("*.py")])


def test_the_runtime_does_not_import_the_generator() -> None:
    for path in (ROOT / "runtime").rglob("*.py"):
        assert not re.search(
            r"^\s*(from|import) specloom\b", path.read_text("utf-8"), re.M
        )


def test_files_stay_short() -> None:
    generated = (ROOT / "generated").rglob("*.py")
    long = {
        str(path.relative_to(ROOT))
        for path in [*MODULES, *generated]
        if len(path.read_text("utf-8").splitlines()) > 400
    }
    assert long == set()


VENDORS = {path.name for path in (ROOT / "specs").iterdir()}
KNOWN = set((ROOT / "tests/vendors/well_known.txt").read_text("utf-8").split())
"""Names of well-known vendors that are not words with another meaning."""


def named_vendors(text: str, vendors: Iterable[str]) -> set[str]:
    """Return the vendors that words or parts of identifiers name."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text)
    return set(vendors) & set(re.findall(r"[a-z0-9]+", spaced.lower()))


def _naming(folders: Iterable[Path], vendors: Iterable[str]) -> dict[str, set[str]]:
    """Return the files of folders that name vendors, and which."""
    files = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".py", ".j2", ".yaml", ".toml", ".md")
    ]
    named = {p: named_vendors(p.read_text("utf-8"), vendors) for p in files}
    return {p.relative_to(ROOT).as_posix(): it for p, it in named.items() if it}


def test_code_names_no_vendor() -> None:
    folders = (GENERATOR, ROOT / "runtime", ROOT / "templates")
    assert _naming(folders, VENDORS | KNOWN) == {}


def test_tests_name_vendors_in_one_folder() -> None:
    """The README's example is of a vendor, and so is its test."""
    named = _naming((ROOT / "tests",), VENDORS | KNOWN)
    outside = {path for path in named if not path.startswith("tests/vendors/")}
    assert outside == {"tests/test_readme.py"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("as Acme does", True),
        ("ACME_SORT", True),
        ("class AcmeSort", True),
        ("# acme: no sort", True),
        ("from acme.com", True),
        ("a pacmean word", False),
        ("acmes", False),
        ("all of it", False),
    ],
)
def test_a_vendor_is_named_by_a_whole_word(text: str, named: bool) -> None:
    assert bool(named_vendors(text, ["other", "acme"])) is named


def test_templates_print_code_only() -> None:
    assert commas([Code("a"), Code("b")]) == "a, b"
    with pytest.raises(NotCodeError):
        commas(["a"])  # type: ignore[list-item]  # that is the test


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def _sizes(path: Path) -> Iterator[tuple[str, int, int]]:
    """Yield name, lines (constant, method, async method) and arguments of each."""
    tree = ast.parse(path.read_text("utf-8"))
    methods: dict[str, ast.FunctionDef] = {}
    async_methods: dict[str, ast.Assign] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            called = re.search(r"self\._(?:call|pages)\((\w+)", ast.unparse(node))
            if called:
                methods[called[1]] = node
        if isinstance(node, ast.Assign) and re.match(
            r"async_(call|pager)\(", ast.unparse(node.value)
        ):
            async_methods[ast.unparse(node.targets[0])] = node
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if method := methods.get(name):
                parts: list[ast.stmt] = [node, method, async_methods[method.name]]
                taken = len(method.args.args) + len(method.args.kwonlyargs) - 1
                yield name, sum(map(_lines, parts)), taken


def test_client_code_is_short() -> None:
    """At most 24 lines and 4 for each parameter, the median at most 25."""
    sizes, long = [], []
    for path in (ROOT / "generated").glob("specloom_clients/*/*.py"):
        for name, lines, taken in _sizes(path):
            sizes.append(lines)
            if lines > 24 + 4 * taken:
                long.append(f"{path.parent.name}/{path.name} {name}")
    assert long == []
    assert sizes, "no operation found"
    assert sorted(sizes)[len(sizes) // 2] <= 25
