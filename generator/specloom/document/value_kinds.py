"""Determine which types of JSON Schema the values of a schema can have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from operator import and_
from types import NoneType
from typing import Any, Final

from .pointers import schema_name
from .schemes import Node

Kinds = frozenset[str]

COMPOSING: Final = frozenset({"$ref", "allOf", "anyOf", "oneOf"})
"""Keywords that combine a schema with other schemas."""

_CLASSES: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (NoneType, "null"),
    (bool, "boolean"),
    (str, "string"),
    (int, "integer"),
    ((float, Decimal), "number"),
    (Mapping, "object"),
    (list, "array"),
)
"""The JSON type for each Python class; subclasses come before their base classes."""
_OF_OBJECTS: Final = frozenset({"properties", "required", "patternProperties"}) | {
    "additionalProperties",
    "unevaluatedProperties",
}
"""Keywords that imply the type `object` in a schema without a type."""


def kind_of(value: Any) -> str:
    """Return the type of a JSON value."""
    return next(kind for classes, kind in _CLASSES if isinstance(value, classes))


CONVERTED_FORMATS: Final = ("date", "date-time", "uuid", "binary", "decimal")
"""Formats of strings that are converted to values of another Python class."""


_FINEST: Final = 2**20
"""The largest denominator of a step that floating-point division can check."""


def is_checkable_step(value: Any, *, whole: bool) -> bool:
    """Return whether floating-point division can check multiples of a step.

    This is possible for 0.5, for example, but not for 0.01.

    Args:
        value: the step, which is the value of `multipleOf`.
        whole: whether the multiples are integers.
    """
    parts = float(value).as_integer_ratio()[1] if value > 0 else _FINEST + 1
    return parts <= (1 if whole else _FINEST)


_WHOLE: Final = re.compile("-?[0-9]{1,18}")


def tag_value(text: str, kinds: Kinds | None) -> str | int | None:
    """Return the property value that a key of a discriminator's mapping represents.

    The keys of a mapping are always strings, but the property can be a number or
    boolean.

    Args:
        text: the key.
        kinds: the types that the property can have; None for any type.

    Returns:
        The value; None if the key represents no value of these types.
    """
    if kinds is None or "string" in kinds:
        return text
    if "boolean" in kinds and text.lower() in ("true", "false"):
        return text.lower() == "true"
    is_whole = "integer" in kinds and _WHOLE.fullmatch(text)
    return int(text) if is_whole else None


def tag_values(text: str) -> list[str | int]:
    """Return the values that a mapping key can represent for an untyped property."""
    kinds = (frozenset({kind}) for kind in ("string", "boolean", "integer"))
    found = (tag_value(text, each) for each in kinds)
    return [value for value in found if value is not None]


def is_literal(value: Any) -> bool:
    """Return whether pydantic accepts a value in a `Literal`."""
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return value is None or isinstance(value, str)


def types_of(schema: Any) -> list[str]:
    """Return the types in the `type` of a schema, including null."""
    declared = schema.get("type") if isinstance(schema, dict) else None
    return [declared] if isinstance(declared, str) else [*(declared or ())]


def implied_kind(schema: Node) -> str | None:
    """Return the type that keywords such as `items` imply; None if they imply none.

    This applies only to schemas without a `type`.
    """
    if "items" in schema or "prefixItems" in schema:
        return "array"
    return None if _OF_OBJECTS.isdisjoint(schema) else "object"


class ValueKinds:
    """Determine the types that the values of schemas can have, once for each component.

    Attributes:
        schemas: the components.
    """

    def __init__(self, schemas: Node) -> None:
        self.schemas = schemas
        self._known: dict[str, Kinds | None] = {}

    def of(self, schema: Any) -> Kinds | None:
        """Return the types of a schema's values; None if any type is allowed.

        The result is empty if parts of the schema contradict each other.
        """
        if not isinstance(schema, dict):
            return None
        found = [_declared_kinds(schema)]
        if not COMPOSING & schema.keys():
            return found[0]
        if isinstance(reference := schema.get("$ref"), str):
            found.append(self._component(schema_name(reference)))
        found += map(self.of, schema.get("allOf") or ())
        for word in ("anyOf", "oneOf"):
            choices = [self.of(each) for each in schema.get(word) or ()]
            if choices and None not in choices:
                found.append(frozenset().union(*(each or () for each in choices)))
        known = [each for each in found if each is not None]
        return reduce(and_, known) if known else None

    def _component(self, name: str) -> Kinds | None:
        if name not in self._known:
            self._known[name] = None  # Any type, if the component contains itself.
            self._known[name] = self.of(self.schemas.get(name))
        return self._known[name]


def _declared_kinds(schema: Node) -> Kinds | None:
    """Return the types that a schema declares, without its references and compositions.

    Because each integer is also a number, `number` includes `integer`. The result is
    None if the schema does not limit the type.
    """
    kinds: set[str] = set(types_of(schema))
    if not kinds and "const" in schema:
        kinds = {kind_of(schema["const"])}
    elif not kinds and schema.get("enum"):
        kinds = set(map(kind_of, schema["enum"]))
    elif not kinds and (implied := implied_kind(schema)):
        kinds = {implied}
    if not kinds:
        return None
    return frozenset(kinds | ({"integer"} if "number" in kinds else set()))
