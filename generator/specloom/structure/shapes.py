"""Shapes: the required forms of members, created from the tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Final, Literal, TypeAlias

from ..load import Format
from ..object_tables import OPENAPI_3, SWAGGER_2
from .object_rules import OPTIONAL

ROOT: Final = "OpenAPI"

REQUIRED, EXPECTED = ", required", ", expected"
OR_EMPTY, NOT_EMPTY = ", or empty", ", not empty"

MAX_SHOWN: Final = 40
"""The maximum length of a value that is shown in a message."""


@dataclass(frozen=True)
class ScalarShape:
    """Text, a boolean or a number.

    `count` is a non-negative integer, and `positive` is a number above 0. `host` is a
    host name with an optional port, and `base path` is a path with a leading slash.
    """

    kind: Literal[
        "text",
        "boolean",
        "number",
        "positive",
        "count",
        "schema name",
        "host",
        "base path",
    ]


@dataclass(frozen=True)
class TextShape:
    """One of a fixed set of strings."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class DataShape:
    """Any value; its content is not checked."""


@dataclass(frozen=True)
class ObjectShape:
    """An object that the tables describe under this name."""

    name: str


@dataclass(frozen=True)
class ArrayShape:
    """An array; all items have the same shape."""

    item: Shape


@dataclass(frozen=True)
class MapShape:
    """An object with arbitrary names of members; all values have the same shape."""

    value: Shape


@dataclass(frozen=True)
class AlternativesShape:
    """One of several shapes."""

    shapes: tuple[Shape, ...]


Shape: TypeAlias = (
    ScalarShape
    | TextShape
    | DataShape
    | ObjectShape
    | ArrayShape
    | MapShape
    | AlternativesShape
)


@dataclass(frozen=True)
class Members:
    """The members that an object can have.

    Attributes:
        named: the shapes of the members; the keys are the names of the members.
        patterns: the shapes of members whose names match a regular expression.
        required: the members without which the object is left out.
        expected: the required members without which the object is still used.
        empty: the members that are treated as empty if they are missing.
        optional: the members in `empty` that this version of OpenAPI does not require.
        not_empty: the members that are ignored if they are empty.
    """

    named: Mapping[str, Shape]
    patterns: tuple[tuple[re.Pattern[str], Shape], ...]
    required: tuple[str, ...]
    expected: tuple[str, ...]
    empty: tuple[str, ...]
    optional: frozenset[str]
    not_empty: tuple[str, ...]

    @cached_property
    def by_folded_name(self) -> Mapping[str, str]:
        """The names of the members; the keys are the same names in lower case."""
        return {name.lower(): name for name in self.named}

    def pattern(self, name: str) -> Shape | None:
        """Return the shape of the first pattern that matches a name, or None."""
        return next((s for pattern, s in self.patterns if pattern.search(name)), None)


TEXT: Final = ScalarShape("text")
HEADER: Final = ObjectShape("Header")
SCHEMA_NAME: Final = ScalarShape("schema name")

PATTERNS: Final = {
    "host": re.compile(r"[^/?#\s]+(/[^/?#\s]+)*"),
    "base path": re.compile(r"(/[^?#\s]*)?"),
}
"""The patterns of `host` and `base path`."""

Structure: TypeAlias = Mapping[str, Members]
"""The members of each object; the keys are the names of objects."""


@cache
def structure(version: Format) -> Structure:
    """Return the members of each object in a version of OpenAPI."""
    table = SWAGGER_2 if version == "swagger 2.0" else OPENAPI_3
    optional = OPTIONAL.get(version, {})
    return {
        name: _members(table[name], optional.get(name, frozenset())) for name in table
    }


