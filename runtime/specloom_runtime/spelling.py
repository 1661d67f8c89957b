"""How a grammar says what it has no word for: a list as alternatives, and so on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from .conditions import (
    All,
    Condition,
    Either,
    Kind,
    Not,
    Nulls,
    Predicate,
    joined,
    normal,
)

POSITIVE = {"ne": "eq", "nin": "in"}


@dataclass(frozen=True)
class Spelling:
    """The words a grammar has, and what it does without the others.

    `words` are the operators it can write, `deniable` those before which it can write
    "not"; a list is cut after `list_max` values.
    """

    words: Collection[str]
    deniable: Collection[str] = ()
    nulls: Nulls = "unknown"
    list_max: int | None = None

    def normal(self, condition: Condition[Any]) -> Condition[Any]:
        """An equal condition of the grammar's own words where it has them."""
        return self._spelled(normal(condition, self.nulls, deniable=self.deniable))

    def _spelled(self, condition: Condition[Any]) -> Condition[Any]:
        match condition:
            case All(parts) | Either(parts):
                return joined(type(condition), map(self._spelled, parts))
            case Not(Predicate() as predicate):
                return self._predicate(predicate, denied=True)
            case Predicate():
                return self._predicate(condition, denied=False)
        return condition

    def _predicate(self, predicate: Predicate[Any], denied: bool) -> Condition[Any]:
        operator, values = predicate.operator, predicate.value
        positive = POSITIVE.get(operator)
        if positive and (denied or self._better_denied(operator)):
            return self._predicate(replace(predicate, operator=positive), not denied)
        if operator == "eq" and "eq" not in self.words and "in" in self.words:
            return self._listed(predicate, "in", [(values,)], denied)
        if operator in ("in", "nin"):
            if operator in self.words:
                return self._listed(predicate, operator, self._cut(values), denied)
            single = "eq" if operator == "in" else "ne"
            return self._listed(predicate, single, values, denied)
        return Not(predicate) if denied else predicate

    def _better_denied(self, operator: str) -> bool:
        """Whether a missing "is not" is to be written as "not is"."""
        if operator == "nin" and "in" not in self.words and "ne" in self.words:
            return False
        return operator not in self.words and POSITIVE[operator] in self.deniable

    def _listed(
        self,
        predicate: Predicate[Any],
        operator: str,
        values: Iterable[Any],
        denied: bool,
    ) -> Condition[Any]:
        """One predicate for each value: any of them for is, all of them for is not."""
        outside = operator in POSITIVE or denied
        kind: Kind = All if outside else Either
        each = (replace(predicate, operator=operator, value=value) for value in values)
        return joined(kind, (Not(one) if denied else one for one in each))

    def _cut(self, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        size = self.list_max or len(values)
        return [values[start : start + size] for start in range(0, len(values), size)]
