"""The default of a property, where a class may have it: one of the field's type."""

from __future__ import annotations

from typing import Any

from ..ir_models import Default, Enumeration, EnumerationMember
from ..vocabulary import keys
from .composition import NULL, Schema, choices_of, target
from .schema_kinds import Property, SchemaKinds

_CLASSES: dict[Any, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
"""The classes of values of each JSON Schema type."""
_CONVERTED = {"format", "contentMediaType"}
"""Keywords by which a string becomes a value of another class."""


def default(kinds: SchemaKinds, each: Property) -> Default | None:
    """Return the property's default: what its absence means, or the schema's default.

    None where there is none, or where it is not a plain value of the field's type.
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
    if keys.UNIT in schema or choices_of(schema):
        return None
    types = schema.get("type")
    for kind in types if isinstance(types, list) else [types]:
        if type(value) not in _CLASSES.get(kind, ()):
            continue
        if kind != "string" or not _CONVERTED & schema.keys():
            return Default(value)
    return None


def _reference(schema: Schema) -> str | None:
    if name := target(schema):
        return name
    parts = [p for p in schema.get("anyOf", ()) if p != NULL]
    return target(parts[0]) if len(parts) == 1 else None


def _member(kinds: SchemaKinds, name: str, value: Any) -> Default | None:
    kind = kinds[name] if name in kinds.composition.schemas else None
    if isinstance(kind, Enumeration):
        for member, known in kind.members.items():
            if _equal(value, known):
                return Default(EnumerationMember(name, member))
    return None


def _equal(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
