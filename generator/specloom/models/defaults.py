"""Defaults of fields: those of a schema that are of the field's type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..literals import literal
from ..vocabulary import keys
from .discriminators import Schema, target
from .schema_kinds import Enumeration, Property, SchemaKinds


@dataclass(frozen=True, kw_only=True)
class Default:
    """A default as code; `component` is the enumeration that it refers to."""

    text: str
    component: str | None = None


def default(kinds: SchemaKinds, each: Property) -> Default | None:
    """Return a property's default: what its absence means, or that of its schema.

    None if it has none, or none that is a plain value of the field's type.
    """
    absent = each.schema.get(keys.NULL_HANDLING)
    if isinstance(absent, dict) and absent.get("absent-means") is not None:
        return _typed(kinds, each.schema, absent["absent-means"])
    if each.required:
        return None
    return _typed(kinds, each.schema, each.schema.get("default"))


def _typed(kinds: SchemaKinds, schema: Schema, value: Any) -> Default | None:
    name = _reference(schema)
    if name is not None:
        return _member(kinds, name, value)
    choices = [schema["const"]] if "const" in schema else schema.get("enum")
    if choices is not None and not any(_equal(value, each) for each in choices):
        return None
    if keys.UNIT in schema or schema.get("anyOf") or schema.get("oneOf"):
        return None
    types = schema.get("type")
    for kind in types if isinstance(types, list) else [types]:
        if _is_a(value, kind) and not (kind == "string" and _converted(schema)):
            return Default(text=literal(value))
    return None


def _reference(schema: Schema) -> str | None:
    if name := target(schema):
        return name
    parts = [p for p in schema.get("anyOf", ()) if p != {"type": "null"}]
    return target(parts[0]) if len(parts) == 1 else None


def _member(kinds: SchemaKinds, name: str, value: Any) -> Default | None:
    kind = kinds[name] if name in kinds.composition.schemas else None
    if not isinstance(kind, Enumeration):
        return None
    for known, member in kind.members.items():
        if _equal(value, known):
            return Default(text=f"{name}.{member}", component=name)
    return None


def _equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _is_a(value: Any, kind: Any) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return type(value) is int
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
    return False


def _converted(schema: Schema) -> bool:
    """Return whether a string of the schema has another type in Python."""
    return "format" in schema or "contentMediaType" in schema
