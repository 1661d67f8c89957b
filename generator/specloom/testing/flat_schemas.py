"""Merge a schema and its references into a single node without references."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MAX_DIGITS = 20
"""The number of characters that the text of an integer must not reach."""
MAX_OPENED = 400
"""The maximum number of alternatives that are tried to combine choices."""


def is_null(schema: Any) -> bool:
    """Return whether a schema allows only null."""
    return bool(schema == {"type": "null"})


def is_reference(schema: Any) -> bool:
    """Return whether a schema is a reference."""
    return isinstance(schema, Mapping) and "$ref" in schema


@dataclass
class _Search:
    """A search for combinations of alternatives.

    Attributes:
        order: returns whether an alternative is tried last.
        left: the number of alternatives that may still be tried.
    """

    order: Callable[[Any], bool]
    left: int = MAX_OPENED


class FlatSchemas:
    """The schemas of one description, with references and `allOf` merged.

    Args:
        schemas: the component schemas; the keys are their names.
    """

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._known: dict[str, dict[str, Any]] = {}

    def flatten(self, schema: Any) -> dict[str, Any]:
        """Return a schema with its references and `allOf` merged into one node.

        Choices are not merged: `choices` contains each `oneOf` and `anyOf` with its
        discriminator. A recursive reference is ignored.
        """
        if not isinstance(schema, Mapping):
            return {"choices": []}
        node: dict[str, Any] = {"choices": []}
        if isinstance(name := schema.get("$ref"), str):
            node = self._referenced(name)
        for part in schema.get("allOf", ()):
            node = merge_schemas(node, self.flatten(part))
        own = {k: v for k, v in schema.items() if k not in ("$ref", "allOf")}
        own["choices"] = [
            (schema.get("discriminator"), own.pop(word))
            for word in ("oneOf", "anyOf")
            if own.get(word)
        ]
        return merge_schemas(node, own)

    def _referenced(self, name: str) -> dict[str, Any]:
        if name not in self._known:
            self._known[name] = {"choices": []}
            target = self._schemas.get(name.rpartition("/")[2], {})
            self._known[name] = self.flatten(target)
        return dict(self._known[name])

    def first_variant(self, schema: Any) -> dict[str, Any]:
        """Return a flat schema with the first alternative of each choice merged in.

        Null is used only if it is the only alternative.
        """
        return next(self.variants(schema), {})

    def variants(
        self, schema: Any, order: Callable[[Any], bool] = is_null
    ) -> Iterator[dict[str, Any]]:
        """Yield the flat schema with one alternative of each choice merged into it.

        An alternative that refers back to itself is left out.

        Args:
            schema: the schema.
            order: returns whether an alternative is tried last.
        """
        node = merge_schemas(self.flatten(schema), self._tag_of(schema))
        groups = [(tag, options, frozenset[str]()) for tag, options in node["choices"]]
        yield from self._chosen({**node, "choices": []}, groups, _Search(order))

    def _chosen(
        self, node: dict[str, Any], groups: list[Any], search: _Search
    ) -> Iterator[dict[str, Any]]:
        """Yield the schema that results from each combination of alternatives.

        Args:
            node: the alternatives chosen so far, merged.
            groups: the remaining choices. Each consists of a discriminator, the
                alternatives, and the references on the path to the alternatives.
            search: the order of the alternatives, and the number that may still be
                tried.
        """
        if not groups:
            yield node
            return
        (tag, options, opened), *rest = groups
        for option in sorted(options, key=search.order):
            name = option.get("$ref") if isinstance(option, Mapping) else None
            if name in opened or search.left <= 0:
                continue
            search.left -= 1
            flat = self.flatten(option)
            within = opened | {name} if isinstance(name, str) else opened
            inner = [(*group, within) for group in flat.pop("choices", ())]
            tagged = self._tag_in(tag, name) or self._tag_of(option)
            bare = {k: v for k, v in node.items() if k != "discriminator"}
            merged = merge_schemas(merge_schemas(bare, flat), tagged)
            yield from self._chosen(merged, [*inner, *rest], search)

    def _tag_of(self, schema: Any) -> dict[str, Any]:
        """Return a schema that requires the discriminator value of a variant.

        The result is empty if the schema does not refer to a variant. The model of a
        variant always has this value, even outside a union.
        """
        name = schema.get("$ref") if isinstance(schema, Mapping) else None
        return self._tags.get(name, {}) if isinstance(name, str) else {}

    @cached_property
    def _tags(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for schema in self._schemas.values():
            tag = schema.get("discriminator") if isinstance(schema, Mapping) else None
            for name in (tag or {}).get("mapping", {}).values():
                found.setdefault(name, self._tag_in(tag, name))
        return found

    def _tag_in(self, tag: Any, target: Any) -> dict[str, Any]:
        """Return a schema that requires the discriminator value of a variant.

        Args:
            tag: the discriminator.
            target: the reference to the variant.
        """
        if not isinstance(tag, Mapping) or not isinstance(target, str):
            return {}
        mapping, name = tag.get("mapping") or {}, tag["propertyName"]
        declared = self.flatten(
            self._referenced(target).get("properties", {}).get(name)
        )
        options = [o for _, group in declared["choices"] for o in group]
        parts = [declared, *map(self.flatten, options)]
        keys = (key for key, known in mapping.items() if known == target)
        named = [value for key in keys for value in _tag_values(key, parts)]
        if not named:
            return {}
        return {"properties": {name: {"const": named[0]}}, "required": [name]}


def _tag_values(key: str, parts: list[dict[str, Any]]) -> list[Any]:
    """Return a list with the value that a key of a discriminator's mapping means.

    The list is empty if the key means no value.

    Args:
        key: the key, which is a string even for numbers and booleans.
        parts: the schema of the property and its alternatives.
    """
    listed = [v for part in parts for v in (*part.get("enum", ()), part.get("const"))]
    for value in listed:
        if value is not None and key in (value, json.dumps(value)):
            return [value]
    types = {each for part in parts for each in as_list(part.get("type", ()))}
    if not types - {"null"} or "string" in types:
        return [key]
    if "boolean" in types and key.lower() in ("true", "false"):
        return [key.lower() == "true"]
    is_whole = key.removeprefix("-").isdecimal() and len(key) < MAX_DIGITS
    return [int(key)] if is_whole else []


def merge_schemas(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema with the requirements of both schemas."""
    made = {**one, **other}
    if "choices" in one or "choices" in other:
        choices = [*one.get("choices", ())]
        for group in other.get("choices", ()):
            if not any(group[1] is known[1] for known in choices):
                choices.append(group)
        made["choices"] = choices
    if "required" in one and "required" in other:
        made["required"] = [*dict.fromkeys([*one["required"], *other["required"]])]
    if "enum" in one and "enum" in other:
        shared = [v for v in one["enum"] if v in other["enum"]]
        made["enum"] = shared or other["enum"]
    if "type" in one and "type" in other:
        made["type"] = _shared_types(as_list(one["type"]), as_list(other["type"]))
    members = dict(one.get("properties") or {})
    for name, member in (other.get("properties") or {}).items():
        known = members.get(name, member)
        same = known is member or known == member
        members[name] = member if same else {"allOf": [known, member]}
    if members:
        made["properties"] = members
    for word, narrower in (("min", max), ("max", min)):
        ends = [word + of for of in ("imum", "Length", "Items", "Properties")]
        for key in (*ends, f"exclusive{word.title()}imum"):
            if key in one and key in other:
                made[key] = narrower(one[key], other[key])
    return made


def _shared_types(one: list[Any], other: list[Any]) -> list[Any]:
    """Return the types that both schemas allow; an integer is also a number."""
    both = [each for each in one if each in other]
    both += [
        "integer"
        for a, b in ((one, other), (other, one))
        if "integer" in a and "number" in b and "integer" not in both
    ]
    return both or other


def as_list(types: Any) -> list[Any]:
    """Return the types of a schema as a list."""
    return [types] if isinstance(types, str) else list(types)
