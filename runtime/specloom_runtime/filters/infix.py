"""Filters as one text, `name op value and (…)`, with every token given as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..core.errors import FilterError
from .conditions import OPERATORS, All, Condition, Either, Not, Predicate, Raw
from .fields import field_refs
from .infix_parser import InfixParser
from .infix_tokens import LIKE, InfixTokens
from .literals import as_text, kind_of
from .operator_templates import Template
from .patterns import segments, shape, wild
from .rewriting import GrammarCapabilities


@dataclass(frozen=True, kw_only=True)
class InfixGrammar(InfixTokens):
    """A grammar that writes conditions as one text, and reads them back."""

    def render(self, condition: Condition[Any]) -> str:
        """Return the condition as text, not percent-encoded. Raises FilterError."""
        return self._written(self.normal(condition))

    def parse(self, text: str, fields: type[Any] | None = None) -> Condition[Any]:
        """Parse a text into a condition in normal form.

        With a fields class, values have the types of its fields; without, they are
        text. Raises FilterError for what is not of this grammar.
        """
        subjects = None if fields is None else field_refs(fields)
        return self.normal(InfixParser(self, text, subjects).whole())

    def normal(self, condition: Condition[Any]) -> Condition[Any]:
        """Return the condition in this grammar's operators, as `parse` returns it."""
        return self.capabilities.normal(condition)

    @cached_property
    def capabilities(self) -> GrammarCapabilities:
        """What the grammar can express."""
        if self.negation is not None:
            deniable: tuple[str, ...] = OPERATORS
        else:
            deniable = ("like",) if "unlike" in self.operators else ()
        return GrammarCapabilities(
            tuple(self.operators), deniable, self.nulls, self.list_max
        )

    def _written(self, condition: Condition[Any]) -> str:
        match condition:
            case All(parts):
                return self.conjunction.join(map(self._grouped, parts))
            case Either(parts):
                return self.disjunction.join(map(self._grouped, parts))
            case Not(Predicate(operator="like") as predicate) if (
                self.negation_template is None
            ):
                return self._pattern(predicate, ("unlike",))
            case Not(Predicate() as predicate) if self.negation_template is not None:
                return self.negation_template.written(
                    condition=self._predicate(predicate)
                )
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
