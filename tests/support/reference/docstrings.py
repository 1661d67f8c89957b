"""Find the docstrings of public names, without importing the modules."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOLDERS = (ROOT / "runtime", ROOT / "generator")


def first_sentence(module: str, name: str = "") -> str:
    """Return the first sentence of the docstring of a module, or of one of its names.

    Args:
        module: the full name of a module.
        name: a name that the module defines or imports; "" for the module itself.
    """
    text = _docstring(module, name) if name else ast.get_docstring(_tree(module))
    paragraph = " ".join((text or "").split("\n\n")[0].split())
    return paragraph.partition(". ")[0].rstrip(".:") + "." if paragraph else ""


def sources(module: str) -> dict[str, str]:
    """Return the full name of the module from which each imported name is."""
    package = (
        module if _path(module).name == "__init__.py" else module.rpartition(".")[0]
    )
    return {
        alias.asname or alias.name: f"{package}.{node.module}"
        for node in ast.walk(_tree(module))
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module
        for alias in node.names
    }


@cache
def exported(module: str) -> list[str]:
    """Return `__all__` of a module."""
    for node in _tree(module).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    raise LookupError(f"{module} has no __all__")


def _docstring(module: str, name: str) -> str | None:
    body = [
        inner
        for node in _tree(module).body
        for inner in (node.body if isinstance(node, ast.If) else [node])
    ]
    for node, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            return ast.get_docstring(node)
        if name in _assigned(node):
            value = following.value if isinstance(following, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return inspect.cleandoc(value.value)
            return None
    return _docstring(sources(module)[name], name)


def _assigned(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [ast.unparse(target) for target in node.targets]
    return [ast.unparse(node.target)] if isinstance(node, ast.AnnAssign) else []


def _path(module: str) -> Path:
    steps = module.split(".")
    for folder in FOLDERS:
        for path in (
            folder.joinpath(*steps, "__init__.py"),
            folder.joinpath(*steps).with_suffix(".py"),
        ):
            if path.exists():
                return path
    raise LookupError(f"no module {module}")


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_path(module).read_text("utf-8"))
