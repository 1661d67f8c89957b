"""Represent Python types as data.

The types of fields, arguments and results are created from schemas in the same way.
Functions of this module then adapt them: `widened` adapts a type for arguments, and
`bare` for signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

Scalar: TypeAlias = str | int | bool
Bounds: TypeAlias = tuple[tuple[str, str | int | float], ...]


@dataclass(frozen=True)
class Leaf:
    """A type without parameters, with its module: `datetime` from `datetime`.

    The module is "" for a class that is defined in the generated module itself.
    """

    name: str
    module: str = "builtins"


@dataclass(frozen=True)
class ModelType:
    """The class or alias of a component schema."""

    component: str


@dataclass(frozen=True)
class GenericType:
    """A class with type arguments: `Condition[ContactFields]`."""

    base: Leaf
    arguments: tuple[PythonType, ...]


@dataclass(frozen=True)
class LiteralType:
    """A type that consists of the given values."""

    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class ListType:
    """A list whose items have one type."""

    item: PythonType


@dataclass(frozen=True)
class TupleType:
    """A tuple with a separate type for each item."""

    items: tuple[PythonType, ...]


@dataclass(frozen=True)
class MappingType:
    """A dict with strings as keys."""

    value: PythonType


@dataclass(frozen=True)
class UnionType:
    """A union of types, created by `union`.

    No part is a union, no part is repeated, and `NONE` and `ABSENT` come last.
    """

    parts: tuple[PythonType, ...]


@dataclass(frozen=True)
class ConstrainedType:
    """A type with keywords for pydantic's `Field`: bounds, or a discriminator."""

    type: PythonType
    bounds: Bounds


@dataclass(frozen=True)
class TaggedType:
    """A union in which the value of a property identifies the alternative.

    Attributes:
        type: the union.
        wire: the name of the property in JSON.
        tags: the values, each with the component that it identifies.
        default: the component for all other values; None if there is none.
    """

    type: PythonType
    wire: str
    tags: tuple[tuple[Scalar, str], ...]
    default: str | None = None


@dataclass(frozen=True)
class UnitType:
    """A number or string that is decoded by a type of the runtime.

    For example, the runtime's type can convert a value from its unit.

    Attributes:
        unit: the runtime's type, which is used in fields.
        plain: the type that is used in signatures.
    """

    unit: Leaf
    plain: PythonType


@dataclass(frozen=True)
class ExactType:
    """A scalar that the runtime decodes only from its own JSON type.

    Attributes:
        scalar: the type to which the value is decoded, or the unit of a `UnitType`.
        plain: the type that is used in signatures.
    """

    scalar: Leaf
    plain: PythonType


@dataclass(frozen=True)
class EnumerationValues:
    """A member of an enumeration, or its value as it is sent.

    Attributes:
        component: the component of the enumeration.
        name: the name of the alias for this type in the enumeration's module.
    """

    component: str
    name: str


PythonType: TypeAlias = (
    Leaf
    | ModelType
    | EnumerationValues
    | GenericType
    | LiteralType
    | ListType
    | TupleType
    | MappingType
    | UnionType
    | ConstrainedType
    | TaggedType
    | UnitType
    | ExactType
)

RUNTIME = "specloom_runtime"
ANY = Leaf("Any", "typing")
NONE = Leaf("None")
NUMBER = Leaf("Number", RUNTIME)
SEQUENCE = Leaf("Sequence", "collections.abc")
MAPPING = Leaf("Mapping", "collections.abc")
ABSENT = Leaf("Unset", RUNTIME)
"""The type of the default value that distinguishes an omitted argument from null."""


def union(types: Iterable[PythonType]) -> PythonType:
    """Return the union of types; return the type itself if all types are equal."""
    flat = [part for type_ in types for part in parts(type_)]
    if len(flat) == 1:
        return flat[0]
    once, different = flat, set(flat)
    if len(different) < len(flat):
        # `Literal[1]` and `Literal[True]` are equal as values, not as types.
        once = list({repr(part): part for part in flat}.values())
    if ANY in different:
        return ANY
    if not different.isdisjoint((ABSENT, NONE)):
        once.sort(key=lambda part: (part == ABSENT, part == NONE))
    return once[0] if len(once) == 1 else UnionType(tuple(once))


_SCALARS = frozenset({Leaf, ConstrainedType, UnitType, ExactType})
"""The classes of this module that can represent a scalar."""
_TEXT = (
    *(Leaf("date", "datetime"), Leaf("datetime", "datetime")),
    *(Leaf("UUID", "uuid"), Leaf("Decimal", "decimal")),
)
"""The types whose values are strings in JSON."""


def is_scalar(type_: PythonType) -> bool:
    """Return whether a type contains only null, numbers, booleans and strings."""
    names = {Leaf("bool"), Leaf("int"), Leaf("float"), Leaf("str")}
    return _unbounded_scalar(type_) in {*_TEXT, *names, NONE}


