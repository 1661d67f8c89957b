"""Discriminated unions: which variants the value of one property identifies.

A `discriminator` (OpenAPI 3.1, section 4.8.25) becomes a discriminator of pydantic only
where every variant is a class that requires the property; pydantic tries the variants
of any other union one after the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .composition import NULL, Composition, Schema, choices_of, nodes, target


@dataclass(frozen=True, kw_only=True)
class Union:
    """Variants that the values of one property identify."""

    wire: str
    variants: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Discriminators:
    """The discriminators of a document.

    Attributes:
        unions: the unions that get a discriminator of pydantic.
        values: the values of a property that identify a variant, by component and
            property.
    """

    unions: frozenset[Union]
    values: Mapping[str, Mapping[str, set[str]]]


def union_of(schema: Schema) -> Union | None:
    """Return the union that a schema with a discriminator is; None for any other."""
    tag = schema.get("discriminator")
    wire = tag.get("propertyName") if isinstance(tag, Mapping) else None
    names = [target(choice) for choice in choices_of(schema) if choice != NULL]
    if not isinstance(wire, str) or len(names) < 2 or None in names:
        return None
    return Union(wire=wire, variants=tuple(dict.fromkeys(n for n in names if n)))


def discriminators(components: Composition) -> Discriminators:
    """Return the unions of a document whose variants really can be identified."""
    unions: set[Union] = set()
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    unnamed: list[tuple[str, str]] = []
    named = [components.schemas[name] for name in sorted(components.schemas)]
    for schema in (
        each for root in (*named, *components.inline) for each in nodes(root)
    ):
        if (union := union_of(schema)) is None:
            continue
        by_variant = _values(components, union, schema["discriminator"])
        if by_variant is None:
            unnamed += [(variant, union.wire) for variant in union.variants]
            continue
        if all(_requires(components, v, union.wire) for v in union.variants):
            unions.add(union)
        for variant, strings in by_variant.items():
            values[variant][union.wire].update(strings)
    for variant, wire in unnamed:
        # Where no mapping names a variant, its own name does. That adds to the values
        # of another union that does name it, and decides nothing where there is none.
        if wire in values.get(variant, ()):
            values[variant][wire].add(variant)
    return Discriminators(unions=frozenset(unions), values=values)


def _requires(components: Composition, variant: str, wire: str) -> bool:
    """Return whether a variant declares a property, and requires it."""
    members = components.members(variant)
    return wire in members.required and wire in members.all


def _values(
    components: Composition, union: Union, discriminator: Schema
) -> dict[str, Sequence[str]] | None:
    """Return the values by variant; None unless each variant has some of its own."""
    mapping = discriminator.get("mapping") or {}
    found: dict[str, Sequence[str]] = {}
    for variant in union.variants:
        if not components.is_record(variant):
            return None
        schema = components.members(variant).all.get(union.wire, {})
        declared = [schema["const"]] if "const" in schema else schema.get("enum", ())
        # A mapping's values are references or, without a slash, names of components.
        mapped = [
            v for v, to in mapping.items() if variant in (to, target({"$ref": to}))
        ]
        found[variant] = mapped or list(declared)
        if not found[variant] or not all(isinstance(v, str) for v in found[variant]):
            return None
    everything = [value for values in found.values() for value in values]
    return found if len(set(everything)) == len(everything) else None
