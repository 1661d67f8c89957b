"""The import lines of a module of models, sorted as ruff sorts them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Protocol

from specloom.literals import WIDTH

HOMES = {
    "Annotated": "typing",
    "Any": "typing",
    "Literal": "typing",
    "TypeAlias": "typing",
    "Decimal": "decimal",
    "UUID": "uuid",
    "date": "datetime",
    "datetime": "datetime",
    "Field": "pydantic",
    "TypeAliasType": "typing_extensions",
    "Model": "{runtime}",
    "OpenEnum": "{runtime}",
    "OpenIntEnum": "{runtime}",
    "Quantity": "{runtime}",
    "EpochMillis": "{runtime}",
    "EpochSeconds": "{runtime}",
    "UtcMillis": "{runtime}",
}
"""Where a name comes from; one that is not here is a builtin of Python."""

STANDARD = ("datetime", "decimal", "typing", "uuid")


class Importing(Protocol):
    """What a block says about the names it uses."""

    @property
    def imported(self) -> Mapping[str, str]: ...

    @property
    def components(self) -> frozenset[str]: ...


def import_lines(
    module: str,
    blocks: Collection[Importing],
    modules: Mapping[str, str],
    runtime: str,
) -> list[str]:
    """The imports of a module, each group of lines followed by an empty one."""
    wanted: dict[str, set[tuple[str, str]]] = {}
    for block in blocks:
        for shown, name in block.imported.items():
            home = HOMES[name].replace("{runtime}", runtime)
            wanted.setdefault(home, set()).add((name, shown))
    siblings: dict[str, set[tuple[str, str]]] = {}
    for name in {n for block in blocks for n in block.components}:
        if modules[name] != module:
            siblings.setdefault(f".{modules[name]}", set()).add((name, name))
    standard = {home: wanted.pop(home) for home in STANDARD if home in wanted}
    groups = [group for group in (standard, wanted, siblings) if group]
    return [
        line
        for group in groups
        for home in (*sorted(group, key=_natural), "")
        for line in (_import(home, group[home]) if home else [""])
    ]


def _import(home: str, names: Collection[tuple[str, str]]) -> list[str]:
    plain = sorted((n for n, shown in names if n == shown), key=_member_key)
    renamed = sorted(pair for pair in names if pair[0] != pair[1])
    lines: list[str] = []
    if plain:
        line = f"from {home} import {', '.join(plain)}"
        if len(line) <= WIDTH:
            lines.append(line)
        else:
            lines += [f"from {home} import (", *(f"    {n}," for n in plain), ")"]
    return lines + [f"from {home} import {n} as {shown}" for n, shown in renamed]


def _member_key(name: str) -> tuple[int, list[tuple[int, int | str]], str]:
    """Ruff's order of imported names: constants, classes, others; numbers by value."""
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[0].isupper() else 2
    return kind, _natural(name.lower()), name


def _natural(name: str) -> list[tuple[int, int | str]]:
    """The name's text and numbers apart, so that `x2` comes before `x10`."""
    return [
        (0, int(part)) if part.isdigit() else (1, part)
        for part in re.findall(r"\d+|\D+", name)
    ]
