"""Rewrite conditions for a grammar that lacks operators: a list as alternatives etc."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from ..core.errors import FilterError
from .conditions import (
    OPERATORS,
    All,
    Condition,
    Either,
    Kind,
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
    """The operators that a grammar has, and how it does without the others.

    `operators` are those it can write, `negatable` those before which it can write
    "not"; a list is cut after `list_max` values.
    """

    operators: Collection[str] = OPERATORS
    negatable: Collection[str] = ()
    nulls: Nulls = "unknown"
    list_max: int | None = None

    def normal(
        self, condition: Condition[Any], *, negated: bool = False
    ) -> Condition[Any]:
        """Return an equal condition with the grammar's own operators.

        It is flat, its patterns have one spelling, and `Not` stands at predicates that
        can be negated only; others become their opposites. Raises FilterError for what
        has none: a pattern, raw text.
        """
        match condition:
            case Predicate():
                return self._leaf(condition, negated)
            case All(parts) | Either(parts):
                kind: Kind = (
                    All if isinstance(condition, All) is not negated else Either
                )
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
        if operator == "like":
            text = canonical(predicate.value)
            if text != predicate.value:
                predicate = replace(predicate, value=text)
        return self._said(predicate, negated)

    def _said(self, predicate: Predicate[Any], negated: bool) -> Condition[Any]:
        operator, value = predicate.operator, predicate.value
        if (positive := POSITIVE.get(operator)) and (
            negated or self._better_negated(operator)
        ):
            return self._said(replace(predicate, operator=positive), not negated)
        if operator == "eq" and "eq" not in self.operators and "in" in self.operators:
            return self._each(predicate, "in", [(value,)], negated)
        if operator in ("in", "nin"):
            if operator not in self.operators:
                single = "eq" if operator == "in" else "ne"
                return self._each(predicate, single, value, negated)
            if self.list_max is not None and len(value) > self.list_max:
                return self._each(predicate, operator, self._cut(value), negated)
        return Not(predicate) if negated else predicate

    def _better_negated(self, operator: str) -> bool:
        """Return whether a missing "is not" should be written as "not is"."""
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
        """Return a predicate for each value: any of them for `eq`, all for `ne`."""
        outside = operator in POSITIVE or negated
        kind: Kind = All if outside else Either
        each = (replace(predicate, operator=operator, value=value) for value in values)
        return joined(kind, (Not(one) if negated else one for one in each))

    def _cut(self, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        size = self.list_max or len(values)
        return [values[start : start + size] for start in range(0, len(values), size)]
