"""Filters written as one text: `name op value and (…)`, every token given as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from .conditions import (
    OPERATORS,
    All,
    Condition,
    Either,
    Not,
    Nulls,
    Predicate,
    Raw,
)
from .errors import FilterError
from .filters import subjects_of
from .literals import KINDS, Booleans, Datetimes, as_text, kind_of, kinds_of
from .parsing import Reader
from .patterns import segments, shape, wild
from .spelling import Spelling
from .templates import Template

LIKE = ("like", "contains", "starts", "ends")
"""The operators a pattern can be written with: any pattern, or one of a shape."""


@dataclass(frozen=True, kw_only=True)
class InfixGrammar:
    """The tokens of one infix grammar.

    `operators` gives each operator its template, such as `{field} eq {value}`: those of
    the tree but null, `null` and `not-null`, `contains`, `starts` and `ends` for
    patterns of that shape, `unlike` for a pattern that must not fit. One that is
    missing is written with others where that says the same. `negation` is written
    around a condition that is not to hold; without it negation becomes opposites.
    `precedence` is what binds tighter, None where that is not told; when writing,
    and-terms among or-terms (and the reverse) are always grouped, or refused where
    there is no `group`.

    `forms` is how values of a kind are written, such as `'{value}'` for text, bare
    where it is not given; `escape` gives each special character its spelling. `names`
    is the regular expression of a field's name. A list is cut after `list_max` values.
    `nulls` and `ignore_case` are what the vendor means, for `evaluate.matches`.
    """

    operators: Mapping[str, str]
    conjunction: str
    disjunction: str
    precedence: Literal["and", "or"] | None = None
    group: tuple[str, str] | None = ("(", ")")
    negation: str | None = None
    names: str = r"[A-Za-z_][\w.]*"
    forms: Mapping[str, str] = field(default_factory=dict)
    escape: Mapping[str, str] = field(default_factory=dict)
    list_separator: str = ","
    list_max: int | None = None
    wildcard: str = "*"
    booleans: Booleans = ("true", "false")
    datetimes: Datetimes = "iso"
    nulls: Nulls = "unknown"
    ignore_case: bool = False

    def render(self, condition: Condition[Any]) -> str:
        """The condition as text, not percent-encoded; FilterError where it cannot."""
        return self._written(self.normal(condition))

    def parse(self, text: str, fields: type[Any] | None = None) -> Condition[Any]:
        """The condition that a text writes, in normal form.

        With a fields class, values have the types of its fields; without, they are
        text. Raises FilterError for what is not of this grammar.
        """
        subjects = None if fields is None else subjects_of(fields)
        return self.normal(Reader(self, text, subjects).whole())

    def normal(self, condition: Condition[Any]) -> Condition[Any]:
        """The condition in this grammar's own words, as `parse` gives it back."""
        return self.spelling.normal(condition)

    @cached_property
    def spelling(self) -> Spelling:
        """What the grammar has words for."""
        if self.negation is not None:
            deniable: tuple[str, ...] = OPERATORS
        else:
            deniable = ("like",) if "unlike" in self.operators else ()
        return Spelling(tuple(self.operators), deniable, self.nulls, self.list_max)

    @cached_property
    def templates(self) -> dict[str, Template]:
        """The template of each operator, in the order in which a reader tries them."""
        made = {name: Template(text) for name, text in self.operators.items()}
        # The longest token first: `<=` before `<`. A pattern before what equals it.
        patterns = (*LIKE, "unlike")
        order = sorted(made, key=lambda name: (-made[name].plain, name not in patterns))
        return {name: made[name] for name in order}

    @cached_property
    def escapes(self) -> dict[int, str]:
        """The escape table as `str.translate` takes it."""
        return str.maketrans(dict(self.escape))

    @cached_property
    def denial(self) -> Template | None:
        """The template of what is not to hold."""
        return None if self.negation is None else Template(self.negation)

    @cached_property
    def name_pattern(self) -> re.Pattern[str]:
        """What a field's name looks like."""
        return re.compile(self.names)

    @cached_property
    def wrappers(self) -> dict[str, tuple[str, str]]:
        """What stands before and after a value of each kind."""
        found = {kind: self.forms.get(kind, "{value}") for kind in KINDS}
        halves = {kind: form.partition("{value}") for kind, form in found.items()}
        return {kind: (half[0], half[2]) for kind, half in halves.items()}

    def wrappers_of(self, kind: Any) -> list[tuple[str, str]]:
        """The ways in which a value of a field's type may be written, longest first."""
        found = dict.fromkeys(self.wrappers[name] for name in kinds_of(kind))
        return sorted(found, key=lambda wrapper: -len(wrapper[0]))

    def _written(self, condition: Condition[Any]) -> str:
        match condition:
            case All(parts):
                return self.conjunction.join(map(self._grouped, parts))
            case Either(parts):
                return self.disjunction.join(map(self._grouped, parts))
            case Not(Predicate(operator="like") as predicate) if self.denial is None:
                return self._pattern(predicate, ("unlike",))
            case Not(Predicate() as predicate) if self.denial is not None:
                return self.denial.written(condition=self._predicate(predicate))
            case Predicate():
                return self._predicate(condition)
            case Raw(text):
                return text
        raise FilterError(f"not a condition: {condition!r}")

    def _grouped(self, condition: Condition[Any]) -> str:
        if type(condition) is Predicate:
            return self._predicate(condition)
        text = self._written(condition)
        if isinstance(condition, Not):
            return text
        if self.group is None:
            raise FilterError(
                "and and or cannot be mixed in this grammar, nor raw text with either"
            )
        return f"{self.group[0]}{text}{self.group[1]}"

    def _predicate(self, predicate: Predicate[Any]) -> str:
        operator, value = predicate.operator, predicate.value
        if operator == "null":
            name = "null" if value else "not-null"
            return self._template(predicate, name).written(field=self._name(predicate))
        if operator == "like":
            return self._pattern(predicate, LIKE)
        template = self._template(predicate, operator)
        if operator in ("in", "nin"):
            values = self.list_separator.join(map(self._literal, value))
            return template.written(field=self._name(predicate), values=values)
        self._check_star(predicate, template)
        return template.written(field=self._name(predicate), value=self._literal(value))

    def _pattern(self, predicate: Predicate[Any], names: tuple[str, ...]) -> str:
        parts = segments(predicate.value)
        for name in names:
            if name not in self.templates:
                continue
            if name in ("like", "unlike"):
                inside = wild(parts, self.escapes, self.wildcard)
            elif (text := shape(name, parts)) is not None:
                inside = text.translate(self.escapes)
            else:
                continue
            before, after = self.wrappers["text"]
            return self.templates[name].written(
                field=self._name(predicate), value=before + inside + after
            )
        name = predicate.subject.name or predicate.subject.wire
        raise FilterError(
            f"{name}: the pattern {predicate.value!r} cannot be written in this grammar"
        )

    def _template(self, predicate: Predicate[Any], name: str) -> Template:
        if name not in self.templates:
            subject = predicate.subject.name or predicate.subject.wire
            raise FilterError(f"{subject}: {name} cannot be written in this grammar")
        return self.templates[name]

    def _name(self, predicate: Predicate[Any]) -> str:
        wire = predicate.subject.wire
        if not self.name_pattern.fullmatch(wire):
            raise FilterError(f"{wire!r} cannot be a field's name in this grammar")
        return wire

    def _check_star(self, predicate: Predicate[Any], template: Template) -> None:
        """Refuse a text that would be read as a pattern: both have one spelling."""
        text, star = predicate.value, self.wildcard
        starred = isinstance(text, str) and star in text and star not in self.escape
        patterns = (self.templates.get(name) for name in ("like", "unlike"))
        if starred and template in patterns:
            name = predicate.subject.name or predicate.subject.wire
            raise FilterError(f"{name}: a literal {star!r} cannot be written here")

    def _literal(self, value: Any) -> str:
        before, after = self.wrappers[kind_of(value)]
        text = as_text(value, self.booleans, self.datetimes)
        return before + text.translate(self.escapes) + after
