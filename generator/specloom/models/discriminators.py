"""Find unions in which the value of a property identifies the variant.

The variants of a union are not changed, because a component can also be used elsewhere,
or have other values in another union. If each class declares the values itself, the
union has a pydantic discriminator. Otherwise, the type of the union contains the values
(`Tagged`).

If the `allOf` of a class contains the base of a union, the class always has the values
of the base's `discriminator` (OpenAPI 3.1, section 4.8.25). In a union without a
`discriminator`, a property identifies the variants if it has different constants in all
of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ..document import ValueKinds, tag_value
from .composition import NULL, Composition, Schema, choices_of, nodes, target

Tag: TypeAlias = str | int
"""A value that identifies a variant. A boolean is also an `int`."""


@dataclass(frozen=True, kw_only=True)
class Union:
    """A union in which the value of a property identifies the variant.

    Attributes:
        wire: the name of the property in JSON.
        variants: the names of the variants' components.
        mapping: the keys of the discriminator's mapping, each with its component.
    """

    wire: str
    variants: tuple[str, ...]
    mapping: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Discriminators:
    """The discriminators of a document.

    Attributes:
        unions: the unions that have a pydantic discriminator.
        tags: the values of each variant, for each union whose type contains the values.
        values: for each component and property, the values that the class declares.
    """

    unions: frozenset[Union]
    tags: Mapping[Union, Mapping[str, Sequence[Tag]]]
    values: Mapping[str, Mapping[str, set[Tag]]]


def union_of(schema: Schema) -> Union | None:
    """Return the union for a schema with a discriminator; None for any other schema."""
    tag = schema.get("discriminator")
    wire = tag.get("propertyName") if isinstance(tag, dict) else None
    names = [target(choice) for choice in choices_of(schema) if choice != NULL]
    if not isinstance(wire, str) or len(names) < 2 or None in names:
        return None
    # A mapping's values are references or, without a slash, component names.
    mapping = (schema["discriminator"].get("mapping") or {}).items()
    return Union(
        wire=wire,
        variants=tuple(dict.fromkeys(n for n in names if n)),
        mapping=tuple((text, target({"$ref": to}) or to) for text, to in mapping),
    )


def discriminators(components: Composition) -> Discriminators:
    """Find the discriminators of all unions in a document."""
    tags: dict[Union, Mapping[str, Sequence[Tag]]] = {}
    values: dict[str, dict[str, set[Tag]]] = {}
    named = [components.schemas[name] for name in sorted(components.schemas)]
    kinds = ValueKinds(components.schemas)
    for schema in (
        each
        for root in (*named, *components.inline)
        for each in nodes(root)
        if choices_of(each)
    ):
        union = union_of(schema)
        by_variant = _values(components, union, kinds) if union else None
        if union is None or by_variant is None:
            union, by_variant = _undeclared(components, schema)
        else:
            tags[union] = by_variant
        for name, found in _values_of_classes(components, union, by_variant):
            values.setdefault(name, {}).setdefault(union.wire, set()).update(found)
    own = {u for u in tags if _is_of_classes(components, u, tags[u], values)}
    unions = {union for union in own if _is_required(components, union)}
    known = [u for u in unions if _is_sound(components, u, unions, values)]
    stated = {union: each for union, each in tags.items() if union not in own}
    return Discriminators(unions=frozenset(known), tags=stated, values=values)


def classes_of(components: Composition, variant: str) -> list[str]:
    """Return the classes of a variant: the variant itself, or those of a nested union.

    The result is empty if the variant is neither a class nor a union of classes.
    """
    if components.is_record(variant):
        return [variant]
    choices = choices_of(components.schemas.get(variant, {}))
    names = dict.fromkeys(target(choice) for choice in choices if choice != NULL)
    classes = [name for name in names if name and components.is_record(name)]
    return classes if len(classes) == len(names) else []


def _values_of_classes(
    components: Composition, union: Union, tags: Mapping[str, Sequence[Tag]]
) -> Iterator[tuple[str, Sequence[Tag]]]:
    """Yield the classes that always have the values of their variant, and the values.

    Such a class declares the values, or its `allOf` contains the base of the union. If
    a nested union has a discriminator with the same property, its classes are left out,
    because the nested union determines their values.
    """
    family = _family(components, union)
    for variant, found in tags.items():
        is_class = components.is_record(variant)
        inner = None if is_class else union_of(components.schemas[variant])
        if not found or (inner is not None and inner.wire == union.wire):
            continue
        for name in classes_of(components, variant):
            declared = _declared(components, name, union.wire)
            if name in family or {*found} == {*declared}:
                yield name, found


def _family(components: Composition, union: Union) -> set[str]:
    """Return the variants that are bases, and all classes that inherit from them."""
    children: dict[str, list[str]] = {}
    seen: set[str] = set()
    waiting = [name for each in union.variants for name in classes_of(components, each)]
    while waiting:
        if (name := waiting.pop()) not in seen and components.is_record(name):
            seen.add(name)
            for base in components.members(name).bases:
                children.setdefault(base, []).append(name)
                waiting.append(base)
    found: set[str] = set()
    waiting = [name for name in union.variants if name in children]
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += children.get(name, ())
    return found


def _is_of_classes(
    components: Composition,
    union: Union,
    tags: Mapping[str, Sequence[Tag]],
    values: Mapping[str, Mapping[str, set[Tag]]],
) -> bool:
    """Return whether the classes of each variant declare the variant's values."""
    for variant in union.variants:
        own = _declared_values(components, variant, union.wire, values)
        if not all([tags[variant], *own]) or not {*tags[variant]} <= set().union(*own):
            return False
    return True


