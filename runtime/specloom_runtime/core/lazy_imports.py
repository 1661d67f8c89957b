"""Import the names of a package when they are first used (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def lazily(
    package: str, homes: Mapping[str, tuple[str, ...]]
) -> Callable[[str], object]:
    """Return a package's `__getattr__`, which imports a name when it is first used.

    Args:
        package: the `__name__` of the package.
        homes: the public names of each module of the package.
    """
    home = {name: module for module, names in homes.items() for name in names}

    def get(name: str) -> object:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f".{home[name]}", package), name)

    return get
