"""What a type checker and a run show about user packages."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HERE = Path(__file__).parent
USERS = ("billing", "jobs")
_ROW = re.compile(r"^(.+?):(\d+):(\d+): error: (.*?)(?:  \[([\w-]+)\])?$")

Place = tuple[str, int]
"""A file below the folder of the users, and the first line of a statement."""


@dataclass(frozen=True)
class Failure:
    """A check that failed.

    Attributes:
        place: the innermost statement of a user; None if there is none.
        error: the type of the error, and its text.
    """

    place: Place | None
    error: str
    text: str


class Checks:
    """Runs the checks of the user packages."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, HERE / "checks_server.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def failures(self, users: Path, package: Path, examples: Any) -> list[Failure]:
        """Return the failures, except of assertions about values."""
        file = package / "examples.json"
        file.write_text(json.dumps(examples))
        request = {
            "path": [str(users), str(package)],
            "modules": [f"{each}.checks" for each in USERS],
            "examples": str(file),
        }
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        rows = json.loads(self._process.stdout.readline())
        statements = Statements(users)
        return [
            Failure(
                (
                    statements.place(Path(row["file"]), row["line"])
                    if row["file"]
                    else None
                ),
                row["error"],
                row["text"],
            )
            for row in rows
            if row["error"] != "AssertionError"
        ]


class Statements:
    """Finds the innermost statement at a line of a file."""

    def __init__(self, users: Path) -> None:
        self._users = users
        self._lines: dict[Path, dict[int, int]] = {}

    def place(self, file: Path, line: int) -> Place:
        """Return the file and the first line of the statement."""
        if file not in self._lines:
            self._lines[file] = _first_lines(file.read_text("utf-8"))
        name = file.relative_to(self._users).as_posix()
        return name, self._lines[file].get(line, line)


def _first_lines(text: str) -> dict[int, int]:
    """Return the first line of the innermost statement at each line."""
    found: dict[int, int] = {}
    for node in ast.walk(ast.parse(text)):  # Outer statements come first.
        if isinstance(node, ast.stmt) and node.end_lineno is not None:
            for line in range(node.lineno, node.end_lineno + 1):
                found[line] = node.lineno
    return found


def type_errors(users: Path, package: Path, cache: Path) -> Counter[tuple[Place, str]]:
    """Return the statements with errors of types, with the codes of the errors."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--config-file=", "--sqlite-cache"),
            *(f"--cache-dir={cache}", "--check-untyped-defs", "--no-error-summary"),
            *("--show-column-numbers", "--show-error-codes", "--no-pretty"),
            *("--ignore-missing-imports", *USERS, "sandbox.py"),
        ],
        cwd=users,
        env={**os.environ, "MYPYPATH": f"{users}{os.pathsep}{package}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr + done.stdout
    statements = Statements(users)
    rows = map(_ROW.match, done.stdout.splitlines())
    return Counter(
        (statements.place(users / row[1], int(row[2])), row[5] or "")
        for row in rows
        if row
    )


def missing_imports(users: Path, package: Path) -> set[Place]:
    """Return the imports of names that the package does not have.

    mypy does not report them, because modules of the package have a `__getattr__`. A
    run does not, if they are only for type checking.
    """
    found = set()
    statements = Statements(users)
    for file in sorted(users.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(
                "acme."
            ):
                known = _defined(package, node.module or "")
                if {each.name for each in node.names} - known - {"*"}:
                    found.add(statements.place(file, node.lineno))
    return found


def _defined(package: Path, module: str) -> set[str]:
    """Return the names that a module of the package defines or imports."""
    path = package.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found |= {each.asname or each.name for each in node.names}
        elif isinstance(node, ast.ClassDef):
            found.add(node.name)
    return found


def copy_users(folder: Path) -> Path:
    """Copy the user packages to a folder, and return it."""
    for name in (*USERS, "sandbox.py"):
        source = HERE.parent / "callers" / "users" / name
        if source.is_dir():
            shutil.copytree(
                source,
                folder / name,
                ignore=shutil.ignore_patterns("__pycache__"),
                dirs_exist_ok=True,
            )
        else:
            shutil.copy(source, folder / name)
    return folder
