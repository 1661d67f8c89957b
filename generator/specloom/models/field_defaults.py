"""Determine the default values of the fields of generated classes."""

from __future__ import annotations

from typing import Any

from ..document import declared_default, default_state, is_whole
from ..ir.model_definitions import Default, Enumeration, EnumerationMember
from ..vocabulary import keys
from .composition import Schema, choices_of, target
from .schema_kinds import Property, SchemaKinds


def default(kinds: SchemaKinds, each: Property) -> Default | None:
    """Return the default value of the field for a property.

    The default is the value of `absent-means`, which an absent property represents.
    Without `absent-means`, it is the default in the schema, if the property is
    optional. The result is None if there is no default, or if it is not a simple value
    of the field's type.
    """
    absent = each.schema.get(keys.NULL_HANDLING)
    schemas = kinds.composition.schemas
    if isinstance(absent, dict) and absent.get("absent-means") is not None:
        value = absent["absent-means"]
    elif each.required or each.is_returned:
        return None
    else:
        value = declared_default(schemas, each.schema)
    if value is None or default_state(schemas, each.schema, value) != "kept":
        return None
    return _literal_default(kinds, each.schema, value)


def _literal_default(kinds: SchemaKinds, schema: Schema, value: Any) -> Default:
    """Return a default that is a member of an enumeration or a simple value."""
    for name in _components(kinds, schema):
        kind = kinds[name]
        if isinstance(kind, Enumeration):
            for member, known in kind.members.items():
                if type(known) is type(value) and known == value:
                    return Default(EnumerationMember(name, member))
    return Default(int(value) if is_whole(value) else value)


def _components(kinds: SchemaKinds, schema: Schema) -> list[str]:
    """Return the components that are parts or alternatives of a schema, in order."""
    found: list[str] = []
    waiting: list[Any] = [schema]
    while waiting:
        node = waiting.pop(0)
        name = target(node)
        if name and name in kinds.composition.schemas and name not in found:
            found.append(name)
            waiting.append(kinds.composition.schemas[name])
        if isinstance(node, dict):
            waiting += [*choices_of(node), *node.get("allOf", ())]
    return found
