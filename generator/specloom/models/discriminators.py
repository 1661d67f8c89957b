"""Discriminated unions: the value that the tag has in each variant.

A tag becomes a pydantic discriminator only where every variant is a class that
requires the tag; otherwise pydantic chooses the variant by its contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..document import SCHEMAS

Schema = Mapping[str, Any]
NULL: Schema = {"type": "null"}


class Components(Protocol):
    """The component schemas of a document, as `Composition` has them."""

    schemas: Mapping[str, Schema]
    inline: list[Schema]

    def is_record(self, name: str) -> bool: ...

    def properties(self, name: str) -> dict[str, Schema]: ...

    def is_required(self, name: str, wire: str) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Union:
    """Variants that have different values of one property."""

    wire: str
    variants: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tags:
    """The unions to discriminate, and the tag's values by component and property."""

    unions: frozenset[Union] = frozenset()
    narrowed: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def target(schema: Any) -> str | None:
    """Return the component a schema refers to; None if it is not such a reference."""
    if not isinstance(schema, Mapping):
        return None
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith(SCHEMAS):
        return None
    return reference[len(SCHEMAS) :].replace("~1", "/").replace("~0", "~")


def union_of(schema: Schema) -> Union | None:
    """Return the discriminated union that a schema is; None for another schema."""
    tag = schema.get("discriminator")
    wire = tag.get("propertyName") if isinstance(tag, Mapping) else None
    choices = [c for c in choices_of(schema) if c != {"type": "null"}]
    names = [target(choice) for choice in choices]
    if not isinstance(wire, str) or len(names) < 2 or None in names:
        return None
    return Union(wire=wire, variants=tuple(dict.fromkeys(n for n in names if n)))


def choices_of(schema: Schema) -> list[Any]:
    """Return the alternatives of a schema, of `oneOf` and `anyOf`."""
    return [*schema.get("oneOf", ()), *schema.get("anyOf", ())]


def find_tags(components: Components) -> Tags:
    """Return every union of the document whose tag differs between its variants."""
    unions: set[Union] = set()
    narrowed: dict[str, dict[str, set[str]]] = {}
    unnamed: list[tuple[str, str]] = []
    named = [components.schemas[name] for name in sorted(components.schemas)]
    for root in (*named, *components.inline):
        for schema in nodes(root):
            union = union_of(schema)
            values = union and _values(components, union, schema["discriminator"])
            if union and not values:
                unnamed += [(variant, union.wire) for variant in union.variants]
            if not union or not values:
                continue
            if all(components.is_required(v, union.wire) for v in union.variants):
                unions.add(union)
            for variant, tags in values.items():
                known = narrowed.setdefault(variant, {}).setdefault(union.wire, set())
                known.update(tags)
    for variant, wire in unnamed:
        # Where no mapping names a variant, its own name does.
        if tags_of := narrowed.get(variant, {}).get(wire):
            tags_of.add(variant)
    return Tags(unions=frozenset(unions), narrowed=_frozen(narrowed))


def _frozen(
    narrowed: Mapping[str, Mapping[str, set[str]]],
) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        name: {wire: tuple(sorted(texts)) for wire, texts in by_wire.items()}
        for name, by_wire in narrowed.items()
    }


def _values(
    components: Components, union: Union, tag: Schema
) -> dict[str, Sequence[str]] | None:
    """Return the tag's values by variant; None unless each variant has its own."""
    mapping = tag.get("mapping") or {}
    found: dict[str, Sequence[str]] = {}
    for variant in union.variants:
        if not components.is_record(variant):
            return None
        schema = components.properties(variant).get(union.wire)
        if not isinstance(schema, Mapping):
            return None
        declared = [schema["const"]] if "const" in schema else schema.get("enum", ())
        mapped = [text for text in mapping if _mapped(mapping[text]) == variant]
        found[variant] = mapped or declared
        if not found[variant] or not all(isinstance(v, str) for v in found[variant]):
            return None
    tags = [text for texts in found.values() for text in texts]
    return found if len(set(tags)) == len(tags) else None


def _mapped(reference: Any) -> str | None:
    return target({"$ref": reference}) or (
        reference if isinstance(reference, str) else None
    )


def nodes(schema: Any) -> Iterator[Schema]:
    """Yield the schema and every schema inside it; references are not followed."""
    if not isinstance(schema, Mapping):
        return
    yield schema
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        for part in schema.get(key, ()):
            yield from nodes(part)
    for part in schema.get("properties", {}).values():
        yield from nodes(part)
    for key in ("items", "additionalProperties"):
        yield from nodes(schema.get(key))
