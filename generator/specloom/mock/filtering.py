"""Read the filter and the sort order of a request, and apply them to items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Union

from specloom_runtime import (
    Eq,
    FilterError,
    Gt,
    Gte,
    In,
    IsNull,
    KeyMapGrammar,
    Like,
    Lt,
    Lte,
    Ne,
    NotIn,
    ParameterGrammar,
    matches,
    ordered,
    parse,
    parse_sort,
)
from specloom_runtime.filters.fields import Field
from specloom_runtime.filters.grammar import Grammar, SortGrammar

from ..document import Location, Operation, Spec
from ..lower.filters import filter_grammars, sort_grammars
from ..testing.json_values import as_text
from ..testing.request_locations import ABSENT
from ..vocabulary import keys
from .refusals import Refusal
from .requests import MockRequest, member

OPERATORS: Mapping[str, type[Any]] = {
    "eq": Eq,
    "ne": Ne,
    "lt": Lt,
    "lte": Lte,
    "gt": Gt,
    "gte": Gte,
    "in": In,
    "nin": NotIn,
    "like": Like,
    "null": IsNull,
}
KINDS = {"integer": int, "number": float, "boolean": bool, "string": str}
FORMATS = {"date-time": datetime, "date": date}


@dataclass(frozen=True)
class Filtering:
    """The filter and the sort order of one operation.

    Attributes:
        operation: the operation.
    """

    operation: Operation

    def selected(self, request: MockRequest, items: Sequence[Any]) -> list[Any]:
        """Return the items that satisfy the filter of a request, in its order.

        Raises:
            Refusal: the filter or the order cannot be read.
        """
        try:
            return self._sorted(request, self._filtered(request, items))
        except FilterError as error:
            raise Refusal(f"filter: {error}") from None

    @property
    def _spec(self) -> Spec:
        return self.operation.spec

    @cached_property
    def _filter(self) -> Mapping[str, Any]:
        return self.operation.extension(keys.FILTER) or {}

    @cached_property
    def _grammar(self) -> Grammar:
        scheme = str(self.operation.node[keys.FILTER]["scheme"])
        return filter_grammars(self._spec)[scheme]

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The name in requests of each property that can be filtered on."""
        other = self._filter.get("names", {})
        properties = self._spec.component_properties(str(self._filter["schema"]))
        return {
            wire: other.get(wire, wire)
            for wire, each in properties.items()
            if isinstance(each.schema.get(keys.FILTER), list)
        }

    @cached_property
    def _fields(self) -> type[Any]:
        """A class with a field for each property that can be filtered on."""
        properties = self._spec.component_properties(str(self._filter["schema"]))
        members: dict[str, Any] = {}
        for number, (wire, name) in enumerate(self._names.items()):
            schema = properties[wire].schema
            words = [OPERATORS[word] for word in schema[keys.FILTER]]
            kind = self._kind(schema)
            operators: Any = Union[tuple(words)]  # noqa: UP007
            members[f"field_{number}"] = Field(name, (kind, operators) if kind else ())
        return type("Fields", (), members)

    def _kind(self, schema: Any) -> Any:
        """Return the Python type of the values of a property; None if unknown."""
        flat = self._spec.resolve(schema)
        types = flat.get("type", ())
        listed = [types] if isinstance(types, str) else types
        plain = [each for each in listed if each != "null"]
        if len(plain) != 1 or plain[0] not in KINDS:
            return None
        if "date" in schema.get(keys.FILTER_FORMATS, ()):
            return datetime | date
        return FORMATS.get(flat.get("format", ""), KINDS[plain[0]])

    def _filtered(self, request: MockRequest, items: Sequence[Any]) -> list[Any]:
        if not self._filter:
            return list(items)
        written = self._written(request)
        if written is ABSENT or written in (None, "", {}):
            return list(items)
        grammar = self._grammar
        condition = parse(grammar, written, self._fields)

        def satisfies(item: Any) -> bool:
            named = {name: item.get(wire) for wire, name in self._names.items()}
            try:
                return matches(
                    condition,
                    named,
                    nulls=grammar.nulls,
                    ignore_case=grammar.ignore_case,
                )
            except FilterError:
                return False  # The item has a value of another type.

        return [each for each in items if isinstance(each, dict) and satisfies(each)]

    def _written(self, request: MockRequest) -> Any:
        """Return the filter as it is sent; ABSENT or {} if there is none."""
        location = Location.parse(self._filter["location"])
        grammar = self._grammar
        if isinstance(grammar, ParameterGrammar):
            if location.part == "query":
                sent: Any = dict(request.query)
            else:
                sent = member(request.body_or_none, location.pointer)
            found = self._parameters(grammar, sent)
            return found
        value = request.value(self._filter["location"])
        text = isinstance(value, str)
        if isinstance(grammar, KeyMapGrammar) and grammar.pairs is None and text:
            try:
                value = json.loads(value)
            except ValueError as error:
                raise FilterError(f"not JSON: {error}") from None
        expected = str if not isinstance(grammar, KeyMapGrammar) else (str, dict)
        if (
            value is not ABSENT
            and value is not None
            and not isinstance(value, expected)
        ):
            raise FilterError(f"a filter cannot be a {type(value).__name__}")
        return value

    def _parameters(self, grammar: ParameterGrammar, sent: Any) -> dict[str, Any]:
        """Return the parameters that belong to the filter, in their nesting."""
        found: dict[str, Any] = {}
        if not isinstance(sent, Mapping):
            return found
        for name in self._names.values():
            for template in grammar.templates.values():
                written = template.written(field=name)
                steps = tuple(written.split("/")) if grammar.nested else (written,)
                value = member(sent, steps)
                if value is ABSENT or value is None or isinstance(value, Mapping):
                    continue
                target = found
                for step in steps[:-1]:
                    target = target.setdefault(step, {})
                target[steps[-1]] = value
        return found

    def _sorted(self, request: MockRequest, items: list[Any]) -> list[Any]:
        fact = self.operation.extension(keys.SORT)
        if not fact:
            return items
        text = request.value(fact["location"])
        if text is ABSENT or not text:
            return items
        grammar = self._order
        direction = None
        if grammar.direction is not None:
            found = request.value(fact["direction"]["location"])
            direction = None if found is ABSENT else as_text(found)
        wanted = parse_sort(grammar, as_text(text), direction)
        known = self._spec.component_properties(str(fact["schema"]))
        for key in wanted:
            if key.wire not in known or not known[key.wire].schema.get(keys.SORT):
                raise FilterError(f"{key.wire} is not a property to sort by")
        objects = [each for each in items if isinstance(each, dict)]
        try:
            return ordered(objects, wanted)
        except TypeError:
            raise FilterError("values of several types cannot be sorted") from None

    @cached_property
    def _order(self) -> SortGrammar:
        scheme = str(self.operation.node[keys.SORT]["scheme"])
        return sort_grammars(self._spec)[scheme]


def among(items: Iterable[Any], name: str, values: Iterable[Any]) -> Iterator[Any]:
    """Yield the items of which a property has one of the values."""
    wanted = {as_text(each).casefold() for each in values}
    for item in items:
        if isinstance(item, dict) and as_text(item.get(name)).casefold() in wanted:
            yield item
