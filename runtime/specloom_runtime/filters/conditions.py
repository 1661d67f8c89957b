"""The expression tree of a filter: what is asked, before any grammar writes it.

Immutable, and independent of how a vendor spells it. Every condition keeps the fields
class that it belongs to, so that conditions of two resources are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NoReturn, TypeAlias, TypeVar

from ..core.errors import FilterError

Owner = TypeVar("Owner")
OwnerName: TypeAlias = type[Any] | str | None
Nulls: TypeAlias = Literal["unknown", "false"]
"""What comparing null gives: neither true nor false (as in SQL), or plainly false."""

OPERATORS = ("eq", "ne", "lt", "lte", "gt", "gte", "in", "nin", "like", "null")
_OPPOSITE = {"eq": "ne", "lt": "gte", "gt": "lte", "in": "nin"}
_OPPOSITE |= {after: before for before, after in _OPPOSITE.items()}


@dataclass(frozen=True, slots=True)
class FieldRef:
    """The field that a predicate is about; equal where the wire name is.

    `allowed` are its operators (None: all), `kind` the type of its values (None: as
    they come).
    """

    wire: str
    name: str = field(default="", compare=False)
    owner: OwnerName = field(default=None, compare=False)
    allowed: frozenset[str] | None = field(default=None, compare=False)
    kind: Any = field(default=None, compare=False)

    def check(self, operator: str) -> None:
        """Raise FilterError where the field does not have this operator."""
        if self.allowed is None or operator in self.allowed:
            return
        allowed = ", ".join(name for name in OPERATORS if name in self.allowed)
        raise FilterError(
            f"{self.name or self.wire} cannot be matched with {operator} "
            f"(allowed: {allowed or 'nothing'})"
        )


class Condition(Generic[Owner]):
    """What an item has to fulfil; combine with `&`, `|` and `~`."""

    __slots__ = ()

    @property
    def owner(self) -> OwnerName:
        """The fields class that this is about; None for raw text."""
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
    """One field, one operator, one value.

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
    """A condition in the vendor's own words: nothing in it is checked or escaped."""
    return Raw(text)


def joined(kind: Kind, parts: Iterable[Condition[Any]]) -> Condition[Any]:
    """One condition of several: parts of the same kind become flat, one stays bare."""
    flat: list[Condition[Any]] = []
    for part in parts:
        if isinstance(part, All | Either) and type(part) is kind:
            flat.extend(part.parts)
        else:
            flat.append(part)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def owner_name(owner: OwnerName) -> str:
    """The name of a fields class, as a message and a description give it."""
    return owner if isinstance(owner, str) else getattr(owner, "__name__", "raw text")


def same_owner(one: OwnerName, other: OwnerName) -> bool:
    """Whether two parts may stand in one filter; raw text may stand anywhere."""
    return one is None or other is None or one == other


def opposite(predicate: Predicate[Any], nulls: Nulls) -> Condition[Any]:
    """What holds where a predicate does not, in positive words.

    Where comparing null gives false, what is not `> 40` is `<= 40` or null, if the
    field can be matched with null. Raises FilterError for what has no opposite.
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
