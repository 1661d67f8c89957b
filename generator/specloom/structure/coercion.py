"""Convert a value of the wrong type to the most likely intended value.

A value is converted only if its meaning is unambiguous: `"5"` becomes a number, and a
single item becomes a list. The caller leaves out all other values.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..errors import SourceLocation
from ..load import SpecList, SpecMap
from ..object_tables import METHODS_3
from .object_rules import OTHER_TYPES
from .shapes import (
    PATTERNS,
    AlternativesShape,
    ArrayShape,
    MapShape,
    Members,
    ObjectShape,
    ScalarShape,
    Shape,
    Structure,
    TextShape,
    matching_shape,
)

_INTEGER = re.compile(r"[-+]?[0-9]{1,100}")
_STATUS = re.compile(r"[1-5]([0-9]{2}|XX)\b|default\b", re.IGNORECASE)
_METHODS = frozenset(METHODS_3)
_NUMBER = re.compile(r"[-+]?[0-9]{1,100}\.[0-9]{1,100}")


class Coercion(NamedTuple):
    """The result of a conversion: the value, its description, and an implied format."""

    value: Any
    done: str
    format: str = ""


def coerce(
    value: Any, shape: Shape, text: str, location: SourceLocation, structure: Structure
) -> Coercion | None:
    """Return the value converted to a shape; None if its meaning is ambiguous.

    Args:
        value: the value, which does not have the shape.
        shape: the expected shape.
        text: the source text of the value, if it is a scalar.
        location: the location for new objects and arrays.
        structure: the members of each object.
    """
    match shape:
        case AlternativesShape(shapes=shapes):
            read = (coerce(value, s, text, location, structure) for s in shapes)
            return next((change for change in read if change is not None), None)
        case ScalarShape(kind="host" | "base path" as kind):
            return _address(value, kind)
        case ScalarShape(kind=kind):
            return _scalar(value, kind, text)
        case TextShape(texts=texts) if isinstance(value, str):
            folded = {each.lower(): each for each in texts}
            word = value.strip().lower()
            other, form = OTHER_TYPES.get(word, (word, ""))
            known = folded.get(word, folded.get(other))
            if known is None:
                return None
            form = form if known == other else ""
            return Coercion(known, f"read as {known} {form}".rstrip(), form)
        case ArrayShape(item=item):
            return _array(value, item, location)
        case MapShape() if value == []:
            return Coercion(SpecMap(location), "read as an empty object")
        case ObjectShape(name=name):
            return _object(value, name, location, structure[name])
    return None


def meant_name(name: str, value: Any, members: Members) -> str | None:
    """Return the path or status that was probably meant by an invalid name.

    For example, `things` means `/things` if its value contains an operation, and `200
    OK` means `200`. The result is None for other names, such as a whole URL.
    """
    text = name.strip()
    if status := _STATUS.match(text):
        text = status[0].lower()
    elif isinstance(value, dict) and {str(key).lower() for key in value} & _METHODS:
        text = f"/{text.removeprefix('/')}" if text and "://" not in text else ""
    return text if members.pattern(text) is not None else None


def empty(shape: Shape, location: SourceLocation) -> Any:
    """Return the empty value of a shape: "" for text, otherwise an empty object."""
    return "" if isinstance(shape, ScalarShape) else SpecMap(location)


def number_or_boolean(text: str, kind: str) -> Any:
    """Return the number in a string or, for the kind `boolean`, the boolean.

    The result is None if the string contains anything else.
    """
    word = text.strip().lower()
    if kind == "boolean":
        return {"true": True, "false": False}.get(word)
    if _INTEGER.fullmatch(word):
        return int(word)
    return float(word) if _NUMBER.fullmatch(word) else None


def _scalar(value: Any, kind: str, text: str) -> Coercion | None:
    read: Any = None
    if kind in ("text", "schema name"):
        read = None if value is None or isinstance(value, dict | list) else text
    elif isinstance(value, str | float):
        read = number_or_boolean(text, kind)
    if kind == "count" and read is not None:
        read = int(read) if read >= 0 and read == int(read) else None
    if kind == "positive" and read is not None and read <= 0:
        read = None
    shown = f'"{read}"' if kind == "text" else str(read).lower()
    return None if read is None else Coercion(read, f"read as {shown}")


def _address(value: Any, kind: str) -> Coercion | None:
    """Return a host without the scheme of a URL, or a path with a leading slash."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    host = text.rpartition("://")[2].rstrip("/")
    read = host if kind == "host" else f"/{text}"
    fits = PATTERNS[kind].fullmatch(read)
    return Coercion(read, f'read as "{read}"') if fits else None


def _array(value: Any, item: Shape, location: SourceLocation) -> Coercion | None:
    items = SpecList(location)
    if value == {}:
        return Coercion(items, "read as an empty array")
    if isinstance(value, dict) and all(key.isdigit() for key in value):
        items.extend(value.values())
        return Coercion(items, "read as an array of its values")
    if value is None or matching_shape(value, item) is None:
        return None
    items.append(value)
    return Coercion(items, "read as an array of this one")


def _object(
    value: Any, name: str, location: SourceLocation, members: Members
) -> Coercion | None:
    """Return the object that was meant by an empty array, a boolean or a string."""
    made = SpecMap(location)
    if value == []:
        return Coercion(made, "read as an empty object")
    if name == "Schema" and isinstance(value, bool):
        if not value:
            made["not"] = SpecMap(location)
        return Coercion(
            made,
            (
                "read as a schema of any value"
                if value
                else "read as a schema of no value"
            ),
        )
    if isinstance(value, str) and len(members.required) == 1:
        (only,) = members.required
        if matching_shape(value, members.named[only]) is not None:
            made[only] = value
            return Coercion(made, f"read as its {only}")
    return None
