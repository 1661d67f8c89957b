"""Values that a schema allows: the first of several guesses that holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from math import ceil, floor
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from referencing.exceptions import Unresolvable

from .texts import text

DEPTH = 2
"""From here on an object has only the members it needs."""
DEEPEST = 14
CHOICES = 12


class Samples:
    """Samples of the schemas of one description."""

    def __init__(self, spec: Any) -> None:
        self._spec = spec
        self._schemas: Any = spec.get("components", {}).get("schemas", {})
        self._known: dict[tuple[str, int], Any] = {}

    def of(self, schema: Any, depth: int = 0) -> Any:
        """A value of the schema; optional members where it is not too deep."""
        made = None
        for at in (depth, DEPTH):
            found = self._made(schema, at)
            made = found if at == depth else made
            if self.allows(schema, found):
                return found
        return made

    def several(self, schema: Any, count: int) -> list[Any]:
        """As many different items of an array as wanted and allowed, at least one."""
        node = self.flat(schema)
        most = node.get("maxItems", count)
        return self._items(node, max(1, min(count, most)), 0)

    def allows(self, schema: Any, value: Any) -> bool:
        """Whether the value satisfies the schema."""
        try:
            return bool(self._validator.evolve(schema=schema).is_valid(value))
        except (Unresolvable, RecursionError, ValueError, TypeError):
            return True

    @cached_property
    def _validator(self) -> Validator:
        return Draft202012Validator({"components": {"schemas": self._schemas}})

    def flat(self, schema: Any, seen: frozenset[str] = frozenset()) -> dict[str, Any]:
        """The schema and everything it refers to or is made of, as one node.

        Choices stay apart: `choices` holds each `oneOf` and `anyOf` met on the way.
        """
        if not isinstance(schema, Mapping):
            return {}
        node: dict[str, Any] = {"choices": []}
        if isinstance(name := schema.get("$ref"), str) and name not in seen:
            target = self._schemas.get(name.rpartition("/")[2], {})
            node = self.flat(target, seen | {name})
        for part in schema.get("allOf", ()):
            node = joined(node, self.flat(part, seen))
        own = {k: v for k, v in schema.items() if k not in ("$ref", "allOf")}
        own["choices"] = [
            (schema.get("discriminator"), own.pop(word))
            for word in ("oneOf", "anyOf")
            if own.get(word)
        ]
        return joined(node, own)

    def _made(self, schema: Any, depth: int) -> Any:
        name = schema.get("$ref") if isinstance(schema, Mapping) else None
        if not isinstance(name, str) or len(schema) > 1:
            return self._choose(schema, depth)
        key = (name, depth)
        if key not in self._known:
            self._known[key] = None
            self._known[key] = self._choose(schema, depth)
        return json.loads(json.dumps(self._known[key]))

    def _choose(self, schema: Any, depth: int) -> Any:
        node = self.flat(schema)
        if not node.get("choices"):
            return self._plain(node, depth)
        first: list[Any] = []
        for chosen in islice(self._chosen(node), CHOICES):
            made = self._plain(chosen, depth)
            if self.allows(schema, made):
                return made
            first.append(made)
        return first[0] if first else None

    def _chosen(self, node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The node with one of each of its choices taken, in their order."""
        groups = node.get("choices", [])
        if not groups:
            yield node
            return
        (tag, options), *rest = groups
        ordered = sorted(options, key=lambda o: o == {"type": "null"})
        for option in ordered:
            flat = self.flat(option)
            marked = _tagged(tag, option)
            bare = {**node, "choices": [*flat.get("choices", []), *rest]}
            bare.pop("discriminator", None)
            kept = {k: v for k, v in flat.items() if k != "choices"}
            yield from self._chosen(joined(joined(bare, kept), marked))

    def _plain(self, node: dict[str, Any], depth: int) -> Any:
        if "const" in node:
            return node["const"]
        if values := [v for v in node.get("enum") or () if v is not None]:
            return next((v for v in values if v != ""), "")
        match _kind(node):
            case "object":
                return self._object(node, depth)
            case "array":
                least = node.get("minItems", 0)
                deep = depth > DEPTH + 1 and not least
                return [] if deep else self._items(node, max(1, least), depth)
            case "string":
                return text(node)
            case "integer" | "number" as kind:
                return number(node, kind)
            case "boolean":
                return True
        return None

    def _object(self, node: dict[str, Any], depth: int) -> Any:
        if depth > DEEPEST:
            return {}
        needed = list(node.get("required") or ())
        members = node.get("properties") or {}
        extra = node.get("additionalProperties")
        made = {
            name: self._made(member, depth + 1)
            for name, member in members.items()
            if name in needed or (depth < DEPTH and not _never(member))
        }
        inner = extra if isinstance(extra, Mapping) else {}
        for name in needed:
            if name not in made:
                made[name] = self._made(inner, depth + 1)
        for name, member in members.items():
            if len(made) < node.get("minProperties", 0):
                made.setdefault(name, self._made(member, depth + 1))
        wanted = max(node.get("minProperties", 0), inner != {} and depth < DEPTH)
        number = 0
        while len(made) < wanted and number < wanted:
            key = self._key(node, number)
            made[key] = self._made(inner, depth + 1)
            number += 1
        return made

    def _key(self, node: dict[str, Any], number: int) -> str:
        said = node.get("propertyNames")
        if isinstance(said, Mapping):
            return str(self._choose(said, DEPTH))
        return f"key{number or ''}"

    def _items(self, node: dict[str, Any], count: int, depth: int) -> list[Any]:
        first = [self._made(part, depth + 1) for part in node.get("prefixItems", ())]
        if node.get("items") is False or node.get("maxItems", 1) == 0:
            return first
        schema = node.get("items", {})
        values = self._listed(schema)
        for place in range(len(first), count):
            one = self._made(schema, depth + 1)
            another = values[place % len(values)] if values else _numbered(one, place)
            item = another if self.allows(schema, another) else one
            if item not in first or not node.get("uniqueItems"):
                first.append(item)
        return first

    def _listed(self, schema: Any) -> list[Any]:
        """Every value that a schema lists, null aside."""
        flat = self.flat(schema)
        options = [o for _, group in flat.get("choices", ()) for o in group]
        found = flat.get("enum") or [o["const"] for o in options if "const" in o]
        return [value for value in found if value is not None]


def joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Both hold: what one schema says beside what the other does."""
    made = {**one, **other}
    if "choices" in one or "choices" in other:
        made["choices"] = [*one.get("choices", ()), *other.get("choices", ())]
    if "required" in one and "required" in other:
        made["required"] = [*one["required"], *other["required"]]
    if "enum" in one and "enum" in other:
        shared = [v for v in one["enum"] if v in other["enum"]]
        made["enum"] = shared or other["enum"]
    if "type" in one and "type" in other:
        kinds = [k for k in _kinds(one["type"]) if k in _kinds(other["type"])]
        made["type"] = kinds or other["type"]
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


def _tagged(tag: Any, option: Any) -> dict[str, Any]:
    """What a discriminator asks of the variant: its name in one property."""
    target = option.get("$ref") if isinstance(option, Mapping) else None
    if not isinstance(tag, Mapping) or not isinstance(target, str):
        return {}
    mapping = tag.get("mapping") or {}
    named = [value for value, known in mapping.items() if known == target]
    said = named[0] if named else target.rpartition("/")[2]
    wire = tag["propertyName"]
    return {"properties": {wire: {"const": said}}, "required": [wire]}


def _kind(node: Mapping[str, Any]) -> str:
    kinds = [k for k in _kinds(node.get("type", ())) if k != "null"]
    if kinds:
        return str(kinds[0])
    if "type" in node:
        return "null"
    if node.get("enum") == [None]:
        return "null"
    if node.keys() & {"items", "prefixItems"}:
        return "array"
    if node.keys() & {"minimum", "maximum", "multipleOf"}:
        return "number"
    objects = {"properties", "additionalProperties", "required", "minProperties"}
    return "object" if node.keys() & objects else "string"


def _kinds(kinds: Any) -> list[Any]:
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _never(member: Any) -> bool:
    return member is False or (isinstance(member, Mapping) and member.get("not") == {})


def _numbered(value: Any, number: int) -> Any:
    """Another value like this one."""
    if isinstance(value, bool) or number == 0:
        return value
    if isinstance(value, int | float):
        return value + number
    return f"{value}{number}" if isinstance(value, str) else value


def number(node: Any, kind: str) -> Any:
    """A number between the bounds, 7 where that is one."""
    least, most = node.get("minimum"), node.get("maximum")
    above, below = node.get("exclusiveMinimum"), node.get("exclusiveMaximum")
    step = node.get("multipleOf") or (1 if kind == "integer" else None)
    wanted: Any = 7 if kind == "integer" else 7.0
    if most is not None and wanted > most:
        wanted = most
    if below is not None and wanted >= below:
        wanted = below - (step or 1)
    if least is not None and wanted < least:
        wanted = least
    if above is not None and wanted <= above:
        wanted = above + (step or min(1, (most or above + 1) - above) / 2)
    if step:
        up, down = ceil(wanted / step) * step, floor(wanted / step) * step
        wanted = down if most is not None and up > most else up
    return int(wanted) if kind == "integer" else float(wanted)
