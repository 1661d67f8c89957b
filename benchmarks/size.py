"""Count the lines of code of the generator and the runtime, package by package.

The lines per operation of the generated clients come last.

A line counts if it contains a token of code. Blank lines, comments and docstrings (of
modules, classes, functions and attributes) do not count. Templates and data files are
not counted.
"""

from __future__ import annotations

import argparse
import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
DISTRIBUTIONS = ("generator/specloom", "runtime/specloom_runtime")
SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
"""The kinds of tokens that do not count as code."""


def code_lines(text: str) -> int:
    """Return the number of lines of a module that contain code."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in SILENT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        lines -= _docstring(node)
    return len(lines)


def _docstring(node: ast.AST) -> set[int]:
    """Return the lines of the docstring of a module, class, function or attribute."""
    match node:
        case ast.Expr(value=ast.Constant(value=str()), lineno=first, end_lineno=last):
            return set(range(first, (last or first) + 1))
    return set()


def sizes(folder: Path) -> Counter[str]:
    """Return the lines of code of each package in a distribution."""
    found: Counter[str] = Counter()
    for path in sorted(folder.rglob("*.py")):
        package = path.parent.relative_to(folder.parent).as_posix()
        found[package.replace("/", ".")] += code_lines(path.read_text("utf-8"))
    return found


READ_WRITES = ("Edit(", "Put(")
"""The start of the constants of methods that call several operations."""


class OperationLines(NamedTuple):
    """The lines of one operation: its constant, method and asynchronous method.

    Attributes:
        constant: the name of the operation's constant.
        code: the number of lines without docstrings.
        documented: the number of lines with docstrings.
        arguments: the number of arguments of the method.
    """

    constant: str
    code: int
    documented: int
    arguments: int


def operation_lines(path: Path) -> Iterator[OperationLines]:
    """Yield the lines of each operation in a module of a resource.

    Raises:
        KeyError: a method has no constant or no asynchronous form.
    """
    tree = ast.parse(path.read_text("utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    found = {
        (owner, _name(node)): node
        for owner, body in [("", tree.body), *((c.name, c.body) for c in classes)]
        for node in body
    }
    for resource in classes:
        for method in resource.body:
            if isinstance(method, ast.FunctionDef) and f"Async{resource.name}" in {
                each.name for each in classes
            }:
                calls = ast.walk(method.body[-1])
                (constant,) = [n.args[0] for n in calls if isinstance(n, ast.Call)]
                name = ast.unparse(constant)
                if _value(found["", name]).startswith(READ_WRITES):
                    continue
                other = found[f"Async{resource.name}", method.name]
                parts = [found["", name], method, other]
                taken = len(method.args.args) + len(method.args.kwonlyargs) - 1
                documented = sum(map(_lines, parts))
                docstrings = sum(map(_docstring_lines, parts))
                yield OperationLines(name, documented - docstrings, documented, taken)


def summary(package: Path) -> str:
    """Return the median lines per operation of all vendors in a package."""
    skipped = ("__init__", "client", "service", "incoming", "models")
    modules = (p for p in package.glob("*/*.py") if not p.name.startswith(skipped))
    found = [each for path in sorted(modules) for each in operation_lines(path)]
    code = median(each.code for each in found)
    documented = median(each.documented for each in found)
    return (
        f"{code:7g}  lines per operation without docstrings (median of {len(found)})\n"
        f"{documented:7g}  lines per operation with docstrings"
    )


def _value(node: ast.stmt) -> str:
    return ast.unparse(node.value) if isinstance(node, ast.Assign) else ""


def _name(node: ast.stmt) -> str:
    match node:
        case ast.Assign(targets=[target]):
            return ast.unparse(target)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name
    return ""


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def _docstring_lines(node: ast.stmt) -> int:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    if isinstance(node, functions) and ast.get_docstring(node) is not None:
        return _lines(node.body[0])
    return 0


def main() -> None:
    """Print the lines of each package, of each distribution and of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path, nargs="?", default=ROOT)
    root = parser.parse_args().root
    total = 0
    for name in DISTRIBUTIONS:
        found = sizes(root / name)
        for package, lines in sorted(found.items()):
            print(f"{lines:7,}  {package}")
        total += found.total()
        print(f"{found.total():7,}  {name}\n")
    print(f"{total:7,}  generator and runtime\n")
    print(summary(root / "generated" / "specloom_clients"))


if __name__ == "__main__":
    main()
