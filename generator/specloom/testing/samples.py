"""Make values that a schema allows: the first candidate that validates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import islice
from math import ceil, floor
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from referencing.exceptions import Unresolvable

from .string_samples import sample_string

OPTIONAL_DEPTH = 2
"""From this depth on an object has only its required members."""
MAX_DEPTH = 14
MAX_CHOICES = 12
"""How many combinations of choices are tried."""


class Samples:
    """Make samples of the schemas of one description."""

    def __init__(self, spec: Any) -> None:
        self.spec = spec
        self._schemas: Any = spec.get("components", {}).get("schemas", {})
        self._known: dict[tuple[str, int], Any] = {}

    def sample(self, schema: Any) -> Any:
        """Return a value of the schema; optional members where it is not too deep."""
        first = self._sample(schema, 0)
        if self.allows(schema, first):
            return first
        smaller = self._sample(schema, OPTIONAL_DEPTH)
        return smaller if self.allows(schema, smaller) else first

    def sample_items(self, schema: Any, count: int) -> list[Any]:
        """Return different items of an array.

        Args:
            schema: the array.
            count: how many are wanted; there are as many as it allows, at least one.
        """
        node = self.flatten(schema)
        most = node.get("maxItems", count)
        return self._sample_array(node, max(1, min(count, most)), 0)

    def allows(self, schema: Any, value: Any) -> bool:
        """Return whether the value satisfies the schema."""
        try:
            return bool(self._validator.evolve(schema=schema).is_valid(value))
        except (Unresolvable, RecursionError, ValueError, TypeError):
            return True

    def is_valid(self, schema: Any, value: Any) -> bool:
        """Return whether the value satisfies the schema, formats being rules or not.

        Alternatives that differ in their formats alone exclude each other only where
        formats are rules; of those with a discriminator it chooses one.
        """
        if self.allows(schema, value):
            return True
        chosen = self._with_discriminators.evolve(schema=_chosen(schema))
        strict = chosen.evolve(format_checker=FormatChecker())
        return bool(chosen.is_valid(value) or strict.is_valid(value))

    @cached_property
    def _with_discriminators(self) -> Validator:
        return Draft202012Validator({"components": {"schemas": _chosen(self._schemas)}})

    @cached_property
    def _validator(self) -> Validator:
        return Draft202012Validator({"components": {"schemas": self._schemas}})

    def flatten(
        self, schema: Any, seen: frozenset[str] = frozenset()
    ) -> dict[str, Any]:
        """Return a schema with its references and `allOf` merged into one node.

        Choices stay apart: `choices` holds each `oneOf` and `anyOf`, with its
        discriminator.

        Args:
            schema: the schema.
            seen: references that are being followed.
        """
        if not isinstance(schema, Mapping):
            return {}
        node: dict[str, Any] = {"choices": []}
        if isinstance(name := schema.get("$ref"), str) and name not in seen:
            target = self._schemas.get(name.rpartition("/")[2], {})
            node = self.flatten(target, seen | {name})
        for part in schema.get("allOf", ()):
            node = merge_schemas(node, self.flatten(part, seen))
        own = {k: v for k, v in schema.items() if k not in ("$ref", "allOf")}
        own["choices"] = [
            (schema.get("discriminator"), own.pop(word))
            for word in ("oneOf", "anyOf")
            if own.get(word)
        ]
        return merge_schemas(node, own)

    def first_variant(self, schema: Any) -> dict[str, Any]:
        """Return a flat schema with the first alternative but null of each choice."""
        return next(self._variants(self.flatten(schema)))

    def _sample(self, schema: Any, depth: int) -> Any:
        name = schema.get("$ref") if isinstance(schema, Mapping) else None
        if not isinstance(name, str) or len(schema) > 1:
            return self._sample_choices(schema, depth)
        key = (name, depth)
        if key not in self._known:
            self._known[key] = None
            self._known[key] = self._sample_choices(schema, depth)
        return json.loads(json.dumps(self._known[key]))

    def _sample_choices(self, schema: Any, depth: int) -> Any:
        node = self.flatten(schema)
        if not node.get("choices"):
            return self._sample_plain(node, depth)
        first: list[Any] = []
        for chosen in islice(self._variants(node), MAX_CHOICES):
            for level in sorted({depth, max(depth, OPTIONAL_DEPTH)}):
                made = self._sample_plain(chosen, level)
                if self.allows(schema, made):
                    return made
                first.append(made)
        return first[0] if first else None

    def _variants(self, node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the node with one alternative of each choice merged into it."""
        groups = node.get("choices", [])
        if not groups:
            yield node
            return
        (tag, options), *rest = groups
        ordered = sorted(options, key=lambda o: o == {"type": "null"})
        for option in ordered:
            flat = self.flatten(option)
            tagged = _discriminator_value(tag, option)
            bare = {**node, "choices": [*flat.get("choices", []), *rest]}
            bare.pop("discriminator", None)
            kept = {k: v for k, v in flat.items() if k != "choices"}
            merged = merge_schemas(merge_schemas(bare, kept), tagged)
            yield from self._variants(merged)

    def _sample_plain(self, node: dict[str, Any], depth: int) -> Any:
        if "const" in node:
            return node["const"]
        if values := [v for v in node.get("enum") or () if v is not None]:
            return next((v for v in values if v != ""), "")
        match json_type(node):
            case "object":
                return self._sample_object(node, depth)
            case "array":
                least = node.get("minItems", 0)
                deep = depth > OPTIONAL_DEPTH + 1 and not least
                return [] if deep else self._sample_array(node, max(1, least), depth)
            case "string":
                return sample_string(node)
            case "integer" | "number" as kind:
                return sample_number(node, kind)
            case "boolean":
                return True
        return None

    def _sample_object(self, node: dict[str, Any], depth: int) -> Any:
        if depth > MAX_DEPTH:
            return {}
        required = list(node.get("required") or ())
        members = node.get("properties") or {}
        extra, least = node.get("additionalProperties"), node.get("minProperties", 0)
        made = {
            name: self._sample(member, depth + 1)
            for name, member in members.items()
            if name in required or (depth < OPTIONAL_DEPTH and not _is_never(member))
        }
        inner = extra if isinstance(extra, Mapping) else {}
        for name in required:
            if name not in made:
                made[name] = self._sample(inner, depth + 1)
        for name, member in members.items():
            if len(made) < least:
                made.setdefault(name, self._sample(member, depth + 1))
        one_more = inner != {} and depth < OPTIONAL_DEPTH and not _is_never(inner)
        more = len(made) + one_more
        wanted = max(least, min(more, node.get("maxProperties", more)))
        for number in range(wanted + len(members)):
            if len(made) < wanted and (key := self._key(node, number)) not in members:
                made[key] = self._sample(inner, depth + 1)
        return made

    def _key(self, node: dict[str, Any], number: int) -> str:
        names = node.get("propertyNames")
        if isinstance(names, Mapping):
            return str(self._sample_choices(names, OPTIONAL_DEPTH))
        return f"key{number or ''}"

    def _sample_array(self, node: dict[str, Any], count: int, depth: int) -> list[Any]:
        first = [self._sample(part, depth + 1) for part in node.get("prefixItems", ())]
        if node.get("items") is False or node.get("maxItems", 1) == 0:
            return first
        schema = node.get("items", {})
        values = self.listed_values(schema)
        for index in range(len(first), count):
            one = self._sample(schema, depth + 1)
            another = values[index % len(values)] if values else _numbered(one, index)
            item = another if self.allows(schema, another) else one
            if item not in first or not node.get("uniqueItems"):
                first.append(item)
        return first

    def listed_values(self, schema: Any) -> list[Any]:
        """Return every value that a schema lists, except null."""
        flat = self.flatten(schema)
        options = [o for _, group in flat.get("choices", ()) for o in group]
        found = flat.get("enum") or [o["const"] for o in options if "const" in o]
        return [value for value in found if value is not None]


