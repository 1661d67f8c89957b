"""Fields for filters and sort orders, each with the operators that its vendor supports.

The operators are part of a field's type, so a type checker rejects other operators. The
check at run time uses the same type. Only `==` is accepted by every type checker,
because every object supports it. Use `.eq()` if it must be checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, cast, get_args, overload

from typing_extensions import TypeVar

from ..core.errors import FilterError
from .conditions import OPERATORS, Condition, FieldRef, OwnerName, Predicate
from .operands import checked_operand

T = TypeVar("T")
Ops = TypeVar("Ops", contravariant=True)
Owner = TypeVar("Owner", default=Any)
_Class = TypeVar("_Class")


class Eq:
    """Allows `==`."""


class Ne:
    """Allows `!=`."""


class Lt:
    """Allows `<`."""


class Lte:
    """Allows `<=`."""


class Gt:
    """Allows `>`."""


class Gte:
    """Allows `>=`."""


class In:
    """Allows `.in_()`."""


class NotIn:
    """Allows `.not_in()`."""


class Like:
    """Allows `.like()`."""


class IsNull:
    """Allows `.is_null()`."""


class Sortable:
    """Allows sorting by the field."""


class Alphabetical:
    """Allows sorting by the field with digits compared as text."""


Compare: TypeAlias = Eq | Ne | Lt | Lte | Gt | Gte
Member: TypeAlias = In | NotIn

_MARKERS = dict(
    zip((Eq, Ne, Lt, Lte, Gt, Gte, In, NotIn, Like, IsNull), OPERATORS, strict=True)
)


@dataclass(frozen=True, slots=True)
class SortKey(Generic[Owner]):
    """A key to sort by; `-key` reverses the order.

    ```python
    client.contacts.list(sort=[-C.number, C.name])
    ```

    A field alone means its ascending order, like `C.name.asc()`.
    """

    wire: str
    owner: OwnerName
    descending: bool = False
    by_text: bool = False

    def __neg__(self) -> SortKey[Owner]:
        return replace(self, descending=not self.descending)

    def alphabetical(self) -> SortKey[Owner]:
        """Return the same key with digits compared as text."""
        return replace(self, by_text=True)


class _FieldType(GenericAlias):
    """The class of `Field[T, Ops]`, which makes the arguments available at run time.

    The alias class of `typing` discards its arguments when it is called.
    """

    def __call__(self, wire: str) -> Field[Any, Any]:
        return Field(wire, self.__args__)


class Field(Generic[T, Ops, Owner]):
    """A field with values of type `T` and the operators `Ops`.

    The class that contains the field is its `Owner`.

    ```python
    class ContactFields:
        number = Field[int, Compare | Sortable]("contactNumber")
        name = Field[str, Eq | Like]("name")

    ContactFields.number >= 40
    ContactFields.name.like("*port*")
    -ContactFields.number  # a sort key, the greatest first
    ```

    Every operator raises FilterError if the field does not support it. FilterError is
    also raised for a value that is None, has another type, is a time without a zone, or
    is a number that is not finite.
    """

    __slots__ = ("marks", "subject")

    marks: tuple[type[Any], ...] | None
    """The operators' classes; None for a field without declared operators."""

    subject: FieldRef
    """The reference to the field that conditions contain."""

    def __init__(self, wire: str, arguments: tuple[Any, ...] = ()) -> None:
        marks = allowed = kind = None
        if arguments:
            kind, operators = arguments
            marks = get_args(operators) or (operators,)
            allowed = frozenset(_MARKERS[m] for m in marks if m in _MARKERS)
        object.__setattr__(self, "marks", marks)
        object.__setattr__(self, "subject", FieldRef(wire, "", None, allowed, kind))

    if TYPE_CHECKING:

        def __get__(
            self, instance: object, owner: type[_Class]
        ) -> Field[T, Ops, _Class]: ...

    else:

        def __class_getitem__(cls, arguments: tuple[Any, ...]) -> _FieldType:
            return _FieldType(cls, arguments)

    def __set_name__(self, owner: type[Any], name: str) -> None:
        subject = replace(self.subject, name=name, owner=owner)
        object.__setattr__(self, "subject", subject)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a field cannot be changed: {name}")

    def __repr__(self) -> str:
        return f"Field({self.subject.wire!r})"

    __hash__ = object.__hash__

    def eq(self: Field[T, Eq, Owner], value: T) -> Condition[Owner]:
        """Return the condition that the field equals `value`; `==` does the same."""
        return self._predicate("eq", value)

    def ne(self: Field[T, Ne, Owner], value: T) -> Condition[Owner]:
        """Return the condition that the field differs from `value`, as `!=` does."""
        return self._predicate("ne", value)

    def lt(self: Field[T, Lt, Owner], value: T) -> Condition[Owner]:
        """Return the condition that the field is less than `value`, as `<` does."""
        return self._predicate("lt", value)

    def lte(self: Field[T, Lte, Owner], value: T) -> Condition[Owner]:
        """Return the condition that the field is at most `value`, as `<=` does."""
        return self._predicate("lte", value)

    def gt(self: Field[T, Gt, Owner], value: T) -> Condition[Owner]:
        """Return the condition that the field is greater than `value`, as `>` does."""
        return self._predicate("gt", value)

    def gte(self: Field[T, Gte, Owner], value: T) -> Condition[Owner]:
        """Return the condition that the field is at least `value`, as `>=` does."""
        return self._predicate("gte", value)

    @overload
    def in_(
        self: Field[T, In | IsNull, Owner], values: Iterable[T | None]
    ) -> Condition[Owner]: ...

    @overload
    def in_(self: Field[T, In, Owner], values: Iterable[T]) -> Condition[Owner]: ...

    def in_(self: Field[T, In, Owner], values: Iterable[Any]) -> Condition[Owner]:
        """Return the condition that the field is one of the `values`, at least one.

        If the field can be null, None among the values stands for null.
        """
        return self._predicate("in", values)

    @overload
    def not_in(
        self: Field[T, NotIn | IsNull, Owner], values: Iterable[T | None]
    ) -> Condition[Owner]: ...

    @overload
    def not_in(
        self: Field[T, NotIn, Owner], values: Iterable[T]
    ) -> Condition[Owner]: ...

    def not_in(self: Field[T, NotIn, Owner], values: Iterable[Any]) -> Condition[Owner]:
        """Return the condition that the field is none of the `values`, at least one.

        If the field can be null, None among the values stands for null.
        """
        return self._predicate("nin", values)

    def like(self: Field[T, Like, Owner], pattern: str) -> Condition[Owner]:
        r"""Return the condition that the field matches a pattern, such as `"*port*"`.

        In the pattern, `*` matches any characters, `\*` is a star, and `\\` is a
        backslash. `escape_pattern` escapes a string. Raises FilterError if the pattern
        has no wildcard.
        """
        return self._predicate("like", pattern)

    def is_null(self: Field[T, IsNull, Owner]) -> Condition[Owner]:
        """Return the condition that the field has no value; `~` negates it."""
        return self._predicate("null", True)

    # Comparing gives a condition, not a truth value, unlike object's own methods.
    __eq__ = eq  # type: ignore[assignment]  # a condition, not a bool
    __ne__ = ne  # type: ignore[assignment]  # a condition, not a bool
    __lt__ = lt
    __le__ = lte
    __gt__ = gt
    __ge__ = gte

    def asc(self: Field[T, Sortable, Owner]) -> SortKey[Owner]:
        """Return a key that sorts by this field in ascending order."""
        return self._sort_key(Sortable)

    def desc(self: Field[T, Sortable, Owner]) -> SortKey[Owner]:
        """Return a key that sorts by this field in descending order, like `-field`."""
        return -self._sort_key(Sortable)

    def alphabetical(self: Field[T, Alphabetical, Owner]) -> SortKey[Owner]:
        """Return a key that sorts by this field with digits compared as text."""
        return self._sort_key(Alphabetical).alphabetical()

    __neg__ = desc

    def _sort_key(self, mark: type[Any]) -> SortKey[Owner]:
        if self.marks is not None and mark not in self.marks:
            how = "an alphabetical" if mark is Alphabetical else "a"
            raise FilterError(f"{self.subject.label} cannot be {how} sort key")
        return SortKey(self.subject.wire, self.subject.owner)

    def _predicate(self, operator: str, value: Any) -> Condition[Owner]:
        subject = self.subject
        subject.check(operator)
        value = checked_operand(subject, operator, value)
        return cast("Condition[Owner]", Predicate(subject, operator, value))


if TYPE_CHECKING:
    SortBy: TypeAlias = SortKey[Owner] | Field[Any, Sortable, Owner]
    """A sort key, or a field for its ascending order."""
else:
    # A field's type has no owner at run time.
    SortBy = SortKey
