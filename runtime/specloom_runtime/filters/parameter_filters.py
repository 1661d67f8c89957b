"""Filters as named values: `filter[age][gte]=40`, or members of a JSON body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..core.errors import FilterError
from .conditions import All, Condition, Either, FieldRef, Not, Nulls, Predicate, joined
from .fields import field_refs
from .literals import Booleans, Datetimes, as_json, as_text, as_value
from .operator_templates import Template
from .patterns import segments, shape, unshaped
from .rewriting import GrammarCapabilities

_SHAPES = ("contains", "starts", "ends")


@dataclass(frozen=True, kw_only=True)
class ParameterGrammar:
    """The names of one grammar of parameters; what is said has to hold altogether.

    `conditions` gives each operator the template of its name: those of the tree but
    like, and `contains`, `starts`, `ends` for patterns of that shape; `names` is the
    regular expression of a field's name. With `nested`, a name is a path into a JSON
    object (`{field}/from`) and values are as a body takes them; without, values are
    text, and lists are joined by `list_separator`. `is_null` and `is_not_null` are
    the values of the parameter for `null`.
    """

    conditions: Mapping[str, str]
    nested: bool = False
    names: str = r"[^\[\]/]+"
    list_separator: str = ","
    is_null: Any = "true"
    is_not_null: Any = "false"
    booleans: Booleans = ("true", "false")
    datetimes: Datetimes = "iso"
    nulls: Nulls = "unknown"
    ignore_case: bool = False

    def render(self, condition: Condition[Any]) -> dict[str, Any]:
        """Return the parameters by name, or the object. Raises FilterError."""
        found: dict[str, Any] = {}
        for predicate in self._predicates(self.normal(condition)):
            name, value = self._written(predicate)
            path = name.split("/") if self.nested else [name]
            place = found
            for step in path[:-1]:
                inner = place.setdefault(step, {})
                if not isinstance(inner, dict):
                    raise FilterError(f"{step} cannot be both a value and a range here")
                place = inner
            if path[-1] in place:
                raise FilterError(
                    f"{_called(predicate)}: {name} can only be said once in a filter"
                )
            place[path[-1]] = value
        return found

    def parse(
        self, given: Mapping[str, Any], fields: type[Any] | None = None
    ) -> Condition[Any]:
        """The condition that parameters (or an object) write, in normal form.

        With a fields class, values have the types of its fields. Raises FilterError for
        what is not of this grammar, and for none at all.
        """
        subjects = None if fields is None else field_refs(fields)
        flat = dict(_paths(given) if self.nested else given.items())
        parts = [self._read(name, value, subjects) for name, value in flat.items()]
        if not parts:
            raise FilterError("no parameters are no condition")
        return self.normal(joined(All, parts))

    def normal(self, condition: Condition[Any]) -> Condition[Any]:
        """Return the condition in this grammar's operators, as `parse` returns it."""
        found = self.capabilities.normal(condition)
        if isinstance(found, All):
            return joined(All, map(self._gathered, found.parts))
        return self._gathered(found)

    def _gathered(self, condition: Condition[Any]) -> Condition[Any]:
        """Alternatives for one field as a list, where the grammar has lists."""
        if not isinstance(condition, Either) or "in" not in self.conditions:
            return condition
        values: list[Any] = []
        subjects: list[FieldRef] = []
        for part in condition.parts:
            if not isinstance(part, Predicate) or part.operator not in ("eq", "in"):
                return condition
            subjects.append(part.subject)
            values += part.value if part.operator == "in" else [part.value]
        if len(set(subjects)) > 1:
            return condition
        return Predicate(subjects[0], "in", tuple(values))

    def _predicates(self, condition: Condition[Any]) -> Iterator[Predicate[Any]]:
        for part in condition.parts if isinstance(condition, All) else (condition,):
            if not isinstance(part, Predicate):
                raise FilterError(
                    "only conditions that hold altogether can be written in this "
                    "grammar: no alternatives, no raw text"
                )
            yield part

    @cached_property
    def capabilities(self) -> GrammarCapabilities:
        """What the grammar can express."""
        return GrammarCapabilities(tuple(self.conditions), (), self.nulls)

    @cached_property
    def _templates(self) -> dict[str, Template]:
        return {name: Template(text) for name, text in self.conditions.items()}

    @cached_property
    def _readers(self) -> list[tuple[str, re.Pattern[str]]]:
        """Each operator with what its names look like, the longest first."""
        order = sorted(self._templates.items(), key=lambda each: -each[1].plain)
        return [(name, self._reader(template)) for name, template in order]

    def _reader(self, template: Template) -> re.Pattern[str]:
        (before, _), (after, _) = template.parts
        return re.compile(f"{re.escape(before)}({self.names}){re.escape(after)}")

    def _written(self, predicate: Predicate[Any]) -> tuple[str, Any]:
        operator, value = predicate.operator, predicate.value
        if operator == "like":
            operator, value = self._shaped(predicate)
        if operator not in self._templates:
            raise FilterError(
                f"{_called(predicate)}: {operator} cannot be written in this grammar"
            )
        wire = predicate.subject.wire
        if not re.fullmatch(self.names, wire):
            raise FilterError(f"{wire!r} cannot be a field's name in this grammar")
        name = self._templates[operator].written(field=wire)
        if operator == "null":
            return name, self.is_null if value else self.is_not_null
        if operator in ("in", "nin"):
            values = [self._one(each) for each in value]
            return name, values if self.nested else self._joined(predicate, values)
        return name, self._one(value)

    def _shaped(self, predicate: Predicate[Any]) -> tuple[str, str]:
        parts = segments(predicate.value)
        for name in _SHAPES:
            if name in self.conditions and (text := shape(name, parts)) is not None:
                return name, text
        raise FilterError(
            f"{_called(predicate)}: the pattern {predicate.value!r} cannot be written "
            "in this grammar"
        )

    def _one(self, value: Any) -> Any:
        if self.nested:
            plain = as_json(value, self.datetimes)
            # A body writes its instants itself, in one way, whoever gives them.
            return value if self.datetimes == "iso" else plain
        return as_text(value, self.booleans, self.datetimes)

    def _joined(self, predicate: Predicate[Any], values: list[str]) -> str:
        separator = self.list_separator
        if any(separator in value for value in values) or values == [""]:
            raise FilterError(
                f"{_called(predicate)}: a value with {separator!r}, or an empty one "
                "alone, cannot stand in a list here"
            )
        return separator.join(values)

    def _read(
        self, name: str, value: Any, subjects: Mapping[str, FieldRef] | None
    ) -> Condition[Any]:
        for operator, pattern in self._readers:
            found = pattern.fullmatch(name)
            listed = isinstance(value, list) or not self.nested
            if found is None or (operator in ("in", "nin") and not listed):
                continue
            if operator not in ("in", "nin") and isinstance(value, list):
                continue
            wire = found[1]
            subject = FieldRef(wire) if subjects is None else subjects.get(wire)
            if subject is not None:
                return self._said(operator, subject, value)
        raise FilterError(f"not a parameter of this grammar: {name!r}")

    def _said(self, operator: str, subject: FieldRef, value: Any) -> Condition[Any]:
        if operator == "null":
            if value not in (self.is_null, self.is_not_null):
                raise FilterError(f"neither null nor not: {value!r}")
            return Predicate(subject, "null", value == self.is_null)
        if operator in _SHAPES:
            return Predicate(subject, "like", unshaped(operator, str(value)))
        if operator in ("in", "nin"):
            values = value if self.nested else value.split(self.list_separator)
            typed = tuple(self._typed(each, subject) for each in values)
            return Predicate(subject, operator, typed)
        return Predicate(subject, operator, self._typed(value, subject))

    def _typed(self, plain: Any, subject: FieldRef) -> Any:
        return as_value(plain, subject.kind, self.booleans, self.datetimes)


def with_wire_names(
    condition: Condition[Any], names: Mapping[str, str]
) -> Condition[Any]:
    """Return the condition with the wire names that a request uses."""
    match condition:
        case All(parts) | Either(parts):
            return type(condition)(
                tuple(with_wire_names(part, names) for part in parts)
            )
        case Predicate(subject):
            wire = names.get(subject.wire, subject.wire)
            return replace(condition, subject=replace(subject, wire=wire))
        case Not(part):
            return Not(with_wire_names(part, names))
    return condition


def _paths(tree: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _paths(value, f"{at}{name}/")
        else:
            yield at + name, value


def _called(predicate: Predicate[Any]) -> str:
    return predicate.subject.name or predicate.subject.wire
