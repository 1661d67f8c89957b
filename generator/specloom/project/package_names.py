"""Derive package names that do not shadow a module that the package imports."""

from __future__ import annotations

import re
import sys
from functools import cache

from ..names import identifier

DISTRIBUTIONS = ("specloom", "specloom-runtime", "pytest")
"""The distributions that generated packages and their tests import."""
FOLDERS = ("descriptions", "dist", "hatch_build", "specs", "tests")
"""What is next to a package: in its checkout, or in its source distribution."""


def package_name(text: str) -> str:
    """Return a package name for any text; a valid name is returned unchanged.

    If the package would shadow a Python module or a dependency with the same name,
    `_client` is added to its name.
    """
    name = identifier(text)
    return f"{name}_client" if name in _taken() else name


@cache
def _taken() -> frozenset[str]:
    required: set[str] = set()
    waiting = [*DISTRIBUTIONS]
    while waiting:
        if (name := waiting.pop()) not in required:
            required.add(name)
            waiting += _requirements(name)
    modules = {name.lower().replace("-", "_") for name in required}
    return frozenset({*sys.stdlib_module_names, *FOLDERS, *modules})


def _requirements(distribution: str) -> list[str]:
    """Return the distributions that a distribution requires, without its extras."""
    # Imported late: only a given name is compared with what is installed.
    from importlib import metadata

    try:
        lines = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return []
    needed = (line for line in lines if "extra ==" not in line)
    return re.findall(r"(?m)^[A-Za-z0-9._-]+", "\n".join(needed))
