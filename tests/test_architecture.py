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
from specloom_runtime.filters.presets import SHIPPED

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


def vendor_words(vendors: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of the vendors' names as whole words; `_` ends a word."""
    names = "|".join(map(re.escape, sorted(vendors)))
    return re.compile(rf"(?<![a-z0-9])(?:{names})(?![a-z0-9])", re.IGNORECASE)


@pytest.mark.parametrize("also", [(), ("acme", "stripe")])
def test_code_names_no_vendor(also: tuple[str, ...]) -> None:
    """A shipped filter grammar has the name of the product that defined it."""
    grammars = {word for name in SHIPPED for word in name.split("-")}
    vendors = {p.name for p in (ROOT / "specs").iterdir()}
    names = vendor_words({*vendors, *also} - grammars)
    folders = (GENERATOR, ROOT / "runtime", ROOT / "templates")
    files = [
        p
        for folder in folders
        for p in folder.rglob("*")
        if p.suffix in (".py", ".j2", ".yaml", ".toml")
    ]
    assert [p for p in files if names.search(p.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("as Acme does", True),
        ("ACME_SORT", True),
        ("# acme: no sort", True),
        ("a pacmean word", False),
        ("acmes", False),
        ("all of it", False),
    ],
)
def test_a_vendor_is_named_by_a_whole_word(text: str, named: bool) -> None:
    assert bool(vendor_words(["other", "acme"]).search(text)) is named


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
