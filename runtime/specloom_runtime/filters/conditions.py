"""The expression tree of a filter, independent of the grammar that writes it.

Conditions are immutable. Each of them knows the fields class that it belongs to, so
that conditions of two resources are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NoReturn, TypeAlias, TypeVar

from ..core.errors import FilterError

Owner = TypeVar("Owner")
OwnerName: TypeAlias = type[Any] | str | None
Nulls: TypeAlias = Literal["unknown", "false"]
"""The result of comparing null: neither true nor false (as in SQL), or false."""

OPERATORS = ("eq", "ne", "lt", "lte", "gt", "gte", "in", "nin", "like", "null")
_OPPOSITE = {"eq": "ne", "lt": "gte", "gt": "lte", "in": "nin"}
_OPPOSITE |= {after: before for before, after in _OPPOSITE.items()}


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field as a predicate refers to it; equal to another of the same wire name.

    Attributes:
        wire: the field's name in the API.
        name: the attribute's name, which messages use.
        owner: the fields class; None where the field belongs to none.
        allowed: the operators that the vendor has for it; None: all of them.
        kind: the type of its values; None: any.
    """

    wire: str
    name: str = field(default="", compare=False)
    owner: OwnerName = field(default=None, compare=False)
    allowed: frozenset[str] | None = field(default=None, compare=False)
    kind: Any = field(default=None, compare=False)

    @property
    def label(self) -> str:
        """The name that messages use for the field."""
        return self.name or self.wire

    def error(self, problem: str) -> FilterError:
        """Return the error of a condition on this field."""
        return FilterError(f"{self.label}: {problem}")

    def check(self, operator: str) -> None:
        """Raise FilterError if the field does not have this operator."""
        if self.allowed is None or operator in self.allowed:
            return
        allowed = ", ".join(name for name in OPERATORS if name in self.allowed)
        raise FilterError(
            f"{self.label} cannot be matched with {operator} "
            f"(allowed: {allowed or 'nothing'})"
        )


class Condition(Generic[Owner]):
    """What an item has to fulfil; combine with `&`, `|` and `~`.

    ```python
    C = ContactFields
    overdue = (C.balance > 0) & ~C.email.is_null()
    client.contacts.list(filter=overdue | (C.number == 7))
    ```

    `and`, `or`, `not` and chained comparisons raise FilterError: Python would evaluate
    them at once, to one of the two sides.
    """

    __slots__ = ()

    @property
    def owner(self) -> OwnerName:
        """The fields class that the condition belongs to; None for raw text."""
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
    """A field, an operator and a value.

    `value` is a tuple for in and nin, a pattern with `*` for like, and a bool for null:
    whether the field has to be null.
    """

    subject: FieldRef
    operator: str
    value: Any

    @property
    def owner(self) -> OwnerName:
        return self.subject.owner


@dataclass(frozen=True, slots=True)
class Compound(Condition[Owner]):
    """Two or more conditions, joined by "and" (`All`) or by "or" (`Either`)."""

    parts: tuple[Condition[Owner], ...]

    @property
    def owner(self) -> OwnerName:
        return next((p.owner for p in self.parts if p.owner is not None), None)


class All(Compound[Owner]):
    """Every part is fulfilled."""

    __slots__ = ()


class Either(Compound[Owner]):
    """At least one part is fulfilled."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Not(Condition[Owner]):
    """The part is not fulfilled."""

    part: Condition[Owner]

    @property
    def owner(self) -> OwnerName:
        return self.part.owner


@dataclass(frozen=True, slots=True)
class Raw(Condition[Owner]):
    """Text in the vendor's own grammar, sent as it is."""

    text: str


Kind: TypeAlias = type[Compound[Any]]


def raw(text: str) -> Condition[Any]:
    """Return a condition in the vendor's own grammar, such as `raw("name eq 'x'")`.

    Nothing in it is checked or escaped: never build it of values from outside.
    """
    return Raw(text)


def joined(kind: Kind, parts: Iterable[Condition[Any]]) -> Condition[Any]:
    """Join conditions: parts of the same kind become flat, a single one is returned."""
    flat: list[Condition[Any]] = []
    for part in parts:
        flat += part.parts if isinstance(part, kind) else (part,)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def owner_name(owner: OwnerName) -> str:
    """Return the name of a fields class, as messages and descriptions have it."""
    return owner if isinstance(owner, str) else getattr(owner, "__name__", "raw text")


def same_owner(one: OwnerName, other: OwnerName) -> bool:
    """Return whether two parts may be in one filter; raw text may be in any."""
    return one is None or other is None or one == other


def opposite(predicate: Predicate[Any], nulls: Nulls) -> Condition[Any]:
    """Return the condition that holds where a predicate does not, without "not".

    Where comparing null gives false, the opposite of `> 40` is `<= 40` or null, if the
    field can be matched with null. Raises FilterError for an operator that has no
    opposite, and for an opposite that the field does not have.
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
