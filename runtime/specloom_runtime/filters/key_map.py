"""Filters as a map whose keys contain the operator: `{"gt amount": 4, …}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

from ..core.errors import FilterError
from .conditions import All, Condition, Either, FieldRef, Nulls, Predicate, joined
from .fields import field_refs
from .literals import Datetimes, as_json, as_text, as_value
from .patterns import pattern, scan, segments, wild
from .rewriting import GrammarCapabilities

_MOST_CLAUSES = 256
_BOOLEANS = ("true", "false")


@dataclass(frozen=True, kw_only=True)
class KeyMapGrammar:
    """The keys of one map grammar.

    `conditions` gives each operator its word, `key` puts it before the field;
    `default` is the word a bare field has. Entries are all to be fulfilled; one under
    an `or_key` holds a map of which one entry is. `and_key` tells equal keys apart.
    `is_null` and `is_not_null` are values of the default condition. With `pairs`, what
    stands between key and value and between entries, the map is one text, in which
    nothing can be escaped: what holds one of the two is refused, and so are groups.
    """

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

    def render(self, condition: Condition[Any]) -> dict[str, Any] | str:
        """The condition as a map or, with `pairs`, as text; FilterError where it cannot
        be written.
        """
        entries = self._map(condition)
        return entries if self.pairs is None else self._text(entries, self.pairs)

    def _map(self, condition: Condition[Any]) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        groups = 0
        for clause in _clauses(self.capabilities.normal(condition)):
            if len(clause) == 1:
                self._enter(entries, clause[0])
                continue
            groups += 1
            either = entries[self.or_key.format(n=groups)] = dict[str, Any]()
            for predicate in clause:
                self._enter(either, predicate)
        return entries

    def _text(self, entries: Mapping[str, Any], pairs: tuple[str, str]) -> str:
        written = []
        for key, value in entries.items():
            if isinstance(value, Mapping):
                raise FilterError("alternatives cannot be written as text here")
            values = value if isinstance(value, list) else [value]
            texts = [as_text(one, _BOOLEANS, self.datetimes) for one in values]
            marks = (*pairs, ",") if isinstance(value, list) else pairs
            if any(mark in text for mark in marks for text in (key, *texts)):
                raise FilterError(
                    f"{key}: {' or '.join(marks)} in a value cannot be escaped as "
                    "text; use an operation that takes the filter in its body"
                )
            written.append(f"{key}{pairs[0]}{','.join(texts)}")
        return pairs[1].join(written)

    def _entries(self, text: str, pairs: tuple[str, str]) -> dict[str, Any]:
        """The map that a text writes; lists are those of the list conditions."""
        lists = {self.conditions.get("in"), self.conditions.get("nin")}
        found: dict[str, Any] = {}
        for entry in text.split(pairs[1]):
            key, between, value = entry.partition(pairs[0])
            if not between or key in found:
                raise FilterError(f"not an entry of this grammar: {entry!r}")
            listed = not lists.isdisjoint(key.split(" "))
            found[key] = value.split(",") if listed else value
        return found

    def parse(
        self, entries: Mapping[str, Any] | str, fields: type[Any] | None = None
    ) -> Condition[Any]:
        """The condition that a map or a text writes, in normal form.

        With a fields class, values have the types of its fields. Raises FilterError for
        what is not of this grammar.
        """
        if isinstance(entries, str):
            entries = self._entries(entries, self.pairs or (":", "|"))
        subjects = None if fields is None else field_refs(fields)
        group = re.compile(_matching(self.or_key))
        parts: list[Condition[Any]] = []
        for key, value in entries.items():
            if group.fullmatch(key) and isinstance(value, Mapping):
                inner = (self._read(k, v, subjects) for k, v in value.items())
                parts.append(joined(Either, inner))
            else:
                parts.append(self._read(key, value, subjects))
        if not parts:
            raise FilterError("an empty map is no condition")
        return joined(All, parts)

    def normal(self, condition: Condition[Any]) -> Condition[Any]:
        """The condition as `parse` gives it back: all of alternatives, no `Not`."""
        clauses = _clauses(self.capabilities.normal(condition))
        return joined(All, (joined(Either, clause) for clause in clauses))

    @cached_property
    def capabilities(self) -> GrammarCapabilities:
        """What the grammar can express."""
        return GrammarCapabilities(tuple(self.conditions), (), self.nulls)

    def _enter(self, entries: dict[str, Any], predicate: Predicate[Any]) -> None:
        operator = "eq" if predicate.operator == "null" else predicate.operator
        word = self.conditions.get(operator)
        name = predicate.subject.name or predicate.subject.wire
        if word is None:
            raise FilterError(f"{name}: {operator} cannot be written in this grammar")
        wire = predicate.subject.wire
        # A bare field that looks like a group or a prefix would be read as one.
        marks = (self.or_key.partition("{")[0], self.and_key.partition("{")[0])
        bare = word == self.default and not wire.startswith(marks)
        key = wire if bare else self.key.format(condition=word, field=wire)
        unique, number = key, 0
        while unique in entries:
            number += 1
            unique = self.and_key.format(n=number, key=key)
        entries[unique] = self._value(predicate, name)

    def _value(self, predicate: Predicate[Any], name: str) -> Any:
        operator, value = predicate.operator, predicate.value
        if operator == "null":
            token = self.is_null if value else self.is_not_null
            if token is None:
                raise FilterError(f"{name}: null cannot be written in this grammar")
            return token
        if operator == "like":
            return wild(
                segments(value), str.maketrans(dict(self.escape)), self.wildcard
            )
        if operator in ("in", "nin"):
            return [as_json(one, self.datetimes) for one in value]
        plain = as_json(value, self.datetimes)
        if isinstance(plain, str) and plain in (self.is_null, self.is_not_null):
            raise FilterError(f"{name}: the text {plain!r} would be read as null")
        return plain

    def _read(
        self, key: str, value: Any, subjects: Mapping[str, FieldRef] | None
    ) -> Condition[Any]:
        if repeated := re.fullmatch(_matching(self.and_key), key):
            key = repeated["key"]
        if found := re.fullmatch(_matching(self.key), key):
            word, wire = found["condition"], found["field"]
        else:
            word, wire = self.default, key
        operators = {token: name for name, token in self.conditions.items()}
        subject = FieldRef(wire) if subjects is None else subjects.get(wire)
        if word not in operators or subject is None:
            raise FilterError(f"not a key of this grammar: {key!r}")
        operator = operators[word]
        if operator == "eq" and value in (self.is_null, self.is_not_null):
            return Predicate(subject, "null", value == self.is_null)
        if operator == "like":
            parts, _ = scan(str(value), 0, self.escape, self.wildcard, ())
            return Predicate(subject, "like", pattern(parts))
        if operator in ("in", "nin"):
            values = tuple(self._typed(one, subject) for one in value)
            return Predicate(subject, operator, values)
        return Predicate(subject, operator, self._typed(value, subject))

    def _typed(self, plain: Any, subject: FieldRef) -> Any:
        return as_value(plain, subject.kind, _BOOLEANS, self.datetimes)


def _clauses(condition: Condition[Any]) -> list[tuple[Predicate[Any], ...]]:
    """All of these clauses, of each clause one predicate: the shape a map can hold."""
    match condition:
        case Predicate():
            return [(condition,)]
        case All(parts):
            return [clause for part in parts for clause in _clauses(part)]
        case Either(parts):
            found: list[tuple[Predicate[Any], ...]] = [()]
            for part in parts:
                inner = _clauses(part)
                if len(found) * len(inner) > _MOST_CLAUSES:
                    raise FilterError(
                        "too many alternatives of several conditions each"
                    )
                found = [one + other for one, other in product(found, inner)]
            return found
    raise FilterError("raw text has no place in a map of keys")


def _matching(template: str) -> str:
    """The regular expression of the keys that a template makes."""
    text = re.escape(template).replace(r"\{n\}", r"\d*")
    for name, meaning in (("condition", r"\S+"), ("field", r"\S+"), ("key", r".+")):
        text = text.replace(rf"\{{{name}\}}", f"(?P<{name}>{meaning})")
    return text
