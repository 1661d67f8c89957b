"""Find the project that contains a folder."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from ..regular_files import read_regular
from .folders import SOURCES
from .settings import FILE, FOLDERS

REPOSITORY = ".git"
"""The file or folder that marks the top of a repository; the search ends there."""


def project_root(start: Path) -> Path:
    """Return the folder of the project that contains a folder.

    It is the nearest folder, from `start` upwards, with settings or with descriptions
    in the default folder. The search ends at the top of the repository, so that no file
    outside it is used.

    Args:
        start: the folder to start from.

    Returns:
        the folder, relative to `start`; `start` itself if no project contains it.
    """
    top = Path(os.path.abspath(start))
    for folder in (top, *top.parents):
        if _has_settings(folder) or _has_descriptions(folder):
            return start / os.path.relpath(folder, top)
        if os.path.lexists(folder / REPOSITORY):
            break
    return start


def _has_settings(folder: Path) -> bool:
    """Return whether pyproject.toml has `[tool.specloom]`, even if it is not valid."""
    try:
        text = read_regular(folder / FILE).decode("utf-8", "replace")
    except OSError:
        return False
    try:
        tools = tomllib.loads(text).get("tool")
    except (ValueError, RecursionError):
        return "specloom" in text  # Reading the settings will report the error.
    return isinstance(tools, dict) and "specloom" in tools


def _has_descriptions(folder: Path) -> bool:
    """Return whether the default folder of descriptions has one."""
    specs = folder / FOLDERS["specs"]
    try:
        vendors = [each for each in specs.iterdir() if each.is_dir()]
    except OSError:
        return False
    return any(os.path.lexists(each / name) for each in vendors for name in SOURCES)
