"""Evaluate conditions and sort keys on items, without a vendor.

Use this module in tests, in fake transports, and to filter items in memory. Vendors
treat null and letter case differently; `nulls` and `ignore_case` of their grammars
declare how.
"""

from __future__ import annotations

import operator as operators
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from typing import Any, Final, TypeVar

from ..core.errors import FilterError
from .conditions import (
    All,
    Condition,
    Either,
    FieldRef,
    Not,
    Nulls,
    Predicate,
    limited_depth,
)
from .fields import SortKey
from .literals import as_value
from .patterns import segments

T = TypeVar("T")
_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": operators.eq,
    "ne": operators.ne,
    "lt": operators.lt,
    "lte": operators.le,
    "gt": operators.gt,
    "gte": operators.ge,
}


@limited_depth()
def matches(
    condition: Condition[Any],
    item: Any,
    *,
    nulls: Nulls = "unknown",
    ignore_case: bool = False,
) -> bool:
    """Return whether an item satisfies a condition.

    ```python
    large = [row for row in rows if matches(InvoiceFields.total > 100, row)]
    ```

    Args:
        condition: any condition except raw text.
        item: a mapping with names in JSON (`address.city` is a nested member), or an
            object with the attributes of the fields, such as a generated model.
        nulls: the result of comparing null. With "unknown", neither the comparison nor
            its negation is satisfied, as in SQL.
        ignore_case: whether to compare strings without regard to letter case.

    Raises:
        FilterError: the condition is raw text or nested too deeply, or a value cannot
            be compared.
    """
    return _Evaluation(item, nulls, ignore_case).truth(condition) is True


def ordered(items: Iterable[T], keys: Sequence[SortKey[Any]]) -> list[T]:
    """Return the items sorted by the keys; null comes before other values."""
    result = list(items)
    # The sort is stable: sorting by the first key last makes that key decisive.
    for key in reversed(keys):
        result.sort(key=partial(_sort_value, key), reverse=key.descending)
    return result


def _sort_value(key: SortKey[Any], item: Any) -> tuple[bool, Any]:
    value = _plain(value_of(item, FieldRef(key.wire)))
    return value is not None, str(value) if key.by_text else value


@dataclass(frozen=True)
class _Evaluation:
    """The evaluation of a condition on one item."""

    item: Any
    nulls: Nulls
    ignore_case: bool

    def truth(self, condition: Condition[Any]) -> bool | None:
        """Return True, False, or None for unknown."""
        match condition:
            case All(parts):
                truths = [self.truth(part) for part in parts]
                return False if False in truths else None if None in truths else True
            case Either(parts):
                truths = [self.truth(part) for part in parts]
                return True if True in truths else None if None in truths else False
            case Not(part):
                truth = self.truth(part)
                return None if truth is None else not truth
            case Predicate():
                return self._predicate(condition)
        raise FilterError("raw text cannot be evaluated: only the vendor can read it")

    def _predicate(self, predicate: Predicate[Any]) -> bool | None:
        operator, subject = predicate.operator, predicate.subject
        value = _plain(value_of(self.item, subject))
        if operator == "null":
            return (value is None) is predicate.value
        if value is None and operator in ("in", "nin") and None in predicate.value:
            return operator == "in"
        if value is None:
            return None if self.nulls == "unknown" else operator in ("ne", "nin")
        if operator == "like":
            return bool(_matcher(self._cased(predicate.value))(self._cased(str(value))))
        if operator in ("in", "nin"):
            listed = any(
                self._compare("eq", value, v, subject)
                for v in predicate.value
                if v is not None
            )
            return listed is (operator == "in")
        return self._compare(operator, value, predicate.value, subject)

    def _compare(
        self, operator: str, value: Any, operand: Any, subject: FieldRef
    ) -> bool:
        operand = _plain(operand)
        if isinstance(value, str) and not isinstance(operand, str):
            # The item is JSON data, in which a date or a decimal is a string.
            value = as_value(value, type(operand), ("true", "false"), "iso")
        try:
            return bool(_COMPARE[operator](self._cased(value), self._cased(operand)))
        except TypeError:
            kinds = f"a {type(value).__name__} with a {type(operand).__name__}"
            raise subject.error(f"{kinds} cannot be compared") from None

    def _cased(self, value: Any) -> Any:
        text = self.ignore_case and isinstance(value, str)
        return value.casefold() if text else value


def value_of(item: Any, subject: FieldRef) -> Any:
    """Return the item's value for a field; None if it has none."""
    if not isinstance(item, Mapping):
        return getattr(item, subject.label, None)
    if subject.wire in item:
        return item[subject.wire]
    if subject.label in item:
        return item[subject.label]
    value: Any = item
    for step in re.split(r"[./]", subject.wire):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> Callable[[str], object]:
    first, *rest = map(re.escape, segments(pattern))
    # The first place of each part is right, so none is tried twice.
    inner = "".join(f"(?>.*?{part})" for part in rest[:-1])
    text = "".join([first, inner, *(f".*{part}" for part in rest[-1:])])
    return re.compile(text, re.DOTALL).fullmatch
