"""Rewrite conditions for a grammar without some operators."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..core.errors import FilterError
from .conditions import (
    OPERATORS,
    All,
    Compound,
    Condition,
    Either,
    Not,
    Nulls,
    Predicate,
    joined,
    opposite,
)
from .patterns import canonical

POSITIVE = {"ne": "eq", "nin": "in"}


@dataclass(frozen=True)
class GrammarCapabilities:
    """The operators of a grammar, and the replacements for missing ones.

    `operators` contains the supported operators, and `negatable` those that "not" can
    precede. A list is split after `list_max` values. With `null_in_lists`, a list can
    contain null; otherwise, null becomes a condition of its own.
    """

    operators: Collection[str] = OPERATORS
    negatable: Collection[str] = ()
    nulls: Nulls = "unknown"
    list_max: int | None = None
    null_in_lists: bool = False

    def normal(
        self, condition: Condition[Any], *, negated: bool = False
    ) -> Condition[Any]:
        """Return an equivalent condition with only the grammar's own operators.

        The condition is flat, and patterns have their canonical form. `Not` contains
        only predicates that can be negated; other predicates are replaced by their
        opposites. Raises FilterError for predicates without an opposite, such as a
        pattern or raw text.
        """
        match condition:
            case Predicate():
                return self._leaf(condition, negated)
            case Compound(parts):
                every = isinstance(condition, All) is not negated
                kind = All if every else Either
                return joined(kind, (self.normal(p, negated=negated) for p in parts))
            case Not(part):
                return self.normal(part, negated=not negated)
            case _ if negated:
                raise FilterError(
                    "raw text cannot be negated: write the negation into it"
                )
        return condition

    def _leaf(self, predicate: Predicate[Any], negated: bool) -> Condition[Any]:
        operator = predicate.operator
        if negated and (operator == "null" or operator not in self.negatable):
            return self.normal(opposite(predicate, self.nulls))
        if (
            operator == "like"
            and (text := canonical(predicate.value)) != predicate.value
        ):
            predicate = replace(predicate, value=text)
        return self._expressed(predicate, negated)

    def _expressed(self, predicate: Predicate[Any], negated: bool) -> Condition[Any]:
        operator, value = predicate.operator, predicate.value
        if (positive := POSITIVE.get(operator)) and (
            negated or self._better_negated(operator)
        ):
            return self._expressed(replace(predicate, operator=positive), not negated)
        if operator == "eq" and "eq" not in self.operators and "in" in self.operators:
            return self._each(predicate, "in", [(value,)], negated)
        if operator in ("in", "nin"):
            lists_null = self.null_in_lists and operator in self.operators
            if None in value and not lists_null:
                return self._null_apart(predicate, negated)
            if operator not in self.operators:
                single = "eq" if operator == "in" else "ne"
                return self._each(predicate, single, value, negated)
            if (size := self.list_max) and len(value) > size:
                cut = [value[n : n + size] for n in range(0, len(value), size)]
                return self._each(predicate, operator, cut, negated)
        return Not(predicate) if negated else predicate

    def _null_apart(self, predicate: Predicate[Any], negated: bool) -> Condition[Any]:
        """Return the condition for a list with null, with null outside the list."""
        null = (predicate.operator == "in") is not negated
        rest = tuple(value for value in predicate.value if value is not None)
        parts: list[Condition[Any]] = [Predicate(predicate.subject, "null", null)]
        if rest:
            parts.insert(0, self._expressed(replace(predicate, value=rest), negated))
        return joined(Either if null else All, parts)

    def _better_negated(self, operator: str) -> bool:
        """Return whether to write a missing `ne` or `nin` as a negated `eq` or `in`."""
        if operator in self.operators or POSITIVE[operator] not in self.negatable:
            return False
        return operator == "ne" or "in" in self.operators or "ne" not in self.operators

    def _each(
        self,
        predicate: Predicate[Any],
        operator: str,
        values: Iterable[Any],
        negated: bool,
    ) -> Condition[Any]:
        """Return a predicate for each value, joined by OR for `eq`, AND for `ne`."""
        kind = All if operator in POSITIVE or negated else Either
        predicates = (
            replace(predicate, operator=operator, value=value) for value in values
        )
        return joined(kind, (Not(one) if negated else one for one in predicates))


def with_wire_names(
    condition: Condition[Any], names: Mapping[str, str]
) -> Condition[Any]:
    """Return the condition with the names that its fields have in requests."""
    match condition:
        case Compound(parts):
            return type(condition)(tuple(with_wire_names(p, names) for p in parts))
        case Predicate(subject):
            wire = names.get(subject.wire, subject.wire)
            return replace(condition, subject=replace(subject, wire=wire))
        case Not(part):
            return Not(with_wire_names(part, names))
    return condition
