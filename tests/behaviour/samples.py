"""Fixed values for the schemas of an OpenAPI document.

The values depend on the plain OpenAPI parts of the document alone, never on extension
keys, so that two checkouts of the generator are driven with the same values.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

FULL_DEPTH = 3
"""Optional members are present down to this depth, required ones below it too."""
LAST_DEPTH = 9
"""Objects below this depth are empty: schemas may refer to themselves."""
FORMATS = {
    "date-time": "2026-03-01T08:30:00Z",
    "date": "2026-03-01",
    "time": "08:30:00Z",
    "duration": "P1D",
    "uuid": "3f2b8c1e-7d4a-4c56-9e10-6b8f0a2d5c71",
    "uri": "https://example.com/a",
    "url": "https://example.com/a",
    "email": "a@example.com",
    "byte": "Ynl0ZXM=",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.com",
}
OBJECT_KEYS = {"properties", "additionalProperties", "patternProperties", "required"}
CANDIDATES = (
    "text",
    "1",
    "A",
    "a1",
    "abc",
    "AAA",
    "12345",
    "a_b",
    "a.b",
    "a/b",
    "#aabbcc",
    "2026-03-01",
    "https://example.com/a",
    *FORMATS.values(),
    *("1" * size for size in range(2, 20)),
    *("A" * size for size in range(2, 12)),
)


class Document:
    """The plain parts of a normalized document, with its references resolved."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self.tree = tree

    def resolved(self, node: Any) -> Any:
        """The node that a chain of references ends at; {} for a broken chain."""
        for _ in range(20):
            if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
                return node
            target: Any = self.tree
            for step in node["$ref"].removeprefix("#").split("/")[1:]:
                name = step.replace("~1", "/").replace("~0", "~")
                target = target.get(name, {}) if isinstance(target, Mapping) else {}
            rest = {key: value for key, value in node.items() if key != "$ref"}
            node = target
            if rest and isinstance(target, Mapping):
                node = {**target, **rest}
        return {}

    def operation(self, method: str, path: str) -> Mapping[str, Any]:
        """The operation object at a method and path, with the path's parameters."""
        item = self.resolved((self.tree.get("paths") or {}).get(path) or {})
        extra = item.get("additionalOperations") or {}
        found = item.get(method.lower()) or extra.get(method) or {}
        parameters = [*(item.get("parameters") or ()), *(found.get("parameters") or ())]
        own = {}
        for each in map(self.resolved, parameters):
            own[each.get("in"), each.get("name")] = each
        return {**found, "parameters": list(own.values())}

    def flat(self, schema: Any, depth: int = 0) -> dict[str, Any]:
        """A schema with allOf joined and the first alternative taken."""
        node = self.resolved(schema)
        if not isinstance(node, Mapping) or depth > LAST_DEPTH:
            return {}
        made = {k: v for k, v in node.items() if k not in ("allOf", "oneOf", "anyOf")}
        for part in node.get("allOf") or ():
            made = _joined(made, self.flat(part, depth + 1))
        for word in ("oneOf", "anyOf"):
            options = [o for o in node.get(word) or () if not self._null(o)]
            if options:
                made = _joined(made, self.flat(options[0], depth + 1))
                made = _joined(made, _tagged(node.get("discriminator"), options[0]))
        return made

    def _null(self, option: Any) -> bool:
        node = self.resolved(option)
        return isinstance(node, Mapping) and node.get("type") == "null"

    def sample(self, schema: Any, depth: int = 0) -> Any:
        """A value that the schema allows as far as this module can tell."""
        node = self.flat(schema)
        if "const" in node:
            return _plain(node["const"])
        if node.get("enum"):
            given = [value for value in node["enum"] if value is not None]
            return _plain(given[0]) if given else None
        kind = _kind(node)
        if kind == "object":
            return self._object(node, depth)
        if kind == "array":
            return self._array(node, depth)
        if kind in ("integer", "number"):
            return _number(node, kind)
        if kind == "boolean":
            return True
        return None if kind == "null" else _text(node)

    def _object(self, node: Mapping[str, Any], depth: int) -> dict[str, Any]:
        required = [name for name in node.get("required") or ()]
        members = node.get("properties") or {}
        if depth > LAST_DEPTH:
            return {}
        made = {
            name: self.sample(member, depth + 1)
            for name, member in members.items()
            if name in required
            or (depth < FULL_DEPTH and member is not False)
            or len(members) <= (node.get("minProperties") or 0)
        }
        extra = node.get("additionalProperties")
        for name in required:
            if name not in made:
                made[name] = self.sample(extra if extra else {}, depth + 1)
        for pattern, member in (node.get("patternProperties") or {}).items():
            if depth < FULL_DEPTH:
                key = _text({"pattern": pattern})
                made.setdefault(key, self.sample(member, depth + 1))
        if isinstance(extra, Mapping) and extra and not made and depth < FULL_DEPTH:
            made["key"] = self.sample(extra, depth + 1)
        return made

    def _array(self, node: Mapping[str, Any], depth: int) -> list[Any]:
        made = [self.sample(part, depth + 1) for part in node.get("prefixItems") or ()]
        items = node.get("items", {})
        least = node.get("minItems") or 0
        if items is False or node.get("maxItems") == 0:
            return made
        if depth > FULL_DEPTH and least <= len(made):
            return made
        wanted = max(least, 1, 2 if depth == 0 and node.get("maxItems", 2) > 1 else 1)
        listed = self.flat(items).get("enum") if isinstance(items, Mapping) else None
        for place in range(len(made), min(wanted, 50)):
            value = self.sample(items, depth + 1)
            if listed:
                value = _plain(listed[place % len(listed)])
            elif node.get("uniqueItems") and value in made:
                value = _other(value, place)
            made.append(value)
        return made


