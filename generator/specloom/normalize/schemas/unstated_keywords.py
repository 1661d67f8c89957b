"""Report the keywords of a schema that its Python type does not express.

JSON Schema allows any keyword in any schema. For example, `minLength` restricts strings
even if other values are allowed. A Python type expresses a limit only if the schema
also declares the matching type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...document import (
    COMPOSING,
    CONVERTED_FORMATS,
    Kinds,
    ValueKinds,
    compiles,
    is_checkable_step,
    is_literal,
    is_never,
    is_tuple,
    types_of,
)
from ...structure import UNTYPED
from ..discriminators.discriminator_values import inside

_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
LIMITS: Final = {
    **dict.fromkeys(("minLength", "maxLength", "pattern"), "string"),
    **dict.fromkeys((*_NUMBERS, "multipleOf"), "integer"),
    **dict.fromkeys(("minItems", "maxItems"), "array"),
}
"""The type that each keyword limits; keywords for numbers also limit integers."""
ENCODED: Final = ("byte", "base64", "base64url")
"""Formats of strings that encode bytes."""
ANNOTATIONS: Final = ("format", "contentEncoding", "contentMediaType")
"""Keywords that describe strings or numbers without limiting them."""
_CHOICES: Final = COMPOSING - {"allOf"}
_CHOSEN: Final = COMPOSING.union(("properties", "type"))
"""Keywords of an alternative that has its own type."""
_SIZES: Final = ("minLength", "minItems")
_CHECKED: Final = COMPOSING.union(LIMITS, ANNOTATIONS)
_REPORTABLE: Final = _CHECKED.union(
    UNTYPED, ("patternProperties", "prefixItems", "const", "enum", "required")
)
"""Keywords without one of which the type expresses the whole schema."""


@dataclass(frozen=True)
class Whole:
    """The composition that contains a schema, which can be the schema alone.

    Attributes:
        kinds: the types of the values; None for any type.
        has_references: whether the type comes from a component or a choice. It then
            does not express limits that are declared next to the reference or choice.
    """

    kinds: Kinds | None
    has_references: bool

    @classmethod
    def of(cls, node: Any, kinds: ValueKinds) -> Whole:
        """Return the composition of a schema with the parts of its `allOf`."""
        if not _CHECKED & node.keys():
            return cls(None, False)
        parts = [node, *(node.get("allOf") or ())]
        given = [each for each in parts if isinstance(each, dict)]
        return cls(kinds.of(node), any(_CHOICES & each.keys() for each in given))


IN_ANOTHER: Final = Whole(frozenset(LIMITS.values()), has_references=False)
"""The composition of a schema in a keyword of `UNTYPED_PARTS`.

Only that keyword is reported.
"""
UNTYPED_PARTS: Final = ("not", "contains", "propertyNames")


def unstated_keywords(
    node: Any, whole: Whole, schemas: Mapping[str, Any], *, is_part: bool
) -> list[str]:
    """Return the keywords of a schema that its type does not express.

    Args:
        node: the schema in normal form.
        whole: the composition that contains the schema.
        schemas: the components.
        is_part: whether the schema is a part of a larger one.
    """
    if is_never(node) or node.keys().isdisjoint(_REPORTABLE):
        return []
    found = [word for word in sorted(UNTYPED & node.keys()) if node[word]]
    found += [word for word in ("patternProperties",) if node.get(word)]
    if "prefixItems" in node and not is_tuple(node):
        found.append("prefixItems")
    found += _values(node)
    if not is_part:
        found += _of_objects(node, schemas)
    found += _encodings(node)
    return [*found, *_limits(node, whole)]


def _values(node: Any) -> Iterator[str]:
    """Yield the keyword for the listed values, if Python has no literals for them."""
    if "const" in node and not is_literal(node["const"]):
        yield "const"
    values = node.get("enum", ())
    is_text = bool(types_of(node)) and {*types_of(node)} <= {"string", "null"}
    if not (is_text or all(map(is_literal, values))):
        yield "enum"


def _of_objects(node: Any, schemas: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keywords about properties that a class does not express.

    If the properties of several alternatives become one class, the class does not
    express which properties belong together. An alternative with only `required`
    becomes no class.
    """
    is_class = bool(node.keys() & {"properties", "allOf"})
    for word in ("oneOf", "anyOf"):
        choices = [c for c in node.get(word) or () if c != {"type": "null"}]
        choices = [each for each in choices if isinstance(each, dict)]
        is_tied = any(map(requires_alone, choices))
        if is_tied or (is_class and any(_CHOSEN & each.keys() for each in choices)):
            yield word
    required = {name for each in _parts(node) for name in each.get("required") or ()}
    if required and not _CHOICES & node.keys() - {"$ref"}:
        known = {name for each in inside(schemas, node) for name in _names(each)}
        if required - known:
            yield "required"


def requires_alone(node: Any) -> bool:
    """Return whether a schema does nothing but require properties."""
    return isinstance(node, dict) and node.keys() == {"required"}


def _parts(node: Any) -> list[Any]:
    """Return a schema and the inline parts of its `allOf`."""
    parts = [node, *(node.get("allOf") or ())]
    return [each for each in parts if isinstance(each, dict)]


def _names(node: Any) -> Iterator[str]:
    yield from node.get("properties") or ()


def _encodings(node: Any) -> Iterator[str]:
    """Yield the encoding keywords of a string, which the caller must decode."""
    if "string" in types_of(node):
        if "contentEncoding" in node:
            yield "contentEncoding"
        if node.get("format") in ENCODED:
            yield "format"


def _limits(node: Any, whole: Whole) -> Iterator[str]:
    """Yield the limits that the Python type does not express."""
    if "enum" in node or "const" in node or not _CHECKED & node.keys():
        return
    kinds = whole.kinds
    is_other = node.get("format") in CONVERTED_FORMATS
    for word, kind in LIMITS.items():
        if word not in node or (word in _SIZES and node[word] == 0):
            continue
        if kinds is None or kind in kinds:
            is_stated = not (whole.has_references or (is_other and kind == "string"))
            if kinds is None or not is_stated or not _is_usable(node, word):
                yield word
    if any(_differs(node, word) for word in LIMITS if "allOf" in node):
        yield "allOf"
    for word in ANNOTATIONS:
        is_lost = word == "format" and is_other and whole.has_references
        if word in node and (kinds is None or is_lost):
            yield word


def _is_usable(node: Any, word: str) -> bool:
    """Return whether pydantic can check a limit such as a pattern or a step."""
    if word == "multipleOf":
        is_whole = "number" not in types_of(node)
        return is_checkable_step(node[word], whole=is_whole)
    return word != "pattern" or compiles(node[word])


def _differs(node: Any, word: str) -> bool:
    """Return whether parts have different limits, of which only one can be used."""
    parts = node.get("allOf") or ()
    found = [each[word] for each in parts if isinstance(each, dict) and word in each]
    return any(each != found[0] for each in found)
