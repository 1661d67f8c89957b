"""Sort the imports of generated files, and format all files of a run in one call.

Templates and printers write unformatted lines. The formatter breaks lines and chooses
quotes. ruff sorts the imports, and ruff or black formats the code. The versions of both
are pinned. They read neither configuration files nor caches nor the environment, so
equal input gives equal output.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from ..project.generate_options import Formatter
from .python_literals import WIDTH

_MEMORY = Path("/dev/shm")
"""A folder that is in memory, if the system has one."""

SETTINGS = (
    "--isolated",
    "--no-cache",
    "--quiet",
    "--no-respect-gitignore",
    "--target-version=py311",
    f"--config=line-length={WIDTH}",
    # By default, ruff excludes folders with names such as `build`.
    "--config=exclude=[]",
)
"""The options of both ruff commands, which match those in pyproject.toml."""


class FormatError(Exception):
    """The error that is raised if a formatter rejects a file: a generator bug."""


def format_files(
    texts: Mapping[str, str], formatter: Formatter = "ruff"
) -> dict[str, str]:
    """Format the `*.py` files and sort their imports; return all files.

    Args:
        texts: the content of each file; the keys are relative paths.
        formatter: the formatter to use.

    Raises:
        FormatError: a file is not valid Python; the error lists path, line and column.
        OSError: there is not enough space for the files.
    """
    python = [path for path in texts if path.endswith(".py")]
    if not python:
        return dict(texts)
    size = sum(len(texts[path]) for path in python)
    with _temporary_folder(size) as name:
        folder = Path(name)
        files = {path: folder / path for path in python}
        for inner in {file.parent for file in files.values()}:
            inner.mkdir(parents=True, exist_ok=True)
        for path, file in files.items():
            file.write_bytes(texts[path].encode())
        _ruff(folder, "check", "--select=I", "--fix", "--output-format=concise")
        if formatter == "ruff":
            _ruff(folder, "format")
        formatted = {path: f.read_bytes().decode() for path, f in files.items()}
    if formatter == "black":
        formatted = {path: _black(path, text) for path, text in formatted.items()}
    return {path: formatted.get(path, text) for path, text in texts.items()}


def _temporary_folder(size: int) -> TemporaryDirectory[str]:
    """Return a private temporary folder for `size` characters, in memory if possible.

    On a disk, creating thousands of files can take longer than formatting them.
    """
    free = shutil.disk_usage(_MEMORY).free if os.access(_MEMORY, os.W_OK) else 0
    parent = _MEMORY if free > 10 * size else None
    return TemporaryDirectory(prefix="specloom-", dir=parent)


def _ruff(folder: Path, *command: str) -> None:
    """Run ruff over all files of the folder."""
    from ruff import find_ruff_bin  # type: ignore[import-untyped]  # no py.typed

    done = subprocess.run(
        [find_ruff_bin(), *command, *SETTINGS, "."],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if not k.startswith("RUFF_")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        output = done.stdout + done.stderr
        if system := re.search(r"\(os error (\d+)\)", output):
            raise OSError(int(system[1]), os.strerror(int(system[1])), str(folder))
        raise FormatError(f"ruff refuses generated code: {output}")


def _black(path: str, text: str) -> str:
    from black import format_str
    from black.mode import Mode, TargetVersion

    mode = Mode(target_versions={TargetVersion.PY311}, line_length=WIDTH)
    try:
        return format_str(text, mode=mode)
    except ValueError as error:
        raise FormatError(f"black refuses generated code: {path}: {error}") from error