def _other(value: Any, number: int) -> Any:
    """Another value of the same type."""
    if isinstance(value, str):
        return f"{value}{number}"
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return value + number if plain else value


def _plain(value: Any) -> Any:
    """The value as JSON has it: dates that YAML reads become text again."""
    return json.loads(json.dumps(value, default=str))


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    made = {**other, **one}
    members = {**(other.get("properties") or {}), **(one.get("properties") or {})}
    for name in (one.get("properties") or {}).keys() & (other.get("properties") or {}):
        members[name] = {"allOf": [one["properties"][name], other["properties"][name]]}
    if members:
        made["properties"] = members
    required = [*(one.get("required") or ()), *(other.get("required") or ())]
    if required:
        made["required"] = list(dict.fromkeys(required))
    return made


def _tagged(discriminator: Any, option: Any) -> dict[str, Any]:
    """The property by which a discriminator knows the alternative."""
    target = option.get("$ref") if isinstance(option, Mapping) else None
    if not isinstance(discriminator, Mapping) or not isinstance(target, str):
        return {}
    mapping = discriminator.get("mapping") or {}
    names = [name for name, known in mapping.items() if known == target]
    value = names[0] if names else target.rpartition("/")[2]
    name = discriminator["propertyName"]
    return {"properties": {name: {"const": value}}, "required": [name]}


def _kind(node: Mapping[str, Any]) -> str:
    said = node.get("type")
    kinds = [said] if isinstance(said, str) else list(said or ())
    for kind in kinds:
        if kind != "null":
            return str(kind)
    if kinds:
        return "null"
    if node.keys() & OBJECT_KEYS:
        return "object"
    return "array" if node.keys() & {"items", "prefixItems"} else "string"


def _text(node: Mapping[str, Any]) -> str:
    made = FORMATS.get(node.get("format", ""), "text")
    pattern = node.get("pattern")
    if isinstance(pattern, str):
        for candidate in (made, *CANDIDATES):
            try:
                if re.search(pattern, candidate):
                    made = candidate
                    break
            except re.error:
                break
    made = made + "x" * ((node.get("minLength") or 0) - len(made))
    most = node.get("maxLength")
    return made[:most] if most is not None and len(made) > most else made


def _number(node: Mapping[str, Any], kind: str) -> int | float:
    least, most = node.get("minimum"), node.get("maximum")
    above, below = node.get("exclusiveMinimum"), node.get("exclusiveMaximum")
    step = node.get("multipleOf") or (1 if kind == "integer" else 0)
    value: float = 7 if kind == "integer" else 1.5
    if most is not None:
        value = min(value, most)
    if not isinstance(below, bool | None):
        value = value if value < below else below - (step or 0.5)
    if least is not None:
        value = max(value, least)
    if not isinstance(above, bool | None):
        value = value if value > above else above + (step or 0.5)
    if step:
        value = math.ceil(value / step) * step
    return int(value) if kind == "integer" else float(value)
