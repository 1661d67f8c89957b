"""Declare the discriminator values of alternatives at the place of the union.

A mapping assigns values to a component only *in that union*. A component that is used
elsewhere, or has other values in another union, keeps its declared type. The union gets
a separate alternative with the component and the values.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

from ...document import kind_of, schema_reference
from ...load import empty_copy
from .discriminator_bases import children_of
from .discriminator_values import alternatives, component, declared, inside
from .mappings import state_values

Key: TypeAlias = tuple[str, str]
"""A component and one of its properties."""

_KEPT = ("description", "deprecated", "readOnly", "writeOnly")
"""What of a property stays next to its values."""


@dataclass(frozen=True)
class TaggedUnion:
    """A union, and the discriminator values of each component.

    Attributes:
        node: the schema with the alternatives.
        wire: the property of the discriminator, by its name in JSON.
        values: the discriminator values by component.
        of_children: whether the alternatives contain the discriminator in `allOf`, so
            that they have these values everywhere.
    """

    node: Any
    wire: str
    values: Mapping[str, Sequence[Any]]
    of_children: bool


def state_tags(
    schemas: dict[str, Any], nodes: Iterable[Any], unions: Sequence[TaggedUnion]
) -> None:
    """Give unions separate alternatives for shared components.

    Args:
        schemas: the components.
        nodes: every object of the document.
        unions: the unions with a discriminator.
    """
    asked: dict[Key, list[TaggedUnion]] = defaultdict(list)
    for union in unions:
        for name in union.values:
            asked[name, union.wire].append(union)
    narrowed = {
        key: found
        for key, found in asked.items()
        if any(_adds(schemas, union, key[0]) for union in found)
    }
    shared = _shared(schemas, nodes, narrowed) if narrowed else set()
    made: dict[tuple[str, str, Any], str] = {}
    # What the components declare is looked at before any of them is changed.
    added = [[n for n in each.values if _adds(schemas, each, n)] for each in unions]
    for union, own in zip(unions, added, strict=True):
        apart = {n for n in own if (n, union.wire) in shared and not union.of_children}
        options = {
            name: _alternative(schemas, union, name, asked[name, union.wire], made)
            for name in apart
        }
        if options:
            _replace(union.node, options)
        for name in own:
            values = _most(name, asked[name, union.wire])
            is_text = all(isinstance(value, str) for value in values)
            if name not in apart and (options or not is_text):
                state_values(schemas[name], union.wire, values)


def _adds(schemas: Mapping[str, Any], union: TaggedUnion, name: str) -> bool:
    """Return whether a union restricts a component more than its declaration."""
    known = declared(schemas, schemas.get(name), union.wire)
    is_class = isinstance(schemas.get(name), dict) and not alternatives(schemas[name])
    return is_class and _comparable(known) != _comparable(union.values[name])


def _shared(
    schemas: Mapping[str, Any],
    nodes: Iterable[Any],
    narrowed: Mapping[Key, Sequence[TaggedUnion]],
) -> set[Key]:
    """Return the components and properties whose uses have different values.

    Components that contain the component do not count if they have values of their own.
    """
    uses = Counter(
        component(node["$ref"]) for node in nodes if isinstance(node.get("$ref"), str)
    )
    alike = Counter(
        (component(each.get("$ref", "")), union.wire)
        for union in {id(u.node): u for us in narrowed.values() for u in us}.values()
        for each in alternatives(union.node)
    )
    children = children_of(schemas)
    found = set[Key]()
    for (name, wire), unions in narrowed.items():
        own = declared(schemas, schemas[name], wire)
        alike[name, wire] += sum(
            (child, wire) in narrowed or declared(schemas, schemas[child], wire) != own
            for child in children.get(name, ())
        )
        is_alone = uses[name] <= alike[name, wire]
        is_alone = is_alone or any(each.of_children for each in unions)
        if not (is_alone and _agree(name, unions)):
            found.add((name, wire))
    return found


def _agree(name: str, unions: Sequence[TaggedUnion]) -> bool:
    """Return whether the longest list of values for a component is valid in all unions.

    A mapping may list fewer values if the others do not identify another component.
    """
    most = _comparable(_most(name, unions))
    for union in unions:
        if (own := _comparable(union.values[name])) == most:
            continue
        others = chain.from_iterable(v for n, v in union.values.items() if n != name)
        if not own < most or most & _comparable(others):
            return False
    return True


def _most(name: str, unions: Sequence[TaggedUnion]) -> Sequence[Any]:
    """Return the longest list of values that some unions assign to a component."""
    return max((union.values[name] for union in unions), key=lambda each: len(each))


def _alternative(
    schemas: dict[str, Any],
    union: TaggedUnion,
    name: str,
    unions: Sequence[TaggedUnion],
    made: dict[tuple[str, str, Any], str],
) -> Any:
    """Return a component restricted to its discriminator values in a union.

    Args:
        schemas: the components; a component that several unions share is added.
        union: the union.
        name: the component.
        unions: all unions with values for the same property of the component.
        made: the added components, by component, property and values.
    """
    values = list(union.values[name])
    key = (name, union.wire, _comparable(values))
    if key not in made:
        record: dict[str, Any] = {"type": "object", "properties": {}}
        state_values(record, union.wire, values)
        record["properties"][union.wire] |= _annotations(schemas, name, union.wire)
        whole = empty_copy(schemas[name])
        whole["allOf"] = [schema_reference(name), record]
        equal = [u for u in unions if _comparable(u.values[name]) == key[2]]
        if sum(not each.of_children for each in equal) < 2:
            return whole
        made[key] = f"{name}Variant"
        while made[key] in schemas:
            made[key] += "Variant"
        schemas[made[key]] = whole
    return schema_reference(made[key])


def _replace(node: Any, options: Mapping[str, Any]) -> None:
    """Replace components among alternatives, so that constants distinguish them."""
    for word in ("oneOf", "anyOf"):
        for number, each in enumerate(node.get(word) or ()):
            name = component(each.get("$ref", "")) if isinstance(each, dict) else ""
            if name in options:
                node[word][number] = options[name]
    node.pop("discriminator", None)


def _annotations(schemas: Mapping[str, Any], name: str, wire: str) -> dict[str, Any]:
    """Return the keywords next to the type of a component's property."""
    for node in inside(schemas, schemas[name]):
        known = (node.get("properties") or {}).get(wire)
        if isinstance(known, dict):
            return {key: known[key] for key in _KEPT if key in known}
    return {}


def _comparable(values: Iterable[Any]) -> frozenset[tuple[str, Any]]:
    """Return values as a set in which 1 and true differ."""
    return frozenset((kind_of(value), repr(value)) for value in values)
