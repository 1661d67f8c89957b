"""Take apart the types of models: definitions, alternatives, constants and names."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

from ..core.events import DeviationKind
from ..core.property_names import wire_name
from .model import completed, is_model
from .returned import AlwaysReturned
from .schema_pointers import property_pointer
from .tagged_unions import Tagged, tagged_by


class FieldType(NamedTuple):
    """A field of a model, with its types for decoding.

    `type` has the constraints of the field, and `plain` does not have them. `absence`
    is the deviation of an object without the field; None if it is optional.
    """

    name: str
    wire: str
    type: Any
    plain: Any
    absence: DeviationKind | None
    schema: str


@cache
def fields_of(model: type[BaseModel]) -> tuple[FieldType, ...]:
    """Return the fields of a model, with their types resolved."""
    found = []
    for name, info in completed(model).model_fields.items():
        wire = wire_name(model, name)
        schema = property_pointer(model, wire, name)
        kind = _annotation(info)
        found.append(
            FieldType(name, wire, kind, info.annotation, _absence(info), schema)
        )
    return tuple(found)


def is_root(kind: Any) -> bool:
    return is_model(kind) and issubclass(kind, RootModel)


def is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def _absence(info: FieldInfo) -> DeviationKind | None:
    """Return the kind of deviation of an object without a field."""
    if not info.is_required():
        return None
    if any(isinstance(each, AlwaysReturned) for each in info.metadata):
        return DeviationKind.NOT_RETURNED
    return DeviationKind.MISSING


def _annotation(info: FieldInfo) -> Any:
    """Return the field's type with its constraints."""
    metadata = [each for each in info.metadata if not isinstance(each, AlwaysReturned)]
    return Annotated[info.annotation, *metadata] if metadata else info.annotation


def bare(kind: Any) -> Any:
    """Return a type without constraints; an alias is replaced by its definition."""
    if get_origin(kind) is Annotated:
        return bare(get_args(kind)[0])
    return bare(alias_value(kind)) if isinstance(kind, TypeAliasType) else kind


@cache
def alias_value(alias: TypeAliasType) -> Any:
    """Return the definition of an alias; a recursive alias can be text."""
    value = alias.__value__
    known = vars(sys.modules[str(alias.__module__)])
    return eval(value, known) if isinstance(value, str) else value


def metadata(kind: Any) -> Iterator[Any]:
    """Yield the constraints of a type, without `Tagged`."""
    for given in getattr(kind, "__metadata__", ()):
        for each in given.metadata if isinstance(given, FieldInfo) else (given,):
            if not isinstance(each, Tagged):
                yield each


def bounded(kinds: tuple[Any, ...], union: Any) -> tuple[Any, ...]:
    """Return the alternatives of a union, each with the constraints of the union."""
    bounds = tuple(metadata(union))
    if not bounds:
        return kinds
    return tuple(k if k is NoneType else Annotated[k, *bounds] for k in kinds)


def length_fits(kind: Any, data: list[Any] | dict[str, Any]) -> bool:
    """Return whether a list or an object has one of the declared lengths."""
    size = len(data)
    return all(
        (getattr(each, "min_length", None) or 0) <= size
        and ((most := getattr(each, "max_length", None)) is None or size <= most)
        for each in metadata(kind)
    )


def alternatives(kind: Any) -> Iterator[Any]:
    """Yield the alternatives of a type, including those of nested unions."""
    plain = bare(kind)
    if not is_union(plain):
        yield kind
        return
    for part in get_args(plain):
        yield from alternatives(part)


def constants(kind: Any) -> tuple[Any, ...]:
    """Return the values of a literal type, which can be optional."""
    parts = get_args(kind) if is_union(kind) else (kind,)
    others = [part for part in parts if part is not NoneType]
    is_literal = len(others) == 1 and get_origin(others[0]) is Literal
    return get_args(others[0]) if is_literal else ()


@cache
def model_constants(model: type[BaseModel]) -> Mapping[str, tuple[Any, ...]]:
    """Return the constants of a model; the keys are the names of properties in JSON."""
    found = {each.wire: constants(each.plain) for each in fields_of(model)}
    return {wire: values for wire, values in found.items() if values}


def tag_values(kind: Any, wire: str) -> Iterator[Any]:
    """Yield the values that a property can have in all alternatives of a union."""
    plain = bare(kind)
    if is_union(plain):
        if (tagged := tagged_by(kind)) is not None and tagged.wire == wire:
            yield from get_args(tagged.values)
        for part in get_args(plain):
            yield from tag_values(part, wire)
    elif is_model(plain) and not is_root(plain):
        yield from model_constants(plain).get(wire, ())


def named(kind: Any) -> str:
    """Return the name of a type in messages."""
    plain = bare(kind)
    if is_union(plain):
        return " or ".join(named(part) for part in get_args(plain))
    if plain is NoneType:
        return "null"
    if get_origin(plain) is Literal:
        return " or ".join(repr(value) for value in get_args(plain))
    if get_args(plain):
        return str(plain)
    return str(getattr(plain, "__name__", plain))


def leaves(kind: Any) -> Iterator[Any]:
    """Yield the classes and literals that a type consists of, outside of models."""
    waiting, seen = [kind], set[int]()
    while waiting:
        plain = bare(waiting.pop())
        if get_origin(plain) is Literal:
            yield plain
        elif parts := get_args(plain):
            if id(plain) not in seen:
                seen.add(id(plain))
                waiting += parts
        elif plain is not Ellipsis and plain is not None:
            yield plain
