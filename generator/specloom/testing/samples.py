"""Create valid values for schemas, by trying candidates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker
from referencing.exceptions import Unresolvable

from ..json_schema.reference_validators import ReferenceValidator
from .different_samples import different_sample
from .flat_schemas import FlatSchemas, as_list, is_null, is_reference
from .number_samples import sample_number
from .string_samples import different_strings, matches, sample_string

RETURNED = "x-specloom-always-returned"
OPTIONAL_DEPTH = 2
"""The depth from which objects in samples have only required members."""
SMALLEST_DEPTH = 4
"""The depth from which all samples of a schema are the same."""
MAX_DEPTH = 100
MAX_LENGTH = 200_000
"""The maximum length of a sample as JSON, in characters.

Instead of a longer sample, a smaller one is created. For each level of nesting, the
limit is divided by 4.
"""
MAX_ITEMS = 200
"""The maximum number of different items in an array."""
MAX_CHOICES = 12
"""The maximum number of combinations of choices that are tried."""
ANNOTATIONS = {"title", "description", "deprecated", "default", "example", "examples"}
IMPOSSIBLE: Any = object()
"""The result if no value is known; None is a valid value."""

Key = tuple[str, int]
"""A reference, and the depth at which its sample is used."""


class _Known(NamedTuple):
    """The stored result of an attempt to create a sample.

    Attributes:
        text: the sample as JSON; None if no sample is possible.
        within: the enclosing samples that make this sample impossible.
    """

    text: str | None
    within: frozenset[Key]


class Samples:
    """Create samples for the schemas of one description."""

    def __init__(self, spec: Any) -> None:
        self.spec = spec
        self._schemas: Any = spec.get("components", {}).get("schemas", {})
        self._flat = FlatSchemas(self._schemas)
        self._known: dict[Key, _Known] = {}
        self._open: set[Key] = set()
        self._left_out: set[Key] = set()
        self._dependents: dict[Key, set[Key]] = {}

    def flatten(self, schema: Any) -> dict[str, Any]:
        """Return a schema with its references and `allOf` merged into one node."""
        return self._flat.flatten(schema)

    def variants(self, schema: Any) -> Iterator[dict[str, Any]]:
        """Yield flat schemas with one alternative of each choice, up to a limit."""
        return islice(self._flat.variants(schema), MAX_CHOICES)

    def first_variant(self, schema: Any) -> dict[str, Any]:
        """Return a flat schema with the first alternative of each choice merged in.

        Null is used only if it is the only alternative.
        """
        return self._flat.first_variant(schema)

    def sample(self, schema: Any) -> Any:
        """Return a value for the schema; it has optional members up to a certain depth.

        If no valid value is known, the result is None or an invalid value.
        """
        first = self._sample(schema, 0)
        if first is not IMPOSSIBLE and self.allows(schema, first):
            return first
        smaller = self._sample(schema, OPTIONAL_DEPTH)
        if smaller is not IMPOSSIBLE and self.allows(schema, smaller):
            return smaller
        return None if first is IMPOSSIBLE else first

    def sample_items(self, schema: Any, count: int) -> list[Any]:
        """Return different items for an array.

        Args:
            schema: the schema of the array.
            count: the requested number of items. The result can have more or fewer
                items if the array requires this, but has at least one if a valid item
                is known.
        """
        node = self.first_variant(schema)
        most = node.get("maxItems", count)
        wanted = max(1, node.get("minItems", 0), min(count, most))
        return self._sample_array(node, wanted, 0)

    def allows(self, schema: Any, value: Any) -> bool:
        """Return whether the value is valid for the schema."""
        try:
            return self._plain.is_valid(schema, value)
        except (Unresolvable, RecursionError, ValueError, TypeError):
            return True

    def is_valid(self, schema: Any, value: Any) -> bool:
        """Return whether the value is valid for the schema, with or without formats.

        Formats are checked because they may be the only difference between the
        alternatives of a `oneOf`. If there is a discriminator, the value may match
        several alternatives, because the discriminator chooses one of them.
        """
        if self.allows(schema, value):
            return True
        chosen = _chosen(schema)
        try:
            return any(each.is_valid(chosen, value) for each in self._choosing)
        except (Unresolvable, RecursionError, ValueError, TypeError):
            return False

    @cached_property
    def _choosing(self) -> list[ReferenceValidator]:
        schemas = _chosen(self._schemas)
        return [
            ReferenceValidator(Draft202012Validator, matches, schemas, checker)
            for checker in (None, FormatChecker())
        ]

    @cached_property
    def _plain(self) -> ReferenceValidator:
        return ReferenceValidator(Draft202012Validator, matches, self._schemas)

    def _sample(self, schema: Any, depth: int) -> Any:
        """Return a sample; IMPOSSIBLE if it would have to contain itself."""
        name = schema.get("$ref") if isinstance(schema, Mapping) else None
        if not isinstance(name, str) or len(schema) > 1:
            return self._sample_choices(schema, depth)
        key = (name, min(depth, SMALLEST_DEPTH))
        if key in self._open:
            self._left_out.add(key)
            return IMPOSSIBLE
        known = self._known.get(key) or self._sample_reference(key, schema, depth)
        self._left_out |= known.within
        return IMPOSSIBLE if known.text is None else json.loads(known.text)

    def _sample_reference(self, key: Key, schema: Any, depth: int) -> _Known:
        """Create the sample for the target of a reference, and store it.

        A failure is stored only until the enclosing samples are created.
        """
        outer, self._left_out = self._left_out, set()
        self._open.add(key)
        value = self._sample_choices(schema, depth)
        self._open.discard(key)
        text = None if value is IMPOSSIBLE else json.dumps(value)
        if (
            text is not None
            and key[1] < SMALLEST_DEPTH
            and len(text) > MAX_LENGTH >> 2 * key[1]
        ):
            smallest = self._sample(schema, SMALLEST_DEPTH)
            text = None if smallest is IMPOSSIBLE else json.dumps(smallest)
        elif text is not None and len(text) > MAX_LENGTH:
            text = None
        # A sample that is possible inside a circle is also possible outside of it.
        within = frozenset(self._left_out - {key} if text is None else ())
        for each in within:
            self._dependents.setdefault(each, set()).add(key)
        for each in self._dependents.pop(key, ()):
            self._known.pop(each, None)
        self._left_out = outer
        self._known[key] = _Known(text, within)
        return self._known[key]

    def _sample_choices(self, schema: Any, depth: int) -> Any:
        if schema is False:
            return IMPOSSIBLE
        order = is_null if depth < SMALLEST_DEPTH else is_reference
        for option in sorted(_plain_options(schema), key=order):
            made = self._sample(option, depth)
            if made is not IMPOSSIBLE and self.allows(schema, made):
                return made
        first = IMPOSSIBLE
        plain = not self.flatten(schema).get("choices")
        for chosen in islice(self._flat.variants(schema, order), MAX_CHOICES):
            for level in sorted({depth, max(depth, OPTIONAL_DEPTH)}):
                made = self._sample_plain(chosen, level)
                if made is not IMPOSSIBLE and (plain or self.allows(schema, made)):
                    return made
                first = made if first is IMPOSSIBLE else first
        return first

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
                deep = depth >= SMALLEST_DEPTH and not least
                made = [] if deep else self._sample_array(node, max(1, least), depth)
                return made if len(made) >= least else IMPOSSIBLE
            case "string":
                return sample_string(node)
            case "integer" | "number" as kind:
                return sample_number(node, kind)
            case "boolean":
                return True
        return None

    def _sample_object(self, node: dict[str, Any], depth: int) -> Any:
        if depth > MAX_DEPTH:
            return IMPOSSIBLE
        members = node.get("properties") or {}
        returned = (
            name
            for name, each in members.items()
            if isinstance(each, Mapping) and RETURNED in each
        )
        required = [*(node.get("required") or ()), *returned]
        extra, least = node.get("additionalProperties"), node.get("minProperties", 0)
        inner = extra if isinstance(extra, Mapping) else {}
        made: dict[str, Any] = {}
        for name in (*members, *(n for n in required if n not in members)):
            if name in required or depth < OPTIONAL_DEPTH:
                value = self._sample(members.get(name, inner), depth + 1)
                if value is not IMPOSSIBLE:
                    made[name] = value
                elif name in required:
                    return IMPOSSIBLE
        for name, member in members.items():
            if len(made) < least and name not in made:
                self._add(made, name, member, depth)
        most = node.get("maxProperties", len(made) + 1)
        wanted = least
        if inner != {} and depth < OPTIONAL_DEPTH:
            wanted = max(least, min(len(made) + 1, most))
        if len(made) < wanted and extra is not False:
            for key in islice(self._keys(node), wanted + len(members)):
                if len(made) < wanted and key not in members:
                    self._add(made, key, inner, depth)
        return made

    def _add(self, made: dict[str, Any], name: str, schema: Any, depth: int) -> None:
        """Add a member if a sample of it is known."""
        value = self._sample(schema, depth + 1)
        if value is not IMPOSSIBLE:
            made[name] = value

    def _keys(self, node: dict[str, Any]) -> Iterator[str]:
        """Yield different names for undeclared members."""
        names = node.get("propertyNames")
        if not isinstance(names, Mapping):
            number = 0
            while True:
                yield f"key{number or ''}"
                number += 1
        yield from (each for each in self.listed_values(names) if isinstance(each, str))
        yield from different_strings({"type": "string", **self.first_variant(names)})

    def _sample_array(self, node: dict[str, Any], count: int, depth: int) -> list[Any]:
        """Return `count` items, or fewer if not enough items are known."""
        made: list[Any] = []
        for part in node.get("prefixItems", ()):
            value = self._sample(part, depth + 1)
            if value is IMPOSSIBLE:
                return made
            made.append(value)
        schema = node.get("items", {})
        if schema is False or node.get("maxItems", 1) == 0:
            return made
        one = self._sample(schema, depth + 1)
        if one is IMPOSSIBLE:
            return made
        for index in range(len(made), min(count, MAX_ITEMS)):
            item = different_sample(self, schema, one, index)
            if not node.get("uniqueItems") or item not in made:
                made.append(item)
        more = 0 if node.get("uniqueItems") else min(count, MAX_LENGTH) - len(made)
        return made + more * [one]

    def listed_values(self, schema: Any) -> list[Any]:
        """Return all values that a schema lists, except null."""
        flat = self.flatten(schema)
        options = [o for _, group in flat.get("choices", ()) for o in group]
        found = flat.get("enum") or [
            o["const"] for o in options if isinstance(o, Mapping) and "const" in o
        ]
        return [value for value in found if value is not None]


def _plain_options(schema: Any) -> list[Any]:
    """Return the alternatives of a schema whose other keywords are annotations."""
    said = schema.keys() - ANNOTATIONS if isinstance(schema, Mapping) else set()
    return list(schema[said.pop()]) if said in ({"anyOf"}, {"oneOf"}) else []


def _chosen(node: Any) -> Any:
    """Return schemas in which each `oneOf` with a discriminator is an `anyOf`."""
    if isinstance(node, list):
        return [_chosen(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {name: _chosen(each) for name, each in node.items()}
    if "discriminator" in made and "oneOf" in made and "anyOf" not in made:
        made["anyOf"] = made.pop("oneOf")
    return made


def json_type(node: Mapping[str, Any]) -> str:
    """Return the first type of a flat schema, or the type that its keywords imply."""
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
