"""Report the keywords of a schema that its type in Python does not state.

JSON Schema lets a keyword stand anywhere: `minLength` limits strings whether or not a
value has to be one. The types here state a limit only next to the type that it is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ..document import (
    COMPOSING,
    CONVERTED_FORMATS,
    Kinds,
    ValueKinds,
    compiles,
    is_literal,
    is_never,
    is_tuple,
    kind_of,
    types_of,
)
from ..structure import UNTYPED

_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
LIMITS: Final = {
    **dict.fromkeys(("minLength", "maxLength", "pattern"), "string"),
    **dict.fromkeys((*_NUMBERS, "multipleOf"), "integer"),
    **dict.fromkeys(("minItems", "maxItems"), "array"),
}
"""Keywords that limit the values of one type; every number may be an integer."""
ANNOTATIONS: Final = ("format", "contentEncoding", "contentMediaType")
"""Keywords that say something of strings or numbers and limit none."""
_CHOICES: Final = COMPOSING - {"allOf"}
_CHECKED: Final = COMPOSING.union(LIMITS, ANNOTATIONS)


@dataclass(frozen=True)
class Whole:
    """The composition that a schema is part of, or the schema alone.

    Attributes:
        kinds: the types of its values, None for any.
        has_references: whether it gets its type from a component or a choice, which
            does not have the limits that stand next to it.
    """

    kinds: Kinds | None
    has_references: bool

    @classmethod
    def of(cls, node: Any, kinds: ValueKinds) -> Whole:
        """Return the composition that a schema and its `allOf` make."""
        if not _CHECKED & node.keys():
            return cls(None, False)
        parts = [node, *(node.get("allOf") or ())]
        given = [each for each in parts if isinstance(each, dict)]
        return cls(kinds.of(node), any(_CHOICES & each.keys() for each in given))


IN_ANOTHER: Final = Whole(frozenset(LIMITS.values()), has_references=False)
"""What contains a schema of which nothing is stated, as its own keyword is reported."""
UNTYPED_PARTS: Final = ("not", "contains", "propertyNames")


def unstated_keywords(node: Any, whole: Whole, *, is_part: bool) -> list[str]:
    """Return the keywords of a schema that its type does not state.

    Args:
        node: the schema in its normal form.
        whole: the composition that it is a part of.
        is_part: whether it is a part of a larger one.
    """
    if is_never(node):
        return []
    found = [word for word in sorted(UNTYPED & node.keys()) if node[word]]
    found += [word for word in ("patternProperties",) if node.get(word)]
    if "prefixItems" in node and not is_tuple(node):
        found.append("prefixItems")
    found += _values(node)
    if not is_part and _requires_more(node):
        found.append("required")
    return [*found, *_limits(node, whole)]


def contradiction(node: Any, whole: Whole) -> str:
    """Return why no value has the types of a schema, or ""."""
    if whole.kinds == frozenset() and not is_never(node):
        return "its types exclude each other"
    types, values = types_of(node), node.get("enum", ())
    values = [node["const"]] if "const" in node else values
    kinds = {*types, *(("integer",) if "number" in types else ())}
    kinds |= {"number"} if "integer" in types else set()
    is_checked = types and values and "string" not in types and kinds != {"null"}
    if is_checked and not any(kind_of(each) in kinds for each in values):
        return "its values are of another type"
    return ""


def _values(node: Any) -> Iterator[str]:
    """Yield the keyword of values that have no literal in Python."""
    if "const" in node and not is_literal(node["const"]):
        yield "const"
    values = node.get("enum", ())
    is_text = "string" in types_of(node)
    if not (is_text or all(map(is_literal, values))):
        yield "enum"


def _requires_more(node: Any) -> bool:
    """Return whether an object requires properties that it does not declare."""
    if COMPOSING & node.keys() or "properties" not in node:
        return False
    return not node["properties"].keys() >= {*node.get("required", ())}


def _limits(node: Any, whole: Whole) -> Iterator[str]:
    """Yield the limits that stand next to no type that states them."""
    if "enum" in node or "const" in node or not _CHECKED & node.keys():
        return
    kinds = whole.kinds
    is_other = node.get("format") in CONVERTED_FORMATS
    for word, kind in LIMITS.items():
        if (word, node.get(word)) in (("minLength", 0), ("minItems", 0)):
            continue
        if word in node and (kinds is None or kind in kinds):
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
    """Return whether pydantic can check a pattern, which Python already can."""
    return word != "pattern" or compiles(node[word])


def _differs(node: Any, word: str) -> bool:
    """Return whether parts have different limits, of which only one is used."""
    parts = node.get("allOf") or ()
    found = [each[word] for each in parts if isinstance(each, dict) and word in each]
    return any(each != found[0] for each in found)
