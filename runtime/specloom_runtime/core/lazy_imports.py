"""Packages whose names are imported when first asked for (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def lazily(
    package: str, homes: Mapping[str, tuple[str, ...]]
) -> Callable[[str], object]:
    """A package's `__getattr__`: finds a public name in the module that has it.

    Args:
        package: the package's own `__name__`.
        homes: module name inside the package -> the public names it has.
    """
    home = {name: module for module, names in homes.items() for name in names}

    def get(name: str) -> object:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f".{home[name]}", package), name)

    return get
