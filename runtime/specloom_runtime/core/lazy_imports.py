"""Packages whose names are imported when they are first used (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def lazily(
    package: str, homes: Mapping[str, tuple[str, ...]]
) -> Callable[[str], object]:
    """Return the `__getattr__` of a package, which imports a name with its module.

    Args:
        package: the package's own `__name__`.
        homes: module name inside the package -> its public names.
    """
    home = {name: module for module, names in homes.items() for name in names}

    def get(name: str) -> object:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f".{home[name]}", package), name)

    return get
