"""Read a schema as one object, whatever the `allOf` and references it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from ...load import pick
from ..sides import Spot

_MOST = 200
"""The largest number of schemas of which one schema is read."""
_ANNOTATIONS = frozenset(
    {
        "title",
        "description",
        "example",
        "examples",
        "externalDocs",
        "xml",
        "deprecated",
        "$comment",
    }
)


@dataclass(frozen=True)
class Layers:
    """Schemas that all apply to a value.

    Attributes:
        own: the schemas that are compared as one.
        inherited: schemas that also apply, and are compared by themselves.
    """

    own: tuple[Spot, ...]
    inherited: tuple[Spot, ...] = ()

    @cached_property
    def all(self) -> tuple[Spot, ...]:
        """All schemas that apply, in order."""
        found: list[Spot] = []
        for each in (*self.own, *self.inherited):
            found += flattened(each)
        return tuple(found)

    def find(self, key: str) -> Spot | None:
        """Return the first value of a keyword; None if there is none."""
        return next((f for each in self.own if (f := each.find(key))), None)

    def get(self, key: str) -> Any:
        """Return the first value of a keyword; None if there is none."""
        found = self.find(key)
        return None if found is None else found.node

    @cached_property
    def properties(self) -> dict[str, Spot]:
        """The properties of the schemas that are compared as one."""
        return _properties(self.own)

    @cached_property
    def all_properties(self) -> dict[str, Spot]:
        """The properties of all schemas."""
        return _properties(self.all)

    @cached_property
    def required(self) -> frozenset[str]:
        """The required properties by the schemas that are compared as one."""
        return _required(self.own)

    @cached_property
    def all_required(self) -> frozenset[str]:
        """The required properties by all schemas."""
        return _required(self.all)


def _properties(layers: tuple[Spot, ...]) -> dict[str, Spot]:
    found: dict[str, Spot] = {}
    for each in layers:
        for name, spot in each.members("properties").items():
            found.setdefault(name, spot)
    return found


def _required(layers: tuple[Spot, ...]) -> frozenset[str]:
    lists = (each.get("required") for each in layers)
    named = (name for each in lists if isinstance(each, list) for name in each)
    return frozenset(name for name in named if isinstance(name, str))


def flattened(spot: Spot) -> list[Spot]:
    """Return a schema and the members of its `allOf`, with references resolved."""
    found: list[Spot] = []
    seen: set[int] = set()
    waiting = [spot]
    while waiting and len(found) < _MOST:
        each = waiting.pop()
        target, *parts = each.once("target and parts", partial(_with_parts, each))
        if id(target.node) in seen:
            continue
        seen.add(id(target.node))
        if not isinstance(target.node, dict):
            continue
        found.append(target)
        waiting += reversed(parts)
    return found


def _with_parts(spot: Spot) -> list[Spot]:
    """Return the target of a reference, or the schema itself, and its parts."""
    target = spot if has_siblings(spot) else spot.resolved()
    return [target, *parts_of(target)]


def parts_of(schema: Spot, other: Spot | None = None) -> list[Spot]:
    """Return the schemas that also apply: `allOf`, and a choice of only one.

    Args:
        schema: the schema.
        other: its other version; if that is a choice of several, a choice of only one
            is left to be compared with it.
    """
    parts = [*_reference_part(schema), *schema.items("allOf")]
    for key in ("oneOf", "anyOf"):
        choices = real_choices(schema, key)
        if len(choices) == 1 and not (other and _is_choice(other)):
            parts += choices
    return parts


def has_siblings(schema: Spot) -> bool:
    """Return whether a schema is a reference and says more than words."""
    node = schema.node
    if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
        return False
    return any(key not in _REFERENCE for key in node)


_REFERENCE = frozenset({"$ref", "title", "summary", "description"})


def _reference_part(schema: Spot) -> list[Spot]:
    """Return the reference of a schema that says more than it; nothing for others."""
    if not has_siblings(schema):
        return []
    side, node = schema.side, schema.node
    made = side.holders.get(id(node))
    if made is None:
        made = side.keep(pick(node, "$ref"), schema.pointer)
        side.holders[id(node)] = made
    return [Spot(side, made, schema.pointer, schema.at("$ref"))]


def _is_choice(schema: Spot) -> bool:
    lists = (real_choices(schema, key) for key in ("oneOf", "anyOf"))
    return any(len(each) > 1 and not constants_of(each) for each in lists)


def real_choices(schema: Spot, key: str) -> list[Spot]:
    """Return the members of `oneOf` or `anyOf` that are not only null."""
    return list(schema.once(key, partial(_real_choices, schema, key)))


def _real_choices(schema: Spot, key: str) -> list[Spot]:
    return [each for each in schema.items(key) if not is_null(each)]


def is_null(schema: Spot) -> bool:
    """Return whether a schema allows only null."""
    declared = schema.get("type")
    if declared in ("null", ["null"]):
        return True
    return schema.get("enum") == [None] and schema.get("type") is None


def constants_of(choices: list[Spot]) -> list[Any]:
    """Return the values of choices that allow one value each; none for others."""
    found: list[Any] = []
    for each in choices:
        target = each.resolved()
        if "const" not in (target.node if isinstance(target.node, dict) else ()):
            return []
        if not target.node.keys() <= _CONSTANT:
            return []
        found.append(target.node["const"])
    return found


_CONSTANT = frozenset({"const", "type", "title", "description", "deprecated"})


def choices_of(layers: Layers, fewest: int = 2) -> tuple[str, list[Spot]]:
    """Return the keyword and the members of the first `oneOf` or `anyOf`.

    Args:
        layers: the schemas.
        fewest: the smallest number of members.
    """
    for each in layers.own:
        for key in ("oneOf", "anyOf"):
            found = real_choices(each, key)
            if len(found) >= fewest:
                return key, found
    return "", []


def is_annotation(schema: Spot) -> bool:
    """Return whether a schema only has words."""
    node = schema.node
    if node is True:
        return True
    if not isinstance(node, dict):
        return False
    return all(key in _ANNOTATIONS or key.startswith("x-") for key in node)


def kinds(schema: Spot) -> frozenset[str] | None:
    """Return the types that a schema declares, with null; None for any type."""
    node = schema.node
    if not isinstance(node, dict):
        return None
    declared = node.get("type")
    names = [declared] if isinstance(declared, str) else declared
    if isinstance(names, list):
        # Swagger 2.0 has a type for files.
        texts = {each for each in names if isinstance(each, str)}
        found = {"string" if each == "file" else each for each in texts}
    else:
        found = set()
    return frozenset(found) if found else None


def is_marked_nullable(schema: Spot) -> bool:
    """Return whether a schema says, in any version's way, that a value may be null."""
    if schema.get("nullable") is True or schema.get("x-nullable") is True:
        return True
    declared = kinds(schema)
    if declared is not None and "null" in declared:
        return True
    has_null = (any(map(is_null, schema.items(key))) for key in ("oneOf", "anyOf"))
    return any(has_null)
