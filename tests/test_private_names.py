"""No private module of a dependency is imported, and no private name read by a string.

A linter sees attributes only. Names that our own modules define are ours. One module of
the runtime has the only exception; `test_transports` removes it and calls.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
IMPORTERS = {"import_module", "find_spec", "__import__"}
READERS = {"getattr", "setattr", "hasattr", "delattr", "__setattr__", "attrgetter"}
DOCUMENTED = {"__metadata__", "__name__", "__signature__"}
EXCEPTIONS = {"_pool", "_network_backend"}


def strings(tree: ast.AST) -> Iterator[str]:
    """The names that are read, written or looked for as strings."""
    for node in ast.walk(tree):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else ""
            name = called.attr if isinstance(called, ast.Attribute) else name
            parts = node.args if name in READERS else []
        elif isinstance(node, ast.Subscript) and "vars(" in ast.unparse(node.value):
            parts = [node.slice]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def imports(tree: ast.AST) -> Iterator[str]:
    """The private parts of the names that are imported from elsewhere."""
    modules = {
        each.asname or each.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for each in node.names
    }
    for node in ast.walk(tree):
        paths: list[str] = []
        if isinstance(node, ast.Import):
            paths = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            paths = [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            values = [each for each in node.args if isinstance(each, ast.Constant)]
            paths = [str(each.value) for each in values] if name in IMPORTERS else []
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            # `re._parser` works after `import re` alone.
            paths = [f".{node.attr}"] if node.value.id in modules else []
        for path in paths:
            yield from re.findall(r"(?:^|\.)(_(?!_)\w+)", path)


def own(tree: ast.AST) -> Iterator[str]:
    """The names that a module defines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and ast.unparse(node.value) == "self"
        ):
            yield node.attr


def foreign(sources: dict[str, str]) -> dict[str, list[str]]:
    """The private names in strings that no module defines, by module."""
    trees = {name: ast.parse(text) for name, text in sources.items()}
    known = {name for tree in trees.values() for name in own(tree)} | DOCUMENTED
    found = {
        module: sorted(
            {n for n in strings(tree) if re.match("_[a-z_]", n) and n not in known}
            | {n for n in imports(tree) if n not in known}
        )
        for module, tree in trees.items()
    }
    return {module: names for module, names in found.items() if names}


def test_one_module_reads_private_names_of_a_dependency() -> None:
    modules = [
        path
        for name in ("generator", "runtime")
        for path in (ROOT / name).rglob("*.py")
    ]
    found = foreign({str(path): path.read_text("utf-8") for path in modules})
    assert [set(names) for names in found.values()] == [EXCEPTIONS]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("getattr(pool, '_requests', None)", "_requests"),
        ("hasattr(adapter, '_type')", "_type"),
        ("setattr(adapter, '__pydantic_validator__', 1)", "__pydantic_validator__"),
        ("object.__setattr__(model, '__dict__', {})", "__dict__"),
        ("vars(model)['__pydantic_extra__']", "__pydantic_extra__"),
        ("operator.attrgetter('_type')(adapter)", "_type"),
        ("import re._parser", "_parser"),
        ("import re\nre._parser.parse('a')", "_parser"),
        ("from re import _parser", "_parser"),
        ("from httpx2._transports.base import BaseTransport", "_transports"),
        ("import_module('re._parser')", "_parser"),
        ("importlib.import_module('re._parser', None)", "_parser"),
        ("__import__('_socket')", "_socket"),
    ],
)
def test_private_names_are_found(line: str, name: str) -> None:
    assert foreign({"a": line, "b": "class A:\n    _own: int\n"}) == {"a": [name]}
    assert (
        foreign({"a": line.replace(name, "_own"), "b": "class A:\n    _own: int"}) == {}
    )
