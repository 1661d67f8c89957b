"""One schema, as datamodel-code-generator may see it: nothing but types and bounds.

Only what is listed here goes through. Prose, names, defaults, examples, extensions
and every key that could steer the tool stay behind, so a document cannot reach it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic_core import SchemaError, SchemaValidator, core_schema

from specloom.document import SCHEMAS
from specloom.vocabulary import keys

from .shapes import Enumeration, Record, Shapes
from .unions import choices_of, target, union_of

CLASS = "Component"
"""What stands before a component's name inside the tool, so that it clashes with
nothing the tool makes or imports."""

UNION = "Tagged"
"""The same for a union whose tag tells its variants apart."""

UNITS = {
    "epoch-milliseconds": "EpochMillis",
    "epoch-seconds": "EpochSeconds",
    "minutes": "Quantity",
    "utc-milliseconds": "UtcMillis",
}
"""The runtime's type for a unit; a unit that is not here changes nothing."""

UNIT = "Unit"

_FORMATS = ("date", "date-time", "uuid", "binary", "decimal")
_LENGTHS = ("minLength", "maxLength", "minItems", "maxItems")
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
NULL: dict[str, Any] = {"type": "null"}

Clean = dict[str, Any]


class Cleaner:
    """Cleans the schemas of one document."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes

    def clean(self, schema: Any) -> Clean:
        """The schema with types and bounds only; `{}` is anything."""
        if not isinstance(schema, Mapping):
            return {}
        if unit := _unit(schema):
            return self._measured(schema, unit)
        if "$ref" in schema:
            return self._reference(schema)
        if "const" in schema:
            return _literals([schema["const"]])
        if "enum" in schema:
            return _literals(schema["enum"], schema.get("type"))
        if "allOf" in schema:
            return self._merged(schema)
        if choices := choices_of(schema):
            return self._choice(schema, choices)
        kind = schema.get("type")
        if isinstance(kind, Sequence) and not isinstance(kind, str):
            return either([self.clean({**schema, "type": each}) for each in kind])
        return self._typed(schema, kind or _implied(schema))

    def _typed(self, schema: Mapping[str, Any], kind: Any) -> Clean:
        match kind:
            case "string":
                return _text(schema)
            case "integer" | "number":
                return _number(schema, kind)
            case "boolean" | "null":
                return {"type": kind}
            case "array":
                return self._array(schema)
            case "object":
                return self._map(schema)
        return {}

    def _measured(self, schema: Mapping[str, Any], unit: str) -> Clean:
        kinds = schema.get("type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        inner: Clean = {"$ref": f"{SCHEMAS}{UNIT}{UNITS[unit]}"}
        if "array" in kinds:
            items = schema.get("items", {})
            measured = {**items, keys.UNIT: unit}
            bare = {k: v for k, v in schema.items() if k != keys.UNIT}
            return self.clean({**bare, "items": measured})
        null = "null" in kinds or NULL in choices_of(schema)
        return either([inner, NULL]) if null else inner

    def _reference(self, schema: Mapping[str, Any]) -> Clean:
        name = target(schema)
        if name is None or name not in self._shapes.written.schemas:
            return {}
        shape = self._shapes[name]
        reference: Clean = {"$ref": f"{SCHEMAS}{CLASS}{name}"}
        null = isinstance(shape, Record | Enumeration) and shape.nullable
        return either([reference, NULL]) if null else reference

    def _merged(self, schema: Mapping[str, Any]) -> Clean:
        """An `allOf` without a class: its reference, or all its keywords at once."""
        for part in schema["allOf"]:
            if target(part):
                return self.clean(part)
        rest = {key: schema[key] for key in schema if key != "allOf"}
        for part in schema["allOf"]:
            rest = {**part, **rest} if isinstance(part, Mapping) else rest
        return self.clean(rest)

    def _choice(self, schema: Mapping[str, Any], choices: list[Any]) -> Clean:
        union = union_of(schema)
        if union and union.key in self._shapes.tags.unions:
            tagged: Clean = {"$ref": f"{SCHEMAS}{UNION}{union.key}"}
            return either([tagged, NULL]) if NULL in choices else tagged
        return either([self.clean(choice) for choice in choices])

    def _array(self, schema: Mapping[str, Any]) -> Clean:
        first = [self.clean(part) for part in schema.get("prefixItems", ())]
        items = schema.get("items")
        closed = items is False or schema.get("maxItems") == len(first)
        if first and closed and schema.get("minItems") == len(first):
            size = len(first)
            bounds = {"minItems": size, "maxItems": size, "items": False}
            return {"type": "array", "prefixItems": first, **bounds}
        if first:
            every = first if items is False else [*first, self.clean(items)]
            items_clean = either(every)
        else:
            items_clean = self.clean(items)
        return {"type": "array", "items": items_clean, **_sizes(schema, "Items")}

    def _map(self, schema: Mapping[str, Any]) -> Clean:
        values = [*schema.get("patternProperties", {}).values()]
        extra = schema.get("additionalProperties")
        if isinstance(extra, Mapping):
            values.append(extra)
        inner = either([self.clean(value) for value in values]) if values else {}
        return {"type": "object", "additionalProperties": inner or True}


def either(parts: Sequence[Clean]) -> Clean:
    """Any of the schemas: flat, each once, null last; anything if one is."""
    flat: list[Clean] = []
    for part in parts:
        flat.extend(part.get("anyOf", [part]))
    once = [part for i, part in enumerate(flat) if part not in flat[:i]]
    if {} in once:
        return {}
    ordered = [p for p in once if p != NULL] + [p for p in once if p == NULL]
    return ordered[0] if len(ordered) == 1 else {"anyOf": ordered}


def without_null(schema: Clean) -> tuple[Clean, bool]:
    """The schema without its null, and whether it had one beside something else."""
    parts = schema.get("anyOf", [])
    if NULL not in parts:
        return schema, False
    return either([part for part in parts if part != NULL]), True


def _unit(schema: Mapping[str, Any]) -> str | None:
    unit = schema.get(keys.UNIT)
    unit = unit.get("is") if isinstance(unit, Mapping) else unit
    return unit if isinstance(unit, str) and unit in UNITS else None


def _implied(schema: Mapping[str, Any]) -> str | None:
    """The type that is plainly meant where none is written."""
    if "items" in schema or "prefixItems" in schema:
        return "array"
    return "object" if schema.keys() & {"properties", "additionalProperties"} else None


def _literals(values: Any, kind: Any = None) -> Clean:
    given = [value for value in values if value is not None]
    null = [NULL] if len(given) < len(values) or _allows_null(kind) else []
    if not given:
        return dict(NULL)
    if all(isinstance(value, str | int) for value in given):
        return either([{"enum": given}, *null])
    return either([_literal_type(value) for value in given] + null)


def _allows_null(kind: Any) -> bool:
    return isinstance(kind, list) and "null" in kind


def _literal_type(value: Any) -> Clean:
    match value:
        case bool():
            return {"type": "boolean"}
        case str():
            return {"type": "string"}
        case int():
            return {"type": "integer"}
        case float() | Decimal():
            return {"type": "number"}
    return {}


def _text(schema: Mapping[str, Any]) -> Clean:
    form = schema.get("format")
    if schema.get("contentMediaType") == "application/octet-stream":
        form = "byte" if "contentEncoding" in schema else "binary"
    if form in _FORMATS:
        return {"type": "string", "format": form}
    found: Clean = {"type": "string", **_sizes(schema, "Length")}
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and compiles(pattern):
        found["pattern"] = pattern
    return found


def _sizes(schema: Mapping[str, Any], of: str) -> Clean:
    found = {key + of: schema.get(key + of) for key in ("min", "max")}
    return {key: v for key, v in found.items() if type(v) is int and v >= 0}


def _number(schema: Mapping[str, Any], kind: str) -> Clean:
    found: Clean = {"type": kind}
    for key in _BOUNDS:
        value = schema.get(key)
        if isinstance(value, Decimal | float) and value == int(value):
            value = int(value)
        if isinstance(value, Decimal):
            value = float(value)
        whole = type(value) is int
        if whole or (kind == "number" and isinstance(value, float)):
            found[key] = value
    if found.get("multipleOf", 1) <= 0:
        del found["multipleOf"]
    return found


@cache
def compiles(pattern: str) -> bool:
    """Whether both Python and pydantic's own engine accept the pattern.

    One that they refuse would break the class that carries it, so it is left out.
    """
    try:
        re.compile(pattern)
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except (re.error, SchemaError, RecursionError, OverflowError, ValueError):
        return False
    return True
