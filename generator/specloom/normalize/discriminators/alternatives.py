"""Merge the keywords next to `oneOf` or `anyOf` into each of the alternatives.

A value must be valid for these keywords and for one alternative. If constants
distinguish the alternatives, the schema becomes a union of classes, and each class
includes the keywords next to the union. Otherwise, the schema later becomes a single
class with the properties of all alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...document import schema_reference
from ...document.references import objects
from ...load import deep_copy
from .discriminator_values import alternatives, component, declared, inside

MOVED = (
    *("type", "properties", "required"),
    *("additionalProperties", "patternProperties", "unevaluatedProperties"),
)
"""Keywords that are moved as one part; `$ref` and `allOf` are separate parts."""
CHOICE = frozenset({"oneOf", "anyOf", "discriminator"})


def move_into_alternatives(tree: Any) -> None:
    """Merge other keywords into the alternatives that constants distinguish."""
    schemas = tree["components"]["schemas"]
    named = {id(schema): name for name, schema in schemas.items()}
    for node in list(objects(tree)):
        _lift(schemas, node)
        if _is_mixed(node) and (wire := _tag(schemas, node)):
            _move(schemas, node, wire, named.get(id(node), ""))


def _lift(schemas: Mapping[str, Any], node: Any) -> None:
    """Move `oneOf` or `anyOf` from a part of `allOf` into the schema itself.

    This is done only if a single part has alternatives. A value must be valid for every
    part, so the alternatives of one part are alternatives of the whole schema.
    """
    parts = node.get("allOf")
    if not isinstance(parts, list) or alternatives(node) or "discriminator" in node:
        return
    ends = [_end(schemas, part) for part in parts]
    choices = [index for index, end in enumerate(ends) if alternatives(end)]
    if len(choices) != 1 or len(parts) + len(node.keys() & {"properties"}) < 2:
        return
    end = ends[choices[0]]
    if not _is_choice_alone(end) or not _tag(schemas, end):
        return
    for option in alternatives(end):
        if any(each is node or each is end for each in inside(schemas, option)):
            return
    del parts[choices[0]]
    if not parts:
        del node["allOf"]
    for word in CHOICE & end.keys():
        node[word] = deep_copy(end[word])


def _end(schemas: Mapping[str, Any], part: Any) -> Mapping[str, Any]:
    """Return a part of `allOf`, or the component that the part refers to."""
    if isinstance(part, Mapping) and isinstance(part.get("$ref"), str):
        part = schemas.get(component(part["$ref"]))
    return part if isinstance(part, Mapping) else {}


def _is_choice_alone(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema has alternatives and no other keywords."""
    words = schema.keys() - {"description", "title", "type", "discriminator"}
    return words in ({"oneOf"}, {"anyOf"})


def _is_mixed(node: Any) -> bool:
    """Return whether a schema has objects as alternatives, and also other keywords."""
    return ("oneOf" in node) != ("anyOf" in node) and bool(
        node.keys() & {"$ref", "properties", "allOf"}
    )


def _tag(schemas: Mapping[str, Any], node: Any) -> str:
    """Return the property whose constants distinguish the alternatives, or ""."""
    options = _objects(node)
    if len(options) < 2:
        return ""
    tag = node.get("discriminator")
    if isinstance(tag, dict) and all("$ref" in each for each in options):
        return str(tag.get("propertyName", ""))
    for wire in _properties(schemas, options[0]):
        values = [declared(schemas, each, wire) for each in options]
        every = [repr(value) for found in values for value in found]
        if all(values) and len(set(every)) == len(every):
            return wire
    return ""


def _move(schemas: dict[str, Any], node: Any, wire: str, name: str) -> None:
    word = "oneOf" if "oneOf" in node else "anyOf"
    parts = _parts(node)
    known = [set[object](_properties(schemas, each)) for each in _objects(node)]
    if {*_properties(schemas, {"allOf": parts})} - set.intersection(*known):
        tag = node.get("discriminator") or {}
        if tag and not name:
            return
        made = [
            _combined(schemas, each, parts, name if tag else "") for each in node[word]
        ]
        mapping = tag.get("mapping") or {}
        for value, to in mapping.items():
            for old, new in zip(node[word], made, strict=True):
                if component(to) == component(old.get("$ref", "")) != "":
                    mapping[value] = new["$ref"]
        node[word] = made
    for key in ("$ref", "allOf", *MOVED):
        node.pop(key, None)


def _combined(
    schemas: dict[str, Any], option: Any, parts: list[Any], owner: str
) -> Any:
    """Return an alternative, merged with the keywords next to the union.

    Args:
        schemas: the components.
        option: the alternative; null is returned unchanged.
        parts: the keywords next to the union, as schemas.
        owner: the component with the union, if a discriminator names the alternatives,
            so that the result must also be a component; otherwise "".
    """
    if not _is_object(option):
        return option
    whole = {"allOf": [*parts, option]}
    if not owner:
        return whole
    name = f"{owner}{component(option['$ref'])}"
    while name.casefold() in {known.casefold() for known in schemas}:
        name += "Variant"
    schemas[name] = whole
    return schema_reference(name)


def _parts(node: Any) -> list[Any]:
    """Return the keywords next to alternatives as parts of an `allOf`."""
    parts = [{"$ref": node["$ref"]}] if "$ref" in node else []
    parts += node.get("allOf") or ()
    own = {key: node[key] for key in MOVED if key in node}
    return [*parts, own] if own.keys() & {"properties", "required"} else parts


def _objects(node: Any) -> list[Any]:
    return [each for each in alternatives(node) if _is_object(each)]


def _is_object(option: Any) -> bool:
    return isinstance(option, dict) and bool(
        option.keys() & {"$ref", "properties", "allOf"}
    )


def _properties(schemas: Mapping[str, Any], schema: Any) -> Iterator[str]:
    """Yield the properties that a schema or one of its parts declares."""
    for each in inside(schemas, schema):
        if isinstance(members := each.get("properties"), dict):
            yield from members
