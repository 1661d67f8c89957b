"""Determine the kind of a node from its path and the object tables.

For example, a key may be allowed on an operation but not on a schema. The checks
therefore need the kind of each node. They also need to know which nodes are data
(examples, defaults), and which names only look like keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ..object_tables import COMMON, METHODS_3, OPENAPI_3, SWAGGER_2
from . import keys

DATA = "data"
ANY = "any"
"""The kind of a node about which nothing is known."""
OTHER = "other"
"""The kind of a node that has none of the named kinds."""

Kinds = frozenset[str]
PlacedNode = tuple[tuple[str | int, ...], Kinds, Mapping[str, Any]]
"""The pointer, the possible kinds and the value of an object."""

METHODS = METHODS_3
"""The methods that a path item can have in OpenAPI 3.1, in the order of its table."""
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
"""The kinds of objects and of maps of these objects, where they are irregular.

By default, the kind of an object is its name in lower case, and the kind of a map of
such objects is the same name with an added s.
"""


def _kinds(name: str) -> tuple[str, str]:
    return _KINDS.get(name, (name.lower(), f"{name.lower()}s"))


def _kind(declared: str) -> str:
    """Return the kind of a member, given its declaration in a table."""
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
    """Return, for each kind of node, the kind of each member."""
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
"""Maps whose keys are names chosen by the vendor, even if they begin with x-."""


def has_extensions(node: Mapping[str, Any]) -> bool:
    """Return whether a node has members whose names begin like keys of the vocabulary.

    The members of a map of names are not keys.
    """
    return any([key.startswith(keys.VERSION) for key in node])


def child(kind: str, key: str) -> str:
    """Return the kind of the member `key` in a node of a certain kind."""
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
    """Return the kinds that members and items can have in nodes of these kinds."""
    found = {k for kind in kinds for k in CHILDREN.get(kind, {}).values()}
    # An array has the kind of its items, so its items have the kind of the array.
    return frozenset(found | kinds)


def below(kinds: Kinds) -> Kinds:
    """Return these kinds, and the kinds of all nodes inside such nodes."""
    reached = kinds
    while (further := inside(reached)) != reached:
        reached = further
    return reached


def walk(
    node: Any, kinds: Kinds, pointer: tuple[str | int, ...] = ()
) -> Iterator[PlacedNode]:
    """Yield the pointer, possible kinds and value of each object that is not data."""
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