def _chosen(node: Any) -> Any:
    """Return schemas whose discriminators choose an alternative, as OpenAPI says."""
    if isinstance(node, list):
        return [_chosen(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: _chosen(each) for name, each in node.items()}
    if "discriminator" in made and "oneOf" in made and "anyOf" not in made:
        made["anyOf"] = made.pop("oneOf")
    return made


def merge_schemas(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return one schema that requires what both do."""
    made = {**one, **other}
    if "choices" in one or "choices" in other:
        made["choices"] = [*one.get("choices", ()), *other.get("choices", ())]
    if "required" in one and "required" in other:
        made["required"] = [*one["required"], *other["required"]]
    if "enum" in one and "enum" in other:
        shared = [v for v in one["enum"] if v in other["enum"]]
        made["enum"] = shared or other["enum"]
    if "type" in one and "type" in other:
        types = [t for t in as_list(one["type"]) if t in as_list(other["type"])]
        made["type"] = types or other["type"]
    members = dict(one.get("properties") or {})
    for name, member in (other.get("properties") or {}).items():
        known = members.get(name)
        members[name] = {"allOf": [known, member]} if known else member
    if members:
        made["properties"] = members
    for word, narrower in (("min", max), ("max", min)):
        for of in ("imum", "Length", "Items", "Properties"):
            key = word + of
            if key in one and key in other:
                made[key] = narrower(one[key], other[key])
    return made


def _discriminator_value(tag: Any, option: Any) -> dict[str, Any]:
    """Return a schema of what a discriminator requires: a value of the variant."""
    target = option.get("$ref") if isinstance(option, Mapping) else None
    if not isinstance(tag, Mapping) or not isinstance(target, str):
        return {}
    mapping = tag.get("mapping") or {}
    named = [key for key, known in mapping.items() if known == target]
    if not named:
        return {}
    name = tag["propertyName"]
    return {"properties": {name: {"const": named[0]}}, "required": [name]}


def json_type(node: Mapping[str, Any]) -> str:
    """Return the first type of a flat schema, else the one that its keywords imply."""
    types = [t for t in as_list(node.get("type", ())) if t != "null"]
    if types:
        return str(types[0])
    if "type" in node or node.get("enum") == [None]:
        return "null"
    if node.keys() & {"items", "prefixItems"}:
        return "array"
    if node.keys() & {"minimum", "maximum", "multipleOf"}:
        return "number"
    objects = {"properties", "additionalProperties", "required", "minProperties"}
    return "object" if node.keys() & objects else "string"


def as_list(types: Any) -> list[Any]:
    """Return the types of a schema, one or several, as a list."""
    return [types] if isinstance(types, str) else list(types)


def _is_never(member: Any) -> bool:
    """Return whether a schema allows no value."""
    return member is False or (isinstance(member, Mapping) and member.get("not") == {})


def _numbered(value: Any, number: int) -> Any:
    """Return a value like this one, a different one for each number."""
    if isinstance(value, bool) or number == 0:
        return value
    if isinstance(value, int | float):
        return value + number
    if isinstance(value, dict):
        for name, member in value.items():
            if (other := _numbered(member, number)) != member:
                return {**value, name: other}
    return f"{value}{number}" if isinstance(value, str) else value


def sample_number(node: Any, kind: str) -> Any:
    """Return a number within the bounds of a schema: 7 where that is allowed."""
    whole = kind == "integer"
    step = _exact(node.get("multipleOf")) or (Fraction(1) if whole else None)
    least, most = _exact(node.get("minimum")), _exact(node.get("maximum"))
    above, below = _exact(node.get("exclusiveMinimum")), _exact(
        node.get("exclusiveMaximum")
    )
    if whole and step is not None and step.denominator > 1:
        step = Fraction(step.numerator)

    def fits(number: Fraction) -> bool:
        return (
            (least is None or number >= least)
            and (most is None or number <= most)
            and (above is None or number > above)
            and (below is None or number < below)
        )

    ends = [each for each in (least, above, most, below) if each is not None]
    near = [Fraction(7), *ends, sum(ends, Fraction(0)) / max(1, len(ends))]
    near += [end + sign for end in ends for sign in (1, -1)]
    if step:
        near = [
            multiple * step
            for number in near
            for multiple in (ceil(number / step), floor(number / step))
        ]
        near += [end + sign * step for end in near for sign in (1, -1)]
    number = next(filter(fits, near), near[0])
    return int(number) if whole else float(number)


def _exact(bound: Any) -> Fraction | None:
    """Return a bound without the error of a binary fraction; None without one."""
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        return None
    return Fraction(str(bound))
