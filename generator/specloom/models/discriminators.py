"""Discriminated unions: which variants a tag can tell apart, and what it asks of them.

A tag becomes a pydantic discriminator only where every variant is a class that
requires the tag; otherwise the union is told apart by its contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from specloom.document import SCHEMAS

Schema = Mapping[str, Any]
NULL: Schema = {"type": "null"}


class Components(Protocol):
    """What is asked of a document's component schemas."""

    schemas: Mapping[str, Schema]
    inline: list[Schema]

    def is_record(self, name: str) -> bool: ...

    def properties(self, name: str) -> dict[str, Schema]: ...

    def is_required(self, name: str, wire: str) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Union:
    """Variants that the values of one property tell apart."""

    wire: str
    variants: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tags:
    """The unions to discriminate and, by component and property, the tag's values."""

    unions: frozenset[Union] = frozenset()
    narrowed: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def target(schema: Any) -> str | None:
    """The component a reference names; None for any other schema."""
    if not isinstance(schema, Mapping):
        return None
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith(SCHEMAS):
        return None
    return reference[len(SCHEMAS) :].replace("~1", "/").replace("~0", "~")


def union_of(schema: Schema) -> Union | None:
    """The tagged union a schema writes; None where it is none."""
    tag = schema.get("discriminator")
    wire = tag.get("propertyName") if isinstance(tag, Mapping) else None
    choices = [c for c in choices_of(schema) if c != {"type": "null"}]
    names = [target(choice) for choice in choices]
    if not isinstance(wire, str) or len(names) < 2 or None in names:
        return None
    return Union(wire=wire, variants=tuple(dict.fromkeys(n for n in names if n)))


def choices_of(schema: Schema) -> list[Any]:
    """The alternatives of a schema, however it spells them."""
    return [*schema.get("oneOf", ()), *schema.get("anyOf", ())]


def tagged(components: Components) -> Tags:
    """Every union of the document that its tag really tells apart."""
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
            for variant, texts in values.items():
                narrowed.setdefault(variant, {}).setdefault(union.wire, set()).update(
                    texts
                )
    for variant, wire in unnamed:
        # Where no mapping names a variant, its own name does.
        if known := narrowed.get(variant, {}).get(wire):
            known.add(variant)
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
    """The tag's values by variant; None unless each variant has some of its own."""
    mapping = tag.get("mapping") or {}
    found: dict[str, Sequence[str]] = {}
    for variant in union.variants:
        if not components.is_record(variant):
            return None
        schema = components.properties(variant).get(union.wire)
        if not isinstance(schema, Mapping):
            return None
        written = (
            [schema["const"]] if "const" in schema else list(schema.get("enum", ()))
        )
        mapped = [text for text in mapping if _mapped(mapping[text]) == variant]
        found[variant] = mapped or written
        if not found[variant] or not all(isinstance(v, str) for v in found[variant]):
            return None
    everything = [text for texts in found.values() for text in texts]
    return found if len(set(everything)) == len(everything) else None


def _mapped(reference: Any) -> str | None:
    return target({"$ref": reference}) or (
        reference if isinstance(reference, str) else None
    )


def nodes(schema: Any) -> Iterator[Schema]:
    """The schema and every schema inside it; references are not followed."""
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