def matching_shape(value: Any, shape: Shape) -> Shape | None:
    """Return the shape, or the first of its alternatives, that fits a value.

    A shape fits if the value has its JSON type. The content of objects and arrays is
    not checked. The result is None if no shape fits.
    """
    match shape:
        case ObjectShape() | MapShape():
            fits = isinstance(value, dict)
        case ScalarShape(kind="text" | "schema name") | TextShape():
            fits = isinstance(value, str)
            if fits and isinstance(shape, TextShape):
                fits = value in shape.texts
        case ScalarShape(kind="host" | "base path" as kind):
            fits = isinstance(value, str) and bool(PATTERNS[kind].fullmatch(value))
        case ArrayShape():
            fits = isinstance(value, list)
        case ScalarShape(kind="boolean"):
            fits = isinstance(value, bool)
        case ScalarShape(kind=kind):
            fits = isinstance(value, int | float | Decimal)
            fits = fits and not isinstance(value, bool)
            if fits and kind == "count":
                fits = isinstance(value, int) and value >= 0
            elif fits and kind == "positive":
                fits = value > 0
        case AlternativesShape(shapes=shapes):
            matches = (matching_shape(value, each) for each in shapes)
            return next((each for each in matches if each is not None), None)
        case DataShape():
            fits = True
    return shape if fits else None


def may_be_empty(shape: Shape, structure: Structure) -> bool:
    """Return whether an empty object has a shape."""
    if isinstance(shape, AlternativesShape):
        return any(may_be_empty(each, structure) for each in shape.shapes)
    return isinstance(shape, ObjectShape) and not structure[shape.name].required


def value_text(value: Any) -> str:
    """Return a description of a value: a short value itself, or else its type."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"' if len(value) <= MAX_SHOWN else "text"
        case dict():
            return "an object"
        case list():
            return "an array"
    return f"the number {value}" if len(str(value)) <= MAX_SHOWN else "a number"


def phrase(kind: str) -> str:
    """Return the name of an object in words, with an article."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()
    words = {"open api": "document", "xml": "XML object"}.get(words, words)
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"


def shape_text(shape: Shape) -> str:
    """Return a description of a shape."""
    match shape:
        case ScalarShape(kind="text" | "schema name" as kind):
            return kind
        case ScalarShape(kind="host"):
            return "a host without a scheme"
        case ScalarShape(kind="base path"):
            return "a path that begins with a slash"
        case ScalarShape(kind="boolean"):
            return "true or false"
        case ScalarShape(kind="number"):
            return "a number"
        case ScalarShape(kind="count"):
            return "a whole number"
        case ScalarShape(kind="positive"):
            return "a number above 0"
        case TextShape(texts=texts):
            return f"one of {', '.join(texts)}"
        case ArrayShape():
            return "an array"
        case AlternativesShape(shapes=shapes):
            return " or ".join(dict.fromkeys(map(shape_text, shapes)))
        case ObjectShape() | MapShape():
            return "an object"
    return "any value"


def _members(declared: Mapping[str, str], optional: frozenset[str]) -> Members:
    shapes = {name: _shape(text) for name, text in declared.items()}

    def names_with(rule: str) -> tuple[str, ...]:
        return tuple(sorted(name for name, text in declared.items() if rule in text))

    return Members(
        named={n: s for n, s in shapes.items() if not n.startswith("^")},
        patterns=tuple(
            (re.compile(n), s) for n, s in shapes.items() if n.startswith("^")
        ),
        required=names_with(REQUIRED),
        expected=names_with(EXPECTED),
        empty=names_with(OR_EMPTY),
        optional=optional,
        not_empty=names_with(NOT_EMPTY),
    )


@cache
def _shape(text: str) -> Shape:
    for rule in (NOT_EMPTY, OR_EMPTY, EXPECTED, REQUIRED):
        text = text.removesuffix(rule)
    if " | " in text and not text.startswith(("[", "{")):
        return AlternativesShape(tuple(map(_shape, text.split(" | "))))
    if text.startswith("["):
        return ArrayShape(_shape(text[1:-1]))
    if text.startswith("{"):
        return MapShape(_shape(text[1:-1]))
    if text.startswith("one of "):
        return TextShape(tuple(text.removeprefix("one of ").split(", ")))
    match text:
        case "schema name":
            return SCHEMA_NAME
        case "text":
            return TEXT
        case "boolean" | "number" | "positive" | "count" | "host" | "base path":
            return ScalarShape(text)
        case "any":
            return DataShape()
    return ObjectShape(text)
