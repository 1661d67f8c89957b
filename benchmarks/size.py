"""Count the lines of code of the generator and the runtime, package by package.

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
from pathlib import Path

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
    print(f"{total:7,}  generator and runtime")


if __name__ == "__main__":
    main()
