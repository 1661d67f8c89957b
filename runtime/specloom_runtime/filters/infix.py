"""Write filters as text, such as `name eq 'x' and (…)`, with operator templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from ..core.errors import FilterError
from .conditions import (
    OPERATORS,
    All,
    Compound,
    Condition,
    Not,
    Nulls,
    Predicate,
    Raw,
    limited_depth,
)
from .literals import KINDS, Booleans, Datetimes, as_text, kind_of
from .operator_templates import Template
from .patterns import SHAPES, segments, shape, wild
from .rewriting import GrammarCapabilities

LIKE = ("like", *SHAPES)
"""The operators for patterns: one for all patterns, and one for each shape."""


@dataclass(frozen=True, kw_only=True)
class InfixGrammar:
    """A grammar that writes conditions as text.

    `operators` contains the template of each operator, such as `{field} eq {value}`. In
    addition to the operators in `OPERATORS`, there can be `not-null`, `unlike` for
    patterns that must not match, and `contains`, `starts` and `ends` for patterns of
    these shapes. A missing operator is replaced by equivalent ones. `negation` is the
    template for a condition that must not hold. Without it, the opposite condition is
    written. `precedence` is the operator that binds tighter; None if the vendor does
    not declare it. If a condition mixes "and" and "or", its parts are always grouped.
    Without a `group`, such a condition is rejected.

    `forms` contains the form of the values of each kind, such as `'{value}'` for text.
    A value of a kind without a form is written as it is. `escape` contains the escape
    sequence of each special character. `names` is the regular expression for names of
    fields. A list is split after `list_max` values. `list_null` is null as a value of a
    list; without it, null becomes a condition of its own. `nulls` and `ignore_case`
    describe the vendor's comparisons, for `matches`.

    ```python
    grammar = InfixGrammar(
        operators={"eq": "{field}:{value}", "gt": "{field}>{value}"},
        conjunction=" AND ",
        disjunction=" OR ",
        forms={"text": '"{value}"'},
        escape={'"': r"\\""},
    )
    grammar.render((F.name == "port") & (F.age > 40))  # name:"port" AND age>40
    ```
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
    list_null: str | None = None
    wildcard: str = "*"
    booleans: Booleans = ("true", "false")
    datetimes: Datetimes = "iso"
    nulls: Nulls = "unknown"
    ignore_case: bool = False

    @limited_depth()
    def render(self, condition: Condition[Any]) -> str:
        """Return the condition as text without percent-encoding.

        Raises FilterError if the grammar cannot express the condition.
        """
        return self._written(self.normal(condition))

    @limited_depth()
    def normal(self, condition: Condition[Any]) -> Condition[Any]:
        """Return an equivalent condition with only the grammar's own operators."""
        return self._capabilities.normal(condition)

    @cached_property
    def templates(self) -> dict[str, Template]:
        """The template of each operator."""
        return {name: Template(text) for name, text in self.operators.items()}

    @cached_property
    def negation_template(self) -> Template | None:
        """The template for NOT."""
        return None if self.negation is None else Template(self.negation)

    @cached_property
    def name_pattern(self) -> re.Pattern[str]:
        """The compiled `names`."""
        return re.compile(self.names)

    @cached_property
    def wrappers(self) -> dict[str, tuple[str, str]]:
        """For each kind of value, the text before and after such a value."""
        halves = {k: self.forms.get(k, "{value}").partition("{value}") for k in KINDS}
        return {kind: (before, after) for kind, (before, _, after) in halves.items()}

    @cached_property
    def _escapes(self) -> dict[int, str]:
        return str.maketrans(dict(self.escape))

    @cached_property
    def _capabilities(self) -> GrammarCapabilities:
        negatable = {"like"} if "unlike" in self.operators else set()
        if self.negation is not None:
            negatable = set(OPERATORS)
        return GrammarCapabilities(
            self.operators,
            negatable,
            self.nulls,
            self.list_max,
            null_in_lists=self.list_null is not None,
        )

    def _written(self, condition: Condition[Any]) -> str:
        match condition:
            case Predicate():
                return self._predicate(condition)
            case Compound(parts):
                both = isinstance(condition, All)
                joiner = self.conjunction if both else self.disjunction
                return joiner.join(map(self._grouped, parts))
            case Not(Predicate() as predicate):
                if self.negation_template is None:
                    return self._pattern(predicate, ("unlike",))
                return self.negation_template.written(
                    condition=self._predicate(predicate)
                )
            case Raw(text):
                return text
        raise FilterError(f"not a condition: {condition!r}")

    def _grouped(self, condition: Condition[Any]) -> str:
        text = self._written(condition)
        if isinstance(condition, Predicate | Not):
            return text
        if self.group is None:
            raise FilterError(
                "this grammar cannot mix AND and OR, nor combine them with raw text"
            )
        return f"{self.group[0]}{text}{self.group[1]}"

    def _predicate(self, predicate: Predicate[Any]) -> str:
        operator, value = predicate.operator, predicate.value
        if operator == "like":
            return self._pattern(predicate, LIKE)
        if operator == "null":
            operator = "null" if value else "not-null"
        if (template := self.templates.get(operator)) is None:
            raise predicate.subject.error(
                f"{operator} cannot be written in this grammar"
            )
        name = self._name(predicate)
        if predicate.operator == "null":
            return template.written(field=name)
        if operator in ("in", "nin"):
            values = self.list_separator.join(
                self._listed(predicate, each) for each in value
            )
            return template.written(field=name, values=values)
        # If equality is written like a pattern, a star would be read as a wildcard.
        star = self.wildcard
        starred = isinstance(value, str) and star in value and star not in self.escape
        if starred and template in map(self.templates.get, ("like", "unlike")):
            raise predicate.subject.error(f"a literal {star!r} cannot be written here")
        return template.written(field=name, value=self._literal(value))

    def _pattern(self, predicate: Predicate[Any], names: tuple[str, ...]) -> str:
        parts = segments(predicate.value)
        for name in names:
            if name not in self.templates:
                continue
            if name in ("like", "unlike"):
                inside = wild(parts, self._escapes, self.wildcard)
            elif (text := shape(name, parts)) is not None:
                inside = text.translate(self._escapes)
            else:
                continue
            before, after = self.wrappers["text"]
            return self.templates[name].written(
                field=self._name(predicate), value=before + inside + after
            )
        raise predicate.subject.error(
            f"the pattern {predicate.value!r} cannot be written in this grammar"
        )

    def _name(self, predicate: Predicate[Any]) -> str:
        wire = predicate.subject.wire
        if not self.name_pattern.fullmatch(wire):
            raise FilterError(f"{wire!r} cannot be a field's name in this grammar")
        return wire

    def _listed(self, predicate: Predicate[Any], value: Any) -> str:
        if value is None:
            return str(self.list_null)
        text = self._literal(value)
        if text == self.list_null:
            raise predicate.subject.error(f"the value {text!r} would be read as null")
        return text

    def _literal(self, value: Any) -> str:
        before, after = self.wrappers[kind_of(value)]
        text = as_text(value, self.booleans, self.datetimes)
        return before + text.translate(self._escapes) + after
