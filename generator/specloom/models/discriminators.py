"""Discriminated unions: variants that the value of a property identifies.

A `discriminator` (OpenAPI 3.1, section 4.8.25) becomes a pydantic discriminator only if
every variant is a class that requires the property. For any other union, pydantic tries
the variants in order. A property with different constants in each variant also
identifies them, even without a `discriminator`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .composition import NULL, Composition, Schema, choices_of, nodes, target

Tag: TypeAlias = str | int
"""A value that identifies a variant; a boolean is one, too."""


@dataclass(frozen=True, kw_only=True)
class Union:
    """A union whose variants the values of a property identify."""

    wire: str
    variants: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Discriminators:
    """The discriminators of a document.

    Attributes:
        unions: the unions with a pydantic discriminator.
        values: the property values that identify a variant, by component and property.
    """

    unions: frozenset[Union]
    values: Mapping[str, Mapping[str, set[Tag]]]


def union_of(schema: Schema) -> Union | None:
    """Return the union for a schema with a discriminator; None for any other schema."""
    tag = schema.get("discriminator")
    wire = tag.get("propertyName") if isinstance(tag, dict) else None
    names = [target(choice) for choice in choices_of(schema) if choice != NULL]
    if not isinstance(wire, str) or len(names) < 2 or None in names:
        return None
    return Union(wire=wire, variants=tuple(dict.fromkeys(n for n in names if n)))


def discriminators(components: Composition) -> Discriminators:
    """Return the unions of a document whose variants can be identified."""
    unions: set[Union] = set()
    values: dict[str, dict[str, set[Tag]]] = defaultdict(lambda: defaultdict(set))
    named = [components.schemas[name] for name in sorted(components.schemas)]
    for schema in (
        each
        for root in (*named, *components.inline)
        for each in nodes(root)
        if choices_of(each)
    ):
        union = union_of(schema)
        by_variant = _values(components, union, schema) if union else None
        if union is None or by_variant is None:
            union, by_variant = _undeclared(components, schema)
        elif all(
            _requires(components, name, union.wire)
            for variant in union.variants
            for name in classes_of(components, variant)
        ):
            unions.add(union)
        for variant, tags in by_variant.items():
            for name in classes_of(components, variant):
                if not _has_own_tag(components, variant, name, union.wire):
                    values[name][union.wire].update(tags)
    known = [each for each in unions if _is_sound(components, each, unions, values)]
    return Discriminators(unions=frozenset(known), values=values)


def classes_of(components: Composition, variant: str) -> list[str]:
    """Return the classes of a variant: the variant itself, or those of a nested union.

    The result is None for any other variant, and for a union that contains other types.
    """
    if components.is_record(variant):
        return [variant]
    choices = choices_of(components.schemas.get(variant, {}))
    names = dict.fromkeys(target(choice) for choice in choices if choice != NULL)
    classes = [name for name in names if name and components.is_record(name)]
    return classes if len(classes) == len(names) else []


def _has_own_tag(components: Composition, variant: str, name: str, wire: str) -> bool:
    """Return whether a nested union uses the same property as discriminator."""
    inner = None if variant == name else union_of(components.schemas[variant])
    return inner is not None and inner.wire == wire


def _is_sound(
    components: Composition,
    union: Union,
    unions: set[Union],
    values: Mapping[str, Mapping[str, set[Tag]]],
) -> bool:
    """Return whether no value identifies two variants, even if unions share classes.

    A nested union must also have a pydantic discriminator.
    """
    groups: list[list[Tag]] = []
    for variant in union.variants:
        inner = union_of(components.schemas[variant])
        if not components.is_record(variant) and inner not in unions:
            return False
        tags = {
            tag
            for name in classes_of(components, variant)
            for tag in values[name][union.wire]
        }
        groups.append(list(tags))
    return _tells_apart(groups)


def _requires(components: Composition, variant: str, wire: str) -> bool:
    """Return whether a variant declares and requires a property."""
    members = components.members(variant)
    return wire in members.required and wire in members.all


def _values(
    components: Composition, union: Union, schema: Schema
) -> dict[str, Sequence[Tag]] | None:
    """Return the values by variant; None unless each variant has values of its own."""
    # A mapping's values are references or, without a slash, component names.
    mapped: dict[str, list[Tag]] = defaultdict(list)
    for value, to in (schema["discriminator"].get("mapping") or {}).items():
        mapped[target({"$ref": to}) or to].append(value)
    found: dict[str, Sequence[Tag]] = {}
    for variant in union.variants:
        names = classes_of(components, variant)
        if not names:
            return None
        declared = _declared(components, variant, union.wire) if len(names) == 1 else []
        if all(isinstance(value, str) for value in declared):
            declared = mapped[variant] or declared
        found[variant] = declared
    return found if _tells_apart(found.values()) else None


def fallback_first(components: Composition, schema: Schema) -> list[Schema]:
    """Return the alternatives of a schema; those that others contain come first.

    If no discriminator knows a value, the first of the equally suitable alternatives is
    used. Of several bases, the last one contains the least.
    """
    choices = choices_of(schema)
    if not isinstance(schema.get("discriminator"), Mapping):
        return choices
    names = {id(choice): target(choice) for choice in choices}
    records = filter(components.is_record, filter(None, names.values()))
    bases = {base for name in records for base in components.members(name).bases}
    others = [choice for choice in choices if names[id(choice)] not in bases]
    return [c for c in reversed(choices) if names[id(c)] in bases] + others


def _undeclared(
    components: Composition, schema: Schema
) -> tuple[Union, dict[str, Sequence[Tag]]]:
    """Return the property whose constants distinguish the classes of a union.

    Of several such properties, the one that every class requires and that has the
    fewest values is returned. A union without such a property has no variants.
    """
    names = filter(None, map(target, choices_of(schema)))
    classes = (each for name in names for each in classes_of(components, name))
    variants = list(dict.fromkeys(classes))
    best: tuple[tuple[bool, int, str], dict[str, Sequence[Tag]]] | None = None
    if len(variants) > 1:
        for wire in components.members(variants[0]).all:
            found: dict[str, Sequence[Tag]] = {
                v: _declared(components, v, wire) for v in variants
            }
            if not _tells_apart(found.values()):
                continue
            loose = any(wire not in components.members(v).required for v in variants)
            rank = (loose, sum(map(len, found.values())), wire)
            if best is None or rank < best[0]:
                best = rank, found
    if best is None:
        return Union(wire="", variants=()), {}
    return Union(wire=best[0][2], variants=tuple(variants)), best[1]


def _tells_apart(groups: Iterable[Sequence[Tag]]) -> bool:
    """Return whether the groups are disjoint and none of them is empty."""
    found = list(groups)
    everything = [(type(value), value) for group in found for value in group]
    return all(found) and len(set(everything)) == len(everything)


def _declared(components: Composition, variant: str, wire: str) -> list[Tag]:
    """Return the values that a variant's property can have; [] for any value."""
    schema: object = components.members(variant).all.get(wire, {})
    seen = set[str]()
    while isinstance(schema, dict):
        values = [schema["const"]] if "const" in schema else schema.get("enum", ())
        if values:
            given = [value for value in values if value is not None]
            usable = all(isinstance(value, str | int) for value in given)
            return given if usable else []
        parts = [p for p in choices_of(schema) if p != NULL] or schema.get("allOf", ())
        name = target(schema)
        if name is None and len(parts) == 1:
            schema = parts[0]
        elif name is None or name in seen:
            break
        else:
            seen.add(name)
            schema = components.schemas.get(name)
    return []
