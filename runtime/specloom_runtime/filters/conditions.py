"""The expression tree of a filter, independent of any vendor's grammar.

Immutable. Every condition knows the fields class that it belongs to, so that conditions
of two resources are never mixed.
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
    """The field of a predicate; equal to another of the same wire name.

    `allowed` are its operators (None: all), `kind` the type of its values (None: any).
    """

    wire: str
    name: str = field(default="", compare=False)
    owner: OwnerName = field(default=None, compare=False)
    allowed: frozenset[str] | None = field(default=None, compare=False)
    kind: Any = field(default=None, compare=False)

    def check(self, operator: str) -> None:
        """Raise FilterError if the field does not have this operator."""
        if self.allowed is None or operator in self.allowed:
            return
        allowed = ", ".join(name for name in OPERATORS if name in self.allowed)
        raise FilterError(
            f"{self.name or self.wire} cannot be matched with {operator} "
            f"(allowed: {allowed or 'nothing'})"
        )


class Condition(Generic[Owner]):
    """A condition on items; combine with `&`, `|` and `~`."""

    __slots__ = ()

    @property
    def owner(self) -> OwnerName:
        """The fields class of the condition; None for raw text."""
        return None

    def __and__(self, other: Condition[Owner]) -> Condition[Owner]:
        return _combined(All, self, other)

    def __or__(self, other: Condition[Owner]) -> Condition[Owner]:
        return _combined(Either, self, other)

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

    `value` is a tuple for in and nin, a pattern with `*` for like, and for null
    whether the field is to be null.
    """

    subject: FieldRef
    operator: str
    value: Any

    @property
    def owner(self) -> OwnerName:
        return self.subject.owner


@dataclass(frozen=True, slots=True)
class All(Condition[Owner]):
    """Every part is fulfilled; two parts or more."""

    parts: tuple[Condition[Owner], ...]

    @property
    def owner(self) -> OwnerName:
        return _owner_of(self.parts)


@dataclass(frozen=True, slots=True)
class Either(Condition[Owner]):
    """At least one part is fulfilled; two parts or more."""

    parts: tuple[Condition[Owner], ...]

    @property
    def owner(self) -> OwnerName:
        return _owner_of(self.parts)


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


Kind: TypeAlias = type[All[Any]] | type[Either[Any]]


def raw(text: str) -> Condition[Any]:
    """Return a condition in the vendor's own grammar, neither checked nor escaped."""
    return Raw(text)


def joined(kind: Kind, parts: Iterable[Condition[Any]]) -> Condition[Any]:
    """Join conditions into one: parts of the same kind are flattened."""
    flat: list[Condition[Any]] = []
    for part in parts:
        if isinstance(part, All | Either) and type(part) is kind:
            flat.extend(part.parts)
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def owner_name(owner: OwnerName) -> str:
    """Return the name of a fields class for a message."""
    return owner if isinstance(owner, str) else getattr(owner, "__name__", "raw text")


def same_owner(one: OwnerName, other: OwnerName) -> bool:
    """Return whether two parts may be in one filter; raw text may be in any."""
    return one is None or other is None or one == other


def opposite(predicate: Predicate[Any], nulls: Nulls) -> Condition[Any]:
    """Return the opposite of a predicate without a negation.

    If comparing null gives false, the opposite of `> 40` is `<= 40` or null, if the
    field can be compared with null. Raises FilterError for what has no opposite.
    """
    subject, operator = predicate.subject, predicate.operator
    if operator == "null":
        return Predicate(subject, "null", not predicate.value)
    if operator not in _OPPOSITE:
        name = subject.name or subject.wire
        raise FilterError(f"{name}: there is no opposite of {operator} to write")
    subject.check(_OPPOSITE[operator])
    found: Condition[Any] = Predicate(subject, _OPPOSITE[operator], predicate.value)
    ordered = operator in ("lt", "lte", "gt", "gte")
    nullable = subject.allowed is None or "null" in subject.allowed
    if nulls == "false" and ordered and nullable:
        return Either((found, Predicate(subject, "null", True)))
    return found


def _owner_of(parts: Iterable[Condition[Any]]) -> OwnerName:
    return next((part.owner for part in parts if part.owner is not None), None)


def _combined(kind: Kind, left: Condition[Any], right: Any) -> Condition[Any]:
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
