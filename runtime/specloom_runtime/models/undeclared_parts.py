"""Find the parts of a decoded response that the description does not declare.

These are values of enumerations and properties of objects, which the models keep.
Therefore, only decoded values are searched, and types are not validated again.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    TypeAlias,
    Union,
    get_args,
    get_origin,
)

from pydantic import BaseModel, RootModel
from typing_extensions import TypeAliasType

from ..core.events import DeviationKind
from ..core.property_names import wire_name
from .findings import Finding, Rule, Trail
from .model import completed, extras_type
from .schema_pointers import property_pointer, schema_pointer

Steps: TypeAlias = Iterator[tuple[str | int | None, Any]]
"""The parts of a value with the steps to them; None if JSON has no such step."""
Names: TypeAlias = Mapping[Any, str] | str
"""The names of a value's enumerations, or, for each step, those of a part."""

_Rules: TypeAlias = dict[tuple[type, str], Rule]
"""The rules for the undeclared properties that were found, by model and name."""


class Search(NamedTuple):
    """Instructions for searching the values of a class.

    Attributes:
        form: the form of the values.
        values: the fields of a model that contain only values of enumerations. Each has
            the attribute, the step in JSON and the names of the enumerations.
        parts: the other fields that can contain objects or enumerations.
        names: the enumerations of `parts`, by step.
        is_open: whether properties that a model does not declare are undeclared.
    """

    form: Literal["scalar", "enumeration", "model", "list", "object"]
    values: tuple[tuple[str, str | None, str], ...] = ()
    parts: tuple[tuple[str, str | None], ...] = ()
    names: Names = ""
    is_open: bool = False


def find_undeclared(
    root: Any, kind: Any, members: Collection[Enum], *, properties: bool
) -> Iterator[Finding]:
    """Yield the undeclared values of enumerations, and undeclared properties.

    The time depends on the size of the response, but not on the number of findings.

    Args:
        root: the decoded body.
        kind: the type of the body.
        members: the undeclared members that decoding has created; only these are
            searched for.
        properties: whether undeclared properties are searched for.
    """
    unknown = frozenset(map(id, members))
    rules: _Rules | None = {} if properties else None
    start: Steps = iter(((None, root),))
    # Iterators wait, not values: many new objects at a time would make Python's garbage
    # collector look at the whole response again and again.
    waiting: list[tuple[Steps, Trail, Names]] = [(start, None, enumerations(kind))]
    while waiting:
        steps, trail, named = waiting[-1]
        for step, value in steps:
            of: Any = type(value)
            search = search_of(of)
            if search.form == "scalar":
                continue
            here = trail if step is None else (trail, step)
            if search.form == "model":
                yield from _in_model(value, search, here, unknown, rules)
                if search.parts or not search.is_open:
                    waiting.append((_parts(value, search), here, search.names))
                    break
                continue
            names = named if isinstance(named, str) else named.get(step, "")
            if search.form == "enumeration":
                if id(value) in unknown:
                    yield Finding(_value_rule(of, names), here, value._value_)
                continue
            inside = enumerate(value) if search.form == "list" else value.items()
            waiting.append((iter(inside), here, names))
            break
        else:
            waiting.pop()


def _in_model(
    model: BaseModel,
    search: Search,
    trail: Trail,
    unknown: Collection[int],
    rules: _Rules | None,
) -> Iterator[Finding]:
    """Yield the findings in those fields of a model that need no further search."""
    if unknown and search.values:
        held = vars(model)
        for attribute, step, names in search.values:
            member: Any = held.get(attribute)
            if id(member) in unknown:
                of: Any = type(member)
                place = trail if step is None else (trail, step)
                yield Finding(_value_rule(of, names), place, member._value_)
    extra = model.__pydantic_extra__
    if extra and search.is_open and rules is not None:
        kind = type(model)
        for name, value in extra.items():
            if (rule := rules.get((kind, name))) is None:
                pointer = property_pointer(kind, name)
                how = DeviationKind.UNDECLARED_PROPERTY
                rule = rules[kind, name] = Rule(how, pointer, "no such property")
            yield Finding(rule, (trail, name), value)


def _parts(model: BaseModel, search: Search) -> Steps:
    held = vars(model)
    for attribute, step in search.parts:
        yield step, held.get(attribute)
    if not search.is_open:
        yield from (model.__pydantic_extra__ or {}).items()


@cache
def _value_rule(kind: Hashable, names: str) -> Rule:
    own: str = getattr(kind, "__name__", "")
    expected = f"a known {names or own}"
    return Rule(DeviationKind.UNDECLARED_VALUE, schema_pointer(kind), expected)


@cache
def search_of(kind: Any) -> Search:
    """Return the instructions for searching the values of a class."""
    if issubclass(kind, Enum):
        return Search("enumeration")
    if issubclass(kind, list | tuple):
        return Search("list")
    if issubclass(kind, Mapping):
        return Search("object")
    if not issubclass(kind, BaseModel):
        return Search("scalar")
    is_root = issubclass(kind, RootModel)
    values, parts, names = [], [], dict[Any, str]()
    for name, info in completed(kind).model_fields.items():
        step = None if is_root else wire_name(kind, name)
        found = enumerations(info.annotation)
        if _is_value(info.annotation):
            values.append((name, step, found))
        elif _can_hold(info.annotation):
            parts.append((name, step))
            names[step] = found
    is_open = extras_type(kind) is None
    return Search("model", tuple(values), tuple(parts), names, is_open)


def _is_value(kind: Any) -> bool:
    """Return whether a type consists only of enumerations and perhaps null."""
    if get_origin(kind) in (Union, UnionType, Annotated):
        parts = get_args(kind)
        if get_origin(kind) is Annotated:
            parts = parts[:1]
        others = [part for part in parts if part is not NoneType]
        return bool(others) and all(map(_is_value, others))
    return isinstance(kind, type) and issubclass(kind, Enum)


def _can_hold(kind: Any) -> bool:
    """Return whether a value of the type can be or contain an object or enumeration."""
    if parts := get_args(kind):
        return get_origin(kind) is not Literal and any(map(_can_hold, parts))
    if isinstance(kind, type):
        return issubclass(kind, BaseModel | Enum)
    return isinstance(kind, TypeAliasType)


def enumerations(kind: Any) -> str:
    """Return the names of all enumerations of a type, joined with "or"."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind.__name__
    parts = () if get_origin(kind) is Literal else get_args(kind)
    named = dict.fromkeys(name for part in parts if (name := enumerations(part)))
    return " or ".join(named)
