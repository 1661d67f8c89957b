"""Write commands so that the user can type them: with the paths that are needed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAME = "specloom"
PYTHON = "python"


def as_typed(command: str) -> str:
    """Return a command line that starts the same programs as this process.

    Without an activated environment, `specloom` and `python` are not on the path, or
    are those of another environment.

    Args:
        command: a command line; its first word may be `specloom` or `python`.
    """
    word, space, rest = command.partition(" ")
    if word == NAME and Path(sys.argv[0]).name == NAME:
        return f"{_program(NAME, sys.argv[0])}{space}{rest}"
    if word == PYTHON:
        return f"{_program(PYTHON, sys.executable)}{space}{rest}"
    return command


def _program(name: str, path: str) -> str:
    """Return a name if it starts the program at a path, and otherwise the path."""
    found = shutil.which(name)
    if found is not None and _folder(found) == _folder(path):
        return name
    relative = os.path.relpath(path)
    shorter = path if relative.startswith("..") else relative
    return shorter if " " not in shorter else f'"{shorter}"'


def _folder(path: str) -> str:
    """Return the folder of a program; links to programs are not followed.

    The interpreter of an environment is a link to one that has other packages.
    """
    return os.path.realpath(os.path.dirname(os.path.abspath(path)))