def _declared_values(
    components: Composition,
    variant: str,
    wire: str,
    values: Mapping[str, Mapping[str, set[Tag]]],
) -> list[set[Tag]]:
    """Return, for each class of a variant, the values that the class declares."""
    names = classes_of(components, variant)
    return [values.get(name, {}).get(wire, set()) for name in names]


def _is_sound(
    components: Composition,
    union: Union,
    unions: set[Union],
    values: Mapping[str, Mapping[str, set[Tag]]],
) -> bool:
    """Return whether a union can have a pydantic discriminator.

    Each value must identify a single variant, even if several unions contain the same
    classes. Nested unions must also have a pydantic discriminator.
    """
    groups: list[list[Tag]] = []
    for variant in union.variants:
        inner = union_of(components.schemas[variant])
        if not components.is_record(variant) and inner not in unions:
            return False
        own = _declared_values(components, variant, union.wire, values)
        groups.append([tag for found in own for tag in found])
    return _tells_apart(groups)


def _is_required(components: Composition, union: Union) -> bool:
    """Return whether each class of a union declares and requires the property."""
    names = [n for each in union.variants for n in classes_of(components, each)]
    members = map(components.members, names)
    return all(
        union.wire in each.required and union.wire in each.all for each in members
    )


def _values(
    components: Composition, union: Union, kinds: ValueKinds
) -> dict[str, Sequence[Tag]] | None:
    """Return the values of each variant; None if they do not identify the variants.

    One variant may have no values. Values that identify none of the other variants then
    belong to this variant.
    """
    found: dict[str, Sequence[Tag]] = {}
    texts: dict[str, list[str]] = {name: [] for name in union.variants}
    for text, name in union.mapping:
        texts.setdefault(name, []).append(text)
    for variant in union.variants:
        if not (names := classes_of(components, variant)):
            return None
        known = kinds.of(components.members(names[0]).all.get(union.wire))
        read = (tag_value(text, known) for text in texts[variant])
        found[variant] = [value for value in read if value is not None]
        if not union.mapping and len(names) == 1:
            found[variant] = _declared(components, variant, union.wire)
    stated = list(filter(None, found.values()))
    enough = len(stated) >= max(1, len(found) - 1)
    return found if enough and _tells_apart(stated) else None


def fallback_first(components: Composition, schema: Schema) -> list[Schema]:
    """Return the alternatives of a schema, with bases of other alternatives first.

    If a value does not match the discriminator and is equally suitable for several
    alternatives, the first of them is used. The order of the bases is reversed, because
    the last base contains the fewest properties.
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
    """Return a union whose variants are identified by constants, and these constants.

    If the constants of several properties distinguish the classes, a property that
    every class requires is preferred, and then the property with the fewest values. If
    there is no such property, the returned union has no variants.
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
    """Return whether the groups are disjoint and not empty."""
    found = list(groups)
    everything = [(type(value), value) for group in found for value in group]
    return all(found) and len(set(everything)) == len(everything)


def _declared(components: Composition, variant: str, wire: str) -> list[Tag]:
    """Return the values that a variant's property can have; empty if any is allowed."""
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
