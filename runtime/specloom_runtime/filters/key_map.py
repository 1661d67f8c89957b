"""Write filters as a map whose keys contain the operator: `{"gt amount": 4, …}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any, ClassVar, Literal

from ..core.errors import FilterError
from .conditions import (
    All,
    Condition,
    Either,
    Nulls,
    Predicate,
    joined,
    limited_depth,
)
from .day_precision import Clause, Recheck, recheck, widened
from .literals import Booleans, Datetimes, as_json, as_text
from .patterns import segments, wild
from .rewriting import GrammarCapabilities

_MOST_CLAUSES = 256


@dataclass(frozen=True, kw_only=True)
class KeyMapGrammar:
    """A grammar that writes conditions as a map.

    `conditions` contains the word for each operator, and `key` combines the word with
    the field. `default` is the meaning of a key without a word. All entries must hold;
    of the entries under an `or_key`, at least one must hold. `and_key` makes equal keys
    different. `is_null` and `is_not_null` are the values that mean null and not null in
    a comparison with `eq`. `pairs` contains two separators: the first is between a key
    and its value, the second between entries. With `pairs`, the map is written as text,
    in which nothing can be escaped; groups, and values that contain a separator, are
    therefore rejected. With `precision`, the vendor cuts times to days: it is sent a
    wider condition, and `recheck` returns what the client has to evaluate.

    ```python
    grammar = KeyMapGrammar(conditions={"eq": "eq", "gt": "gt"}, default="eq")
    grammar.render((F.name == "x") & (F.age > 40))  # {"name": "x", "gt age": 40}
    ```
    """

    booleans: ClassVar[Booleans] = ("true", "false")

    conditions: Mapping[str, str]
    default: str
    key: str = "{condition} {field}"
    or_key: str = "OR{n}"
    and_key: str = "AND{n} {key}"
    escape: Mapping[str, str] = field(default_factory=dict)
    is_null: str | None = None
    is_not_null: str | None = None
    wildcard: str = "*"
    datetimes: Datetimes = "iso"
    nulls: Nulls = "unknown"
    ignore_case: bool = False
    pairs: tuple[str, str] | None = None
    precision: Literal["day"] | None = None

    @limited_depth()
    def render(self, condition: Condition[Any]) -> dict[str, Any] | str:
        """Return the condition as a map, or as text if the grammar has `pairs`.

        Raises FilterError if the grammar cannot express the condition.
        """
        if self.precision is None:
            return self._written(self._clauses(condition))
        exact = self._capabilities.normal(condition)
        return self._written(self._clauses(widened(exact)))

    @limited_depth()
    def recheck(self, condition: Condition[Any]) -> Recheck | None:
        """Return the part of a condition that the vendor cannot decide, or None."""
        if self.precision is None:
            return None
        clauses = self._clauses(condition)
        exact = self._written(clauses)
        return recheck(clauses, exact, ignore_case=self.ignore_case)

    def _written(self, clauses: Iterable[Clause]) -> dict[str, Any] | str:
        entries: dict[str, Any] = {}
        groups = 0
        for clause in clauses:
            target = entries
            if len(clause) > 1:
                groups += 1
                target = entries[self.or_key.format(n=groups)] = {}
            for predicate in clause:
                self._enter(target, predicate)
        return entries if self.pairs is None else self._text(entries, *self.pairs)

    @limited_depth()
    def normal(self, condition: Condition[Any]) -> Condition[Any]:
        """Return an equivalent condition in the form of a map, without `Not`."""
        clauses = self._clauses(condition)
        return joined(All, (joined(Either, clause) for clause in clauses))

    @cached_property
    def _capabilities(self) -> GrammarCapabilities:
        return GrammarCapabilities(self.conditions, (), self.nulls)

    def _clauses(self, condition: Condition[Any]) -> list[Clause]:
        return _clauses(self._capabilities.normal(condition))

    def _text(self, entries: Mapping[str, Any], between: str, after: str) -> str:
        written = []
        for key, value in entries.items():
            if isinstance(value, Mapping):
                raise FilterError(
                    "OR cannot be sent in this filter string; use an operation that "
                    "takes the filter in its body"
                )
            values, marks = [value], [between, after]
            if isinstance(value, list):
                values, marks = value, [between, after, ","]
            texts = [as_text(one, self.booleans, self.datetimes) for one in values]
            if any(mark in text for mark in marks for text in (key, *texts)):
                raise FilterError(
                    f"{key}: values with {' or '.join(marks)} cannot be sent in this "
                    "filter string; use an operation that takes the filter in its body"
                )
            written.append(f"{key}{between}{','.join(texts)}")
        return after.join(written)

    def _enter(self, entries: dict[str, Any], predicate: Predicate[Any]) -> None:
        operator, subject = predicate.operator, predicate.subject
        word = self.conditions.get("eq" if operator == "null" else operator)
        if word is None:
            raise subject.error(f"{operator} cannot be written in this grammar")
        # A bare field that looks like a group or a prefix would be read as one.
        marks = (self.or_key.partition("{")[0], self.and_key.partition("{")[0])
        bare = word == self.default and not subject.wire.startswith(marks)
        key = name = self.key.format(condition=word, field=subject.wire)
        if bare:
            key = name = subject.wire
        number = 0
        while key in entries:
            number += 1
            key = self.and_key.format(n=number, key=name)
        entries[key] = self._value(predicate)

    def _value(self, predicate: Predicate[Any]) -> Any:
        operator, value = predicate.operator, predicate.value
        if operator == "null":
            token = self.is_null if value else self.is_not_null
            if token is None:
                raise predicate.subject.error("null cannot be written in this grammar")
            return token
        if operator == "like":
            escapes = str.maketrans(dict(self.escape))
            return wild(segments(value), escapes, self.wildcard)
        if operator in ("in", "nin"):
            return [as_json(one, self.datetimes) for one in value]
        plain = as_json(value, self.datetimes)
        if isinstance(plain, str) and plain in (self.is_null, self.is_not_null):
            raise predicate.subject.error(f"the value {plain!r} would be read as null")
        return plain


def _clauses(condition: Condition[Any]) -> list[Clause]:
    """Return the conjunctive normal form: a list of clauses, each with alternatives.

    A map cannot be nested more deeply. The number of clauses is limited, because it can
    grow exponentially.
    """
    match condition:
        case Predicate():
            return [(condition,)]
        case All(parts):
            return [clause for part in parts for clause in _clauses(part)]
        case Either(parts):
            clauses: list[Clause] = [()]
            for part in parts:
                inner = _clauses(part)
                if len(clauses) * len(inner) > _MOST_CLAUSES:
                    raise FilterError(
                        "too many alternatives of several conditions each"
                    )
                clauses = [one + other for one, other in product(clauses, inner)]
            return clauses
    raise FilterError(
        "raw text cannot be a part of a filter that is sent as a map of keys"
    )
