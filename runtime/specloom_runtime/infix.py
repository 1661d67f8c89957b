"""Filters written as one text: `name op value and (…)`, the tokens given as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .conditions import (
    All,
    Condition,
    Either,
    Kind,
    Negation,
    Predicate,
    Raw,
    Subject,
    joined,
    normal,
)
from .errors import FilterError
from .filters import subjects_of
from .literals import Booleans, Datetimes, as_text, as_value
from .patterns import escaped, pattern, scan, segments, wild


@dataclass(frozen=True, kw_only=True)
class InfixGrammar:
    """The tokens of one infix grammar.

    `operators` are written between field and value, `is_null` and `is_not_null` after
    the field. `escape` gives each special character its spelling. `list_form` is what
    opens, separates and closes a list; one longer than `list_max` becomes several.
    And-terms among or-terms (and the reverse) are always grouped: no vendor's
    precedence is relied on.
    """

    operators: Mapping[str, str]
    conjunction: str
    disjunction: str
    group: tuple[str, str] = ("(", ")")
    escape: Mapping[str, str] = field(default_factory=dict)
    list_form: tuple[str, str, str] = ("[", ",", "]")
    list_max: int | None = None
    is_null: str | None = None
    is_not_null: str | None = None
    wildcard: str = "*"
    booleans: Booleans = ("true", "false")
    datetimes: Datetimes = "iso"
    negation: Negation = "opposite"

    def render(self, condition: Condition[Any]) -> str:
        """The condition as text, not percent-encoded; FilterError where it cannot."""
        return self._written(self.normal(condition))

    def parse(self, text: str, fields: type[Any] | None = None) -> Condition[Any]:
        """The condition that a text writes, in normal form.

        With a fields class, values have the types of its fields; without, they are
        text. Raises FilterError for what is not of this grammar.
        """
        subjects = None if fields is None else subjects_of(fields)
        return _Reader(self, text, subjects).whole()

    def normal(self, condition: Condition[Any]) -> Condition[Any]:
        """The condition as `parse` gives it back: no `Not`, no list too long."""
        return self._shortened(normal(condition, self.negation))

    @cached_property
    def tokens(self) -> dict[str, tuple[str, Any]]:
        """Every token that may follow a field: its operator, and null's value."""
        found: dict[str, tuple[str, Any]]
        found = {token: (name, None) for name, token in self.operators.items()}
        nulls = ((self.is_null, True), (self.is_not_null, False))
        return found | {token: ("null", value) for token, value in nulls if token}

    def _shortened(self, condition: Condition[Any]) -> Condition[Any]:
        match condition:
            case All(parts) | Either(parts):
                return joined(type(condition), map(self._shortened, parts))
            case Predicate(subject, "in" | "nin" as operator, values) if (
                self.list_max is not None and len(values) > self.list_max
            ):
                starts = range(0, len(values), self.list_max)
                lists = (values[start : start + self.list_max] for start in starts)
                kind: Kind = Either if operator == "in" else All
                return joined(kind, (Predicate(subject, operator, v) for v in lists))
        return condition

    def _written(self, condition: Condition[Any]) -> str:
        match condition:
            case All(parts):
                return self.conjunction.join(map(self._grouped, parts))
            case Either(parts):
                return self.disjunction.join(map(self._grouped, parts))
            case Predicate():
                return condition.subject.wire + self._test(condition)
            case Raw(text):
                return text
        raise FilterError(f"not a condition: {condition!r}")

    def _grouped(self, condition: Condition[Any]) -> str:
        text = self._written(condition)
        if isinstance(condition, Predicate):
            return text
        return f"{self.group[0]}{text}{self.group[1]}"

    def _test(self, predicate: Predicate[Any]) -> str:
        operator, value = predicate.operator, predicate.value
        if operator == "null":
            token = self.is_null if value else self.is_not_null
        else:
            token = self.operators.get(operator)
        if token is None:
            name = predicate.subject.name or predicate.subject.wire
            raise FilterError(f"{name}: {operator} cannot be written in this grammar")
        if operator == "null":
            return token
        if operator == "like":
            return token + wild(segments(value), self.escape, self.wildcard)
        if operator in ("in", "nin"):
            opening, separator, closing = self.list_form
            return token + opening + separator.join(map(self._literal, value)) + closing
        return token + self._literal(value)

    def _literal(self, value: Any) -> str:
        return escaped(as_text(value, self.booleans, self.datetimes), self.escape)


class _Reader:
    """Reads one text from left to right."""

    def __init__(
        self, grammar: InfixGrammar, text: str, subjects: Mapping[str, Subject] | None
    ) -> None:
        self._grammar = grammar
        self._text = text
        self._subjects = subjects
        self._position = 0
        longest_first = sorted(grammar.tokens, key=len, reverse=True)
        self._operator = re.compile("|".join(map(re.escape, longest_first)))

    def whole(self) -> Condition[Any]:
        condition = self._expression()
        if self._position < len(self._text):
            raise self._refused("and, or, or the end")
        return condition

    def _expression(self) -> Condition[Any]:
        grammar = self._grammar
        parts = [self._term()]
        joiner: str | None = None
        while found := self._taken(grammar.conjunction, grammar.disjunction):
            if joiner not in (None, found):
                raise self._refused("and and or grouped, never side by side")
            joiner = found
            parts.append(self._term())
        return joined(All if joiner == grammar.conjunction else Either, parts)

    def _term(self) -> Condition[Any]:
        opening, closing = self._grammar.group
        if not self._taken(opening):
            return self._predicate()
        condition = self._expression()
        if not self._taken(closing):
            raise self._refused(closing)
        return condition

    def _predicate(self) -> Condition[Any]:
        found = self._operator.search(self._text, self._position)
        if found is None or found.start() == self._position:
            raise self._refused("a field and an operator")
        wire = self._text[self._position : found.start()]
        subject = Subject(wire) if self._subjects is None else self._subjects.get(wire)
        if subject is None:
            raise self._refused(f"one of {', '.join(sorted(self._subjects or ()))}")
        self._position = found.end()
        operator, value = self._grammar.tokens[found[0]]
        if operator == "like":
            value = pattern(self._scanned(self._grammar.wildcard, self._ends))
        elif operator in ("in", "nin"):
            value = tuple(self._value(text, subject) for text in self._list())
        elif operator != "null":
            value = self._value(self._scanned("", self._ends)[0], subject)
        return Predicate(subject, operator, value)

    def _list(self) -> Iterator[str]:
        opening, separator, closing = self._grammar.list_form
        if not self._taken(opening):
            raise self._refused(opening)
        while True:
            yield self._scanned("", (separator, closing))[0]
            if not self._taken(separator):
                break
        if not self._taken(closing):
            raise self._refused(closing)

    @property
    def _ends(self) -> tuple[str, ...]:
        return (
            self._grammar.conjunction,
            self._grammar.disjunction,
            self._grammar.group[1],
        )

    def _scanned(self, wildcard: str, stops: tuple[str, ...]) -> list[str]:
        escape = self._grammar.escape
        found, self._position = scan(
            self._text, self._position, escape, wildcard, stops
        )
        return found

    def _value(self, text: str, subject: Subject) -> Any:
        grammar = self._grammar
        return as_value(text, subject.kind, grammar.booleans, grammar.datetimes)

    def _taken(self, *tokens: str) -> str | None:
        for token in tokens:
            if token and self._text.startswith(token, self._position):
                self._position += len(token)
                return token
        return None

    def _refused(self, expected: str) -> FilterError:
        return FilterError(
            f"the filter is wrong at {self._position}: expected {expected}"
        )
