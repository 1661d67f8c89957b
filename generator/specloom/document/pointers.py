"""Convert between JSON pointers, references and sequences of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, unquote

SCHEMAS: Final = "#/components/schemas/"
"""The prefix of every reference to a schema in the normal form."""
DEFINITIONS: Final = "#/definitions/"
"""The prefix of every reference to a schema in Swagger 2.0."""

_NOT_ENCODED: Final = re.compile("%(?![0-9a-fA-F]{2})")
_NOT_ESCAPED: Final = re.compile("~(?![01])")
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}")
_UNRESERVED: Final = "!$&'()*+,;=:@"
"""Characters that need no percent-encoding in the fragment of a URI (RFC 3986)."""


def steps(pointer: str) -> tuple[str, ...]:
    """Return the unescaped names of a JSON pointer; its leading slash is optional."""
    names = pointer.strip("/").split("/")
    return tuple(_unescaped(name) for name in names if name)


def reference_steps(reference: str) -> list[str]:
    """Return the names in a local reference (`#/a/b`).

    Unlike a JSON pointer of the vocabulary, a reference is a URI fragment, so `%20` is
    a space.
    """
    return list(_reference_steps(reference))


# Documents contain the same references many times.
@lru_cache(maxsize=4096)
def _reference_steps(reference: str) -> tuple[str, ...]:
    raw = unquote(reference.removeprefix("#/")).split("/")
    return tuple(_unescaped(step) for step in raw)


def follow(tree: Any, reference: str) -> Iterator[tuple[Any, Any]]:
    """Yield each object or array on the path of a local reference, and the next key.

    Array indexes follow RFC 6901: they have neither a sign nor leading zeros.

    Raises:
        LookupError: the reference is malformed or cannot be resolved.
    """
    if not is_pointer(reference):
        raise LookupError(reference)
    node = tree
    for step in _reference_steps(reference):
        key = _key(node, step)
        yield node, key
        node = node[key]


@lru_cache(maxsize=4096)
def is_pointer(reference: str) -> bool:
    """Return whether a local reference is a JSON pointer (`#/a/b`)."""
    is_local = reference.startswith("#/") and not _NOT_ENCODED.search(reference)
    return is_local and not _NOT_ESCAPED.search(unquote(reference))


def deepest_node(tree: Any, steps: list[str]) -> tuple[Any, list[str]]:
    """Return the last existing node on a path, and the remaining steps."""
    node = tree
    for number, step in enumerate(steps):
        try:
            node = node[_key(node, step)]
        except LookupError:
            return node, steps[number:]
    return node, []


def local_reference(steps: Iterable[str | int]) -> str:
    """Return the local reference for a sequence of names and indexes."""
    return "#" + quote(json_pointer(steps), safe="/" + _UNRESERVED)


def json_pointer(steps: Iterable[str | int]) -> str:
    """Return the JSON pointer for a sequence of names and indexes."""
    return "".join(f"/{escape(step)}" for step in steps)


def _key(node: Any, step: str) -> str | int:
    if isinstance(node, list) and _INDEX.fullmatch(step):
        return int(step)
    if not isinstance(node, dict):
        raise LookupError(step)
    return step


def schema_reference(name: str) -> dict[str, str]:
    """Return a schema that is a reference to a component."""
    return {"$ref": SCHEMAS + name}


def schema_name(reference: str) -> str:
    """Return the component name in a reference of the normal form."""
    return reference.rsplit("/", 1)[-1]


def escape(step: str | int) -> str:
    """Return a name or index, escaped for use in a JSON pointer."""
    return str(step).replace("~", "~0").replace("/", "~1")


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
