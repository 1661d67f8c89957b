"""Evaluate conditions and sort keys in Python.

For tests, for fake transports, and to filter what was read already. Vendors differ in
two things, which their grammar declares as `nulls` and `ignore_case`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Final, TypeVar

from ..core.errors import FilterError
from .conditions import All, Condition, Either, FieldRef, Not, Nulls, Predicate
from .fields import SortKey
from .literals import as_value
from .patterns import segments

T = TypeVar("T")
_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": lambda one, other: bool(one == other),
    "ne": lambda one, other: bool(one != other),
    "lt": lambda one, other: bool(one < other),
    "lte": lambda one, other: bool(one <= other),
    "gt": lambda one, other: bool(one > other),
    "gte": lambda one, other: bool(one >= other),
}


def matches(
    condition: Condition[Any],
    item: Any,
    *,
    nulls: Nulls = "unknown",
    ignore_case: bool = False,
) -> bool:
    """Return whether an item fulfils a condition.

    Args:
        condition: any condition but raw text.
        item: a mapping with wire names (`address.city` goes into it), or an object with
            the fields' attributes, such as a generated model.
        nulls: what comparing null gives; "unknown" is neither fulfilled nor, negated,
            fulfilled, as in SQL.
        ignore_case: whether texts are compared without regard to case.

    Raises:
        FilterError: for raw text, and for a value that cannot be compared.
    """
    return _Evaluation(item, nulls, ignore_case).truth(condition) is True


def ordered(items: Iterable[T], keys: Sequence[SortKey[Any]]) -> list[T]:
    """Sort the items by the keys, the first key first; null before everything."""
    found = list(items)
    for key in reversed(keys):
        subject = FieldRef(key.wire)

        def value(item: Any, subject: FieldRef = subject, key: Any = key) -> Any:
            plain = _plain(_value(item, subject))
            known = str(plain) if key.by_text and plain is not None else plain
            return (known is not None, known)

        found.sort(key=value, reverse=key.descending)
    return found


@dataclass(frozen=True)
class _Evaluation:
    item: Any
    nulls: Nulls
    ignore_case: bool

    def truth(self, condition: Condition[Any]) -> bool | None:
        """True, False, or None for unknown."""
        match condition:
            case All(parts):
                found = [self.truth(part) for part in parts]
                return False if False in found else None if None in found else True
            case Either(parts):
                found = [self.truth(part) for part in parts]
                return True if True in found else None if None in found else False
            case Not(part):
                truth = self.truth(part)
                return None if truth is None else not truth
            case Predicate():
                return self._predicate(condition)
        raise FilterError("raw text has no meaning here: only the vendor reads it")

    def _predicate(self, predicate: Predicate[Any]) -> bool | None:
        operator, subject = predicate.operator, predicate.subject
        given = _plain(_value(self.item, subject))
        if operator == "null":
            return (given is None) is predicate.value
        if given is None:
            return None if self.nulls == "unknown" else operator in ("ne", "nin")
        if operator == "like":
            return bool(_matcher(self._cased(predicate.value))(self._cased(str(given))))
        if operator in ("in", "nin"):
            found = any(self._compare("eq", given, v, subject) for v in predicate.value)
            return found if operator == "in" else not found
        return self._compare(operator, given, predicate.value, subject)

    def _compare(
        self, operator: str, given: Any, wanted: Any, subject: FieldRef
    ) -> bool:
        wanted = _plain(wanted)
        if isinstance(given, str) and not isinstance(wanted, str):
            # An item as it was on the wire: a date or a decimal is still text.
            given = as_value(given, type(wanted), ("true", "false"), "iso")
        try:
            return _COMPARE[operator](self._cased(given), self._cased(wanted))
        except TypeError:
            kinds = f"a {type(given).__name__} with a {type(wanted).__name__}"
            name = subject.name or subject.wire
            raise FilterError(f"{name}: {kinds} cannot be compared") from None

    def _cased(self, value: Any) -> Any:
        text = self.ignore_case and isinstance(value, str)
        return value.casefold() if text else value


def _value(item: Any, subject: FieldRef) -> Any:
    """Return the item's value, None without one."""
    if not isinstance(item, Mapping):
        return getattr(item, subject.name or subject.wire, None)
    if subject.wire in item:
        return item[subject.wire]
    found: Any = item
    for step in re.split(r"[./]", subject.wire):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> Callable[[str], object]:
    text = ".*".join(map(re.escape, segments(pattern)))
    return re.compile(text, re.DOTALL).fullmatch
