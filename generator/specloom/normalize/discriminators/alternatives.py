"""Move what stands next to `oneOf` or `anyOf` into each of the alternatives.

A value has to satisfy both. Where constants tell the alternatives apart, the whole is a
union of classes, each with what stands next to. Any other schema of that form becomes
one class later, with the properties of all alternatives.
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
"""What of a schema is moved as it is; `$ref` and `allOf` are moved as parts."""
CHOICE = frozenset({"oneOf", "anyOf", "discriminator"})


def move_into_alternatives(tree: Any) -> None:
    """Move what stands next to alternatives that constants tell apart into them."""
    schemas = tree["components"]["schemas"]
    named = {id(schema): name for name, schema in schemas.items()}
    for node in list(objects(tree)):
        _lift(schemas, node)
        if _is_mixed(node) and (wire := _tag(schemas, node)):
            _move(schemas, node, wire, named.get(id(node), ""))


def _lift(schemas: Mapping[str, Any], node: Any) -> None:
    """Lift the only choice of the parts of a schema into the schema itself.

    A value satisfies all parts, so that a choice of one is a choice of the whole.
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
    """Return what a part is, or the component that it refers to."""
    if isinstance(part, Mapping) and isinstance(part.get("$ref"), str):
        part = schemas.get(component(part["$ref"]))
    return part if isinstance(part, Mapping) else {}


def _is_choice_alone(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema is one choice, and says nothing else."""
    words = schema.keys() - {"description", "title", "type", "discriminator"}
    return words in ({"oneOf"}, {"anyOf"})


def _is_mixed(node: Any) -> bool:
    """Return whether a schema has one choice of objects, and other keywords too."""
    return ("oneOf" in node) != ("anyOf" in node) and bool(
        node.keys() & {"$ref", "properties", "allOf"}
    )


def _tag(schemas: Mapping[str, Any], node: Any) -> str:
    """Return the property whose constants tell the alternatives apart, or ""."""
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
    """Return an alternative together with what stands next to it.

    Args:
        schemas: the components.
        option: the alternative; null stays as it is.
        parts: what stands next to it.
        owner: the component that has the alternatives, where the result has to be a
            component, too, since a discriminator names it.
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
    """Return what stands next to alternatives as parts of an `allOf`."""
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
    """Yield the properties that a schema declares, itself or by what it contains."""
    for each in inside(schemas, schema):
        if isinstance(members := each.get("properties"), dict):
            yield from members
