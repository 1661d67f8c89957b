"""JSON pointers and references to component schemas."""

from __future__ import annotations

from typing import Final

SCHEMAS: Final = "#/components/schemas/"
"""What every reference of the normal form begins with."""


def steps(pointer: str) -> tuple[str, ...]:
    """Return the unescaped names of a JSON pointer; its leading slash is optional."""
    names = pointer.strip("/").split("/")
    return tuple(name.replace("~1", "/").replace("~0", "~") for name in names if name)


def schema_reference(name: str) -> dict[str, str]:
    """Return a schema that refers to the component of that name."""
    return {"$ref": SCHEMAS + name}


def schema_name(reference: str) -> str:
    """Return the name of the component that a reference of the normal form is to."""
    return reference.rsplit("/", 1)[-1]
