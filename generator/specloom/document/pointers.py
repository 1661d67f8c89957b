"""JSON pointers and references to component schemas."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

SCHEMAS: Final = "#/components/schemas/"
"""What every reference of the normal form begins with."""


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


def schema_reference(name: str) -> dict[str, str]:
    """Return a schema that refers to the component of that name."""
    return {"$ref": SCHEMAS + name}


def schema_name(reference: str) -> str:
    """Return the name of the component that a reference of the normal form is to."""
    return reference.rsplit("/", 1)[-1]


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
