"""Decode parameters and forms: from text to the JSON data that their schemas describe.

The text of a scalar does not show its type, so several values are possible: `7` is a
number or a string. The first one that the schema allows is used.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..testing.described_operation import DELIMITERS
from ..testing.flat_schemas import FlatSchemas
from ..testing.request_locations import ABSENT
from ..testing.samples import json_type

NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
MOST_DIGITS = 300
"""The number of characters of the longest number."""


@dataclass(frozen=True)
class Decoder:
    """A decoder for the schemas of one description.

    Attributes:
        flat: the schemas, with references and `allOf` merged.
        allows: returns whether a value is valid for a schema.
    """

    flat: FlatSchemas
    allows: Callable[[Any, Any], bool]

    def scalar(self, schema: Any, text: str) -> Any:
        """Return the first possible value of text that the schema allows.

        If it allows none, the first one of its type is returned, so that the problem
        is what is wrong with the value, not that it is text.
        """
        found = [*_possible(text)]
        types = self.flat.first_variant(schema).get("type", ())
        kind = {"type": types} if types else False
        tried = ((rule, value) for rule in (schema, kind) for value in found)
        return next((v for rule, v in tried if self.allows(rule, v)), found[-1])

    def parameter(
        self,
        parameter: Mapping[str, Any],
        values: Sequence[str],
        pairs: Sequence[tuple[str, str]],
        taken: frozenset[str] = frozenset(),
    ) -> Any:
        """Return the value of a parameter; ABSENT if it is not sent.

        A name that is sent several times in a query is a list, which the schema of
        a single value does not allow.

        Args:
            parameter: the declared parameter.
            values: the values that are sent with its name.
            pairs: all names and values of the same part of the request.
            taken: the names of other parameters.
        """
        schema = parameter.get("schema", {})
        if content := parameter.get("content"):
            inner = next(iter(content.values())) or {}
            return self._json(inner.get("schema", {}), values)
        place, name = parameter["in"], parameter["name"]
        style = parameter.get("style") or (
            "form" if place in ("query", "cookie") else "simple"
        )
        explode = parameter.get("explode", style == "form")
        flat = self.flat.first_variant(schema)
        kind = json_type(flat)
        if kind == "object":
            if style == "deepObject":
                return self._deep(flat, name, pairs)
            if style == "form" and explode and place in ("query", "cookie"):
                return self._spread(flat, pairs, taken)
        if not values:
            return ABSENT
        text = _without_prefix(style, name, values[0])
        if kind == "array":
            mark = _mark(style, explode)
            if style == "form" and explode:
                parts = list(values)
            elif style == "matrix" and explode:
                parts = text.split(f";{name}=")
            else:
                parts = text.split(mark) if text else []
                if place == "query":
                    parts += [part for each in values[1:] for part in each.split(mark)]
            return self.items(flat, parts)
        if kind == "object":
            return self._flat_object(flat, text, _mark(style, explode), explode)
        if place == "query" and len(values) > 1:
            return list(values)
        return self.scalar(schema, text)

    def items(self, flat: Mapping[str, Any], parts: Sequence[str]) -> list[Any]:
        """Return the items of a list."""
        inner = flat.get("items", {})
        return [self.scalar(inner, part) for part in parts]

    def form(self, schema: Any, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return a form with values of the types that its schema describes."""
        flat = self.flat.first_variant(schema)
        members = flat.get("properties") or {}
        found: dict[str, Any] = {}
        for name, value in body.items():
            inner = members.get(name, flat.get("additionalProperties") or {})
            own = self.flat.first_variant(inner)
            if json_type(own) == "array" and name in members:
                listed = value if isinstance(value, list) else [value]
                found[name] = [self._member(own.get("items", {}), v) for v in listed]
            else:
                found[name] = self._member(inner, value)
        return found

    def _member(self, schema: Any, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if json_type(self.flat.first_variant(schema)) in ("object", "array"):
            return self._json(schema, [value])
        return self.scalar(schema, value)

    def _json(self, schema: Any, values: Sequence[str]) -> Any:
        if not values:
            return ABSENT
        try:
            return json.loads(values[0])
        except (ValueError, RecursionError):
            return values[0]

    def _spread(
        self,
        flat: Mapping[str, Any],
        pairs: Sequence[tuple[str, str]],
        taken: frozenset[str],
    ) -> Any:
        """Return an object whose members are parameters of their own."""
        members = flat.get("properties") or {}
        extra = flat.get("additionalProperties")
        is_open = extra not in (None, False)
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in members or (is_open and name not in taken):
                found[name] = self._member(members.get(name, extra or {}), value)
        return found or ABSENT

    def _deep(
        self, flat: Mapping[str, Any], name: str, pairs: Sequence[tuple[str, str]]
    ) -> Any:
        """Return an object whose members have names such as `name[member]`."""
        found: dict[str, Any] = {}
        for key, value in pairs:
            if not key.startswith(f"{name}["):
                continue
            steps = re.findall(r"\[([^\[\]]*)\]", key[len(name) :])
            target: Any = found
            schema: Any = flat
            for step in steps[:-1]:
                schema = self._inner(schema, step)
                target = target.setdefault(step, {})
                if not isinstance(target, dict):
                    return found
            if not steps:
                continue
            last, inner = steps[-1], self._inner(schema, steps[-1])
            kind = json_type(self.flat.first_variant(inner))
            if kind == "array":
                items = self.flat.first_variant(inner).get("items", {})
                known = target.setdefault(last, [])
                if isinstance(known, list):
                    known.append(self.scalar(items, value))
            else:
                target[last] = self.scalar(inner, value)
        return found or ABSENT

    def _inner(self, schema: Any, step: str) -> Any:
        flat = self.flat.first_variant(schema)
        found = (flat.get("properties") or {}).get(step)
        return flat.get("additionalProperties") or {} if found is None else found

    def _flat_object(
        self, flat: Mapping[str, Any], text: str, mark: str, explode: bool
    ) -> dict[str, Any]:
        """Return an object that is written as one value."""
        parts = text.split(mark) if text else []
        if explode:
            pairs = [(n, v) for n, _, v in (part.partition("=") for part in parts)]
        else:
            pairs = list(zip(parts[::2], parts[1::2], strict=False))
        return {name: self._member(self._inner(flat, name), v) for name, v in pairs}


def _possible(text: str) -> Iterator[Any]:
    """Yield the values that text can mean; the text itself is the last one."""
    if NUMBER.fullmatch(text) and len(text) < MOST_DIGITS:
        number = json.loads(text)
        if math.isfinite(number):
            yield number
            if isinstance(number, float) and number.is_integer():
                yield int(number)
    if text in ("true", "false"):
        yield text == "true"
    if text in ("null", ""):
        yield None
    yield text


def _without_prefix(style: str, name: str, text: str) -> str:
    if style == "label":
        return text.removeprefix(".")
    if style == "matrix":
        return text.removeprefix(f";{name}=").removeprefix(";")
    return text


def _mark(style: str, explode: bool) -> str:
    if style == "label":
        return "." if explode else ","
    if style == "matrix":
        return ";" if explode else ","
    return DELIMITERS.get(style, ",")
