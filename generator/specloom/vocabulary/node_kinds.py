"""The kind of a node of a description, from its path and the tables of objects.

A key may stand on an operation and not on a schema, so a check has to know which is
which, what is data (examples, defaults), and what is a name that only looks like a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ..object_tables import COMMON, METHODS_3, OPENAPI_3, SWAGGER_2
from . import keys

DATA = "data"
ANY = "any"
"""A node of which nothing is known."""
OTHER = "other"
"""A node without a kind."""

Kinds = frozenset[str]

METHODS = METHODS_3
"""The methods that a path item of OpenAPI 3.1 has members for, in their order."""
SCHEMA_MAPS = tuple(n for n, text in COMMON["Schema"].items() if text == "{Schema}")
_KINDS: Mapping[str, tuple[str, str]] = {
    "OpenAPI": ("root", "roots"),
    "PathItem": ("path", "paths"),
    "Operation": ("operation", "methods"),
    "RequestBody": ("body", "bodies"),
    "MediaType": ("media", "contents"),
    "Encoding": ("part", "parts"),
    "ServerVariable": ("variable", "variables"),
}
"""By object: its kind, and that of a map of such objects; else both are its name."""


def _kinds(name: str) -> tuple[str, str]:
    return _KINDS.get(name, (name.lower(), f"{name.lower()}s"))


def _kind(declared: str) -> str:
    """Return the kind of a member that a table declares so."""
    for alternative in declared.split(" | "):
        text = alternative.split(",")[0]
        name = text.strip("[]{}")
        if name in ("any", "schema name"):
            return DATA
        if name[0].isupper():
            # An array has the kind of its items.
            return _kinds(name)["{" in text]
    return OTHER


def _children() -> dict[str, dict[str, str]]:
    """Return the kinds of the members of each kind of node."""
    found: dict[str, dict[str, str]] = {}
    for table in (SWAGGER_2, OPENAPI_3):
        for name, members in table.items():
            kind, several = _kinds(name)
            found[several] = {"*": kind}
            known = found.setdefault(kind, {})
            for member, declared in members.items():
                below = _kind(declared)
                if below != OTHER:
                    known["*" if member.startswith("^") else member] = below
    found["path"][keys.ADDITIONAL_OPERATIONS] = "methods"
    data = ("default", "enum", "const", "example", "examples", "value", "mapping")
    found[OTHER] = found[ANY] = dict.fromkeys(data, DATA)
    return found


CHILDREN: Mapping[str, Mapping[str, str]] = _children()
NAMES = frozenset({"schemas", "parameters", "bodies", "headers", "variables"})
"""Maps in which every key is somebody's name, even one that begins with x-."""


def child(kind: str, key: str) -> str:
    """The kind of a member."""
    known = CHILDREN.get(kind, {})
    if kind == DATA:
        return DATA
    if kind not in NAMES and key.startswith("x-") and key not in known:
        return DATA
    if kind == ANY:
        return known.get(key, ANY)
    return known.get(key) or known.get("*") or OTHER


@lru_cache(maxsize=4096)
def _members(kinds: Kinds, key: str) -> Kinds:
    return frozenset(child(kind, key) for kind in kinds)


def inside(kinds: Kinds) -> Kinds:
    """The kinds of all members and items of such nodes."""
    found = {k for kind in kinds for k in CHILDREN.get(kind, {}).values()}
    # An array has the kind of its items, so its items have the kind of the array.
    return frozenset(found | kinds)


def below(kinds: Kinds) -> Kinds:
    """The kinds of such nodes and all their descendants."""
    reached = kinds
    while (further := inside(reached)) != reached:
        reached = further
    return reached


def walk(
    node: Any, kinds: Kinds, pointer: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Kinds, Mapping[str, Any]]]:
    """Every object below a node that is not data: pointer, possible kinds, object."""
    waiting = [(pointer, kinds, node)]
    while waiting:
        at, kinds, node = waiting.pop()
        if kinds == {DATA}:
            continue
        if isinstance(node, dict):
            yield at, kinds, node
            waiting += [
                ((*at, key), _members(kinds, key), value)
                for key, value in node.items()
                if isinstance(value, (dict, list))
            ]
        elif isinstance(node, list):
            waiting += [((*at, i), kinds, item) for i, item in enumerate(node)]
