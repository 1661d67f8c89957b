"""Import lines and export lists: what a module takes and what it gives."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from ..ir import Code, Import, ImportGroup
from .types import Names


def imports(names: Names) -> tuple[ImportGroup, ...]:
    """The imports of a module in isort's groups: standard, installed, own."""
    groups: list[list[Import]] = [[], [], []]
    for module in sorted(names.plain):
        groups[0].append(Import(module=Code(module), names=()))
    for module, wanted in names.imported():
        named = Import(module=Code(module), names=tuple(in_order(wanted)))
        groups[_group(module)].append(named)
    return tuple(tuple(group) for group in groups if group)


def _group(module: str) -> int:
    if module.startswith("."):
        return 2
    return 0 if module.split(".")[0] in sys.stdlib_module_names else 1


def in_order(names: Iterable[str]) -> list[Code]:
    """isort's order inside a line: CONSTANTS, Classes, functions."""

    def kind(name: str) -> int:
        if name.isupper() and len(name) > 1:
            return 0
        return 1 if name[:1].isupper() else 2

    ordered = sorted(names, key=lambda name: (kind(name), name.lower(), name))
    return [Code(name) for name in ordered]
