"""JSON pointers and references to component schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

SCHEMAS: Final = "#/components/schemas/"
"""What every reference of the normal form begins with."""

_NOT_ENCODED: Final = re.compile("%(?![0-9a-fA-F]{2})")
_NOT_ESCAPED: Final = re.compile("~(?![01])")
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}")


def steps(pointer: str) -> tuple[str, ...]:
    """Return the unescaped names of a JSON pointer; its leading slash is optional."""
    names = pointer.strip("/").split("/")
    return tuple(_unescaped(name) for name in names if name)


def reference_steps(reference: str) -> list[str]:
    """Return the names that a local reference (`#/a/b`) passes through.

    Unlike a pointer of the vocabulary it is a URI fragment, so that `%20` is a space.
    """
    raw = unquote(reference.removeprefix("#/")).split("/")
    return [_unescaped(step) for step in raw]


def follow(tree: Any, reference: str) -> Iterator[tuple[Any, Any]]:
    """Yield each object or array on the way of a local reference, and the key there.

    An index is as in RFC 6901: without a sign or leading zeros.

    Raises:
        LookupError: it is not spelled as a reference, or cannot be resolved.
    """
    is_local = reference.startswith("#/") and not _NOT_ENCODED.search(reference)
    if not is_local or _NOT_ESCAPED.search(unquote(reference)):
        raise LookupError(reference)
    node = tree
    for step in reference_steps(reference):
        key: str | int = step
        if isinstance(node, list) and _INDEX.fullmatch(step):
            key = int(step)
        elif not isinstance(node, dict):
            raise LookupError(reference)
        yield node, key
        node = node[key]


def schema_reference(name: str) -> dict[str, str]:
    """Return a schema that refers to the component of that name."""
    return {"$ref": SCHEMAS + name}


def schema_name(reference: str) -> str:
    """Return the name of the component that a reference of the normal form is to."""
    return reference.rsplit("/", 1)[-1]


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