def union_by_kind(types: Iterable[PythonType]) -> PythonType:
    """Return a union in which each part is decoded only from its own JSON type.

    Strings come last, because dates, UUIDs and decimals are strings in JSON, too.
    """
    whole = union(types)
    several = parts(whole)
    # In large unions, most parts are classes, which are not scalars.
    scalars = [each for each in several if each.__class__ in _SCALARS]
    found = {each: _unbounded_scalar(each) for each in scalars if each != NONE}
    if not found or len(several) < 2 + (NONE in scalars):
        return whole
    plain = set(found.values())
    others = {Leaf("int"), Leaf("float")} & plain
    strict = plain & set(_TEXT)
    if Leaf("str") not in plain:
        strict |= others
    if Leaf("str") not in plain or not others:
        strict.add(Leaf("bool"))
    if not strict & plain:
        return whole
    made = [_exact_type(e) if found.get(e) in strict else e for e in several]
    return union(sorted(made, key=lambda each: _unbounded_scalar(each) == Leaf("str")))


def _unbounded_scalar(type_: PythonType) -> PythonType:
    """Return a scalar type without bounds; return any other type unchanged."""
    match without_bounds(type_)[0]:
        case ExactType(plain=plain) | UnitType(plain=Leaf("float") as plain):
            return plain
        case other:
            return other


def _exact_type(type_: PythonType) -> PythonType:
    """Return a type that is decoded only from its own JSON type."""
    match type_:
        case ConstrainedType(type=inner):
            return replace(type_, type=_exact_type(inner))
        case UnitType(unit=unit, plain=plain):
            return ExactType(unit, plain)
        case Leaf():
            return ExactType(type_, type_)
    return type_


def parts(type_: PythonType) -> tuple[PythonType, ...]:
    """Return the alternatives of a union; for any other type, return only the type."""
    return type_.parts if isinstance(type_, UnionType) else (type_,)


def optional(type_: PythonType) -> PythonType:
    """Return the type with null as an alternative."""
    return union([type_, NONE])


def without_null(type_: PythonType) -> PythonType:
    """Return the type without null; the type of null itself is returned unchanged."""
    kept = [part for part in parts(type_) if part != NONE]
    return union(kept) if kept else type_


def without_bounds(type_: PythonType) -> tuple[PythonType, Bounds]:
    """Return the type without its outermost bounds, and return these bounds.

    In a union of null and a type with bounds, the bounds also count as outermost,
    because pydantic accepts null if a `Field` with bounds applies to `int | None`.
    """
    match type_:
        case ConstrainedType(type=inner, bounds=bounds):
            return inner, bounds
        case UnionType(parts=(ConstrainedType(type=inner, bounds=bounds), null)) if (
            null == NONE
        ):
            return union([inner, NONE]), bounds
    return type_, ()


def bare(type_: PythonType) -> PythonType:
    """Return the type for a signature: without bounds, and with plain types for units.

    The signature shows the caller which type to pass. The models check the bounds.
    """
    match type_:
        case ConstrainedType(type=inner) | TaggedType(type=inner):
            return bare(inner)
        case UnitType(plain=plain) | ExactType(plain=plain):
            return bare(plain)
    return _rebuilt(type_, bare)


def unbounded(type_: PythonType) -> PythonType:
    """Return the type without bounds and units; keep `Number` and exact scalars."""
    match type_:
        case ConstrainedType(type=inner):
            return unbounded(inner)
        case UnitType(unit=unit, plain=plain):
            return type_ if unit == NUMBER else bare(plain)
    return _rebuilt(type_, unbounded)


def widened(type_: PythonType) -> PythonType:
    """Return the type with `Sequence` for each list, and `Mapping` for each dict."""
    match _rebuilt(type_, widened):
        case ListType(item=item):
            return GenericType(SEQUENCE, (item,))
        case MappingType(value=value):
            return GenericType(MAPPING, (Leaf("str"), value))
        case other:
            return other


def with_values(type_: PythonType, names: Callable[[str], str | None]) -> PythonType:
    """Return the type in which enumerations also accept their values.

    Args:
        type_: a type.
        names: returns the alias for a component; None if it is not an enumeration.
    """
    if isinstance(type_, ModelType):
        name = names(type_.component)
        return EnumerationValues(type_.component, name) if name else type_
    return _rebuilt(type_, lambda part: with_values(part, names))


def _rebuilt(
    type_: PythonType, change: Callable[[PythonType], PythonType]
) -> PythonType:
    """Return the type with a function applied to each of its direct parts."""
    match type_:
        case ListType(item=item):
            return replace(type_, item=change(item))
        case MappingType(value=value):
            return replace(type_, value=change(value))
        case TupleType(items=items):
            return TupleType(tuple(change(item) for item in items))
        case UnionType(parts=alternatives):
            return union(change(part) for part in alternatives)
        case ConstrainedType(type=inner) | TaggedType(type=inner):
            return replace(type_, type=change(inner))
    return type_


def components(type_: PythonType) -> set[str]:
    """Return all components that the type refers to."""
    match type_:
        case ModelType(component=component) | EnumerationValues(component=component):
            return {component}
        case ListType(item=inner) | MappingType(value=inner):
            return components(inner)
        case ConstrainedType(type=inner) | TaggedType(type=inner):
            return components(inner)
        case TupleType(items=many) | UnionType(parts=many):
            return {name for each in many for name in components(each)}
        case GenericType(arguments=many):
            return {name for each in many for name in components(each)}
    return set()
