"""The expression tree of a filter, independent of any grammar.

Conditions are immutable. Each condition knows its fields class, so that conditions of
two resources cannot be combined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NoReturn, TypeAlias, TypeVar

from ..core.errors import FilterError

Owner = TypeVar("Owner")
OwnerName: TypeAlias = type[Any] | str | None
Nulls: TypeAlias = Literal["unknown", "false"]
"""The result of comparing null: unknown (as in SQL), or false."""

OPERATORS = ("eq", "ne", "lt", "lte", "gt", "gte", "in", "nin", "like", "null")
_OPPOSITE = {"eq": "ne", "lt": "gte", "gt": "lte", "in": "nin"}
_OPPOSITE |= {after: before for before, after in _OPPOSITE.items()}


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field in a predicate; fields with the same name in JSON are equal.

    Attributes:
        wire: the name of the field in the API.
        name: the name of the attribute, for messages.
        owner: the fields class; None if there is none.
        allowed: the operators that the vendor supports; None for all operators.
        kind: the type of the values; None for any type.
    """

    wire: str
    name: str = field(default="", compare=False)
    owner: OwnerName = field(default=None, compare=False)
    allowed: frozenset[str] | None = field(default=None, compare=False)
    kind: Any = field(default=None, compare=False)

    @property
    def label(self) -> str:
        """The name of the field in messages."""
        return self.name or self.wire

    def error(self, problem: str) -> FilterError:
        """Return an error about a condition on this field."""
        return FilterError(f"{self.label}: {problem}")

    def check(self, operator: str) -> None:
        """Raise FilterError if the field does not support this operator."""
        if self.allowed is None or operator in self.allowed:
            return
        allowed = ", ".join(name for name in OPERATORS if name in self.allowed)
        raise FilterError(
            f"{self.label} cannot be matched with {operator} "
            f"(allowed: {allowed or 'nothing'})"
        )


class Condition(Generic[Owner]):
    """A condition on items. Combine conditions with `&`, `|` and `~`.

    ```python
    C = ContactFields
    overdue = (C.balance > 0) & ~C.email.is_null()
    client.contacts.list(filter=overdue | (C.number == 7))
    ```

    `and`, `or`, `not` and chained comparisons raise FilterError, because Python would
    use only one of the two sides.
    """

    __slots__ = ()

    @property
    def owner(self) -> OwnerName:
        """The fields class of the condition; None for raw text."""
        return None

    def __and__(self, other: Condition[Owner]) -> Condition[Owner]:
        return _combine(All, self, other)

    def __or__(self, other: Condition[Owner]) -> Condition[Owner]:
        return _combine(Either, self, other)

    def __invert__(self) -> Condition[Owner]:
        return self.part if isinstance(self, Not) else Not(self)

    def __bool__(self) -> NoReturn:
        raise FilterError(
            "a condition is neither true nor false here: write & for and, | for or, "
            "~ for not (each side in parentheses), and (low < x) & (x < high) for a "
            "chained comparison"
        )


@dataclass(frozen=True, slots=True)
class Predicate(Condition[Owner]):
    """A condition that consists of a field, an operator and a value.

    For in and nin, `value` is a tuple. For like, it is a pattern with `*`. For null, it
    is a bool: whether the field must be null.
    """

    subject: FieldRef
    operator: str
    value: Any

    @property
    def owner(self) -> OwnerName:
        return self.subject.owner


@dataclass(frozen=True, slots=True)
class Compound(Condition[Owner]):
    """Several conditions that are joined by "and" (`All`) or by "or" (`Either`)."""

    parts: tuple[Condition[Owner], ...]
    _owner: OwnerName = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Computed once: a part can be nested deeply, and is asked at each level.
        owners = (part.owner for part in self.parts)
        first = next((owner for owner in owners if owner is not None), None)
        object.__setattr__(self, "_owner", first)

    @property
    def owner(self) -> OwnerName:
        return self._owner


class All(Compound[Owner]):
    """A condition that is satisfied if all its parts are satisfied."""

    __slots__ = ()


class Either(Compound[Owner]):
    """A condition that is satisfied if at least one of its parts is satisfied."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Not(Condition[Owner]):
    """A condition that is satisfied if its part is not satisfied."""

    part: Condition[Owner]

    @property
    def owner(self) -> OwnerName:
        return self.part.owner


@dataclass(frozen=True, slots=True)
class Raw(Condition[Owner]):
    """Text in the vendor's own grammar, sent unchanged."""

    text: str


Kind: TypeAlias = type[Compound[Any]]


@contextmanager
def limited_depth() -> Iterator[None]:
    """Raise FilterError if a function follows a condition that is nested too deeply."""
    try:
        yield
        return
    except RecursionError:
        pass
    raise FilterError("the filter is nested too deeply")


def raw(text: str) -> Condition[Any]:
    """Return a condition in the vendor's own grammar, such as `raw("name eq 'x'")`.

    The text is neither checked nor escaped. Never build it from untrusted values.
    """
    if not isinstance(text, str):
        raise FilterError(f"raw takes a string (not a {type(text).__name__})")
    return Raw(text)


def joined(kind: Kind, parts: Iterable[Condition[Any]]) -> Condition[Any]:
    """Join conditions: flatten parts of the same kind, and return a single part."""
    flat: list[Condition[Any]] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def owner_name(owner: OwnerName) -> str:
    """Return the name of a fields class, as used in messages and descriptions."""
    return owner if isinstance(owner, str) else getattr(owner, "__name__", "raw text")


def same_owner(one: OwnerName, other: OwnerName) -> bool:
    """Return whether two parts can be in one filter; raw text can be in any filter."""
    return one is None or other is None or one == other


def opposite(predicate: Predicate[Any], nulls: Nulls) -> Condition[Any]:
    """Return the opposite of a predicate, without using "not".

    If a comparison with null gives false and the field supports the check for null, the
    opposite of `> 40` is "`<= 40` or null". Raises FilterError if the operator has no
    opposite, or if the field does not support it.
    """
    subject, operator = predicate.subject, predicate.operator
    if operator == "null":
        return Predicate(subject, "null", not predicate.value)
    if operator not in _OPPOSITE:
        raise subject.error(f"{operator} has no opposite that could be written")
    subject.check(_OPPOSITE[operator])
    result: Condition[Any] = Predicate(subject, _OPPOSITE[operator], predicate.value)
    nullable = subject.allowed is None or "null" in subject.allowed
    if nulls == "false" and nullable and operator in ("lt", "lte", "gt", "gte"):
        return Either((result, Predicate(subject, "null", True)))
    return result


def _combine(kind: Kind, left: Condition[Any], right: Any) -> Condition[Any]:
    if not isinstance(right, Condition):
        raise FilterError(
            f"a condition cannot be combined with {right!r}: compare a field first, "
            "and write each comparison in parentheses"
        )
    if not same_owner(left.owner, right.owner):
        raise FilterError(
            f"a condition of {owner_name(left.owner)} cannot be combined with one of "
            f"{owner_name(right.owner)}"
        )
    return joined(kind, (left, right))
