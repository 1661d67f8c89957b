"""Determine which parts of a type differ between JSON and rows.

In a row, properties have the names of the model's attributes, and values that JSON has
no type for, such as decimals and times, have their declared types. Everything else is
as in JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from typing_extensions import TypeAliasType

from .model import extras_type, is_model
from .type_parts import alias_value, fields_of, is_root, leaves

AS_IN_JSON: tuple[Any, ...] = (str, int, float, bool, NoneType, object, Any)
"""The types whose values are the same in JSON and in rows."""


def contains_itself(alias: TypeAliasType) -> bool:
    """Return whether the definition of an alias contains the alias, outside of models.

    Such a type, for example of any JSON, has no finite list of parts.
    """
    waiting, seen = [alias_value(alias)], set[int]()
    while waiting:
        each = waiting.pop()
        if each is alias:
            return True
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, TypeAliasType):
            waiting.append(alias_value(each))
        elif get_origin(each) is not Literal:
            waiting += get_args(each)
    return False


def is_changed_scalar(leaf: Any) -> bool:
    """Return whether values of a type outside of models have another type in JSON."""
    if get_origin(leaf) is Literal or leaf in AS_IN_JSON:
        return False
    return not (isinstance(leaf, type) and issubclass(leaf, Enum))


def changed_models(kind: Any) -> frozenset[type[BaseModel]]:
    """Return the models inside a type whose objects differ between JSON and rows.

    These are also the models that contain such a model.
    """
    inside: dict[type[BaseModel], list[Any]] = {}
    waiting = [leaf for leaf in leaves(kind) if is_model(leaf)]
    while waiting:
        if (model := waiting.pop()) not in inside:
            inside[model] = [x for each in _property_types(model) for x in leaves(each)]
            waiting += filter(is_model, inside[model])
    users: dict[type[BaseModel], list[type[BaseModel]]] = {m: [] for m in inside}
    for model, parts in inside.items():
        for part in filter(is_model, parts):
            users[part].append(model)
    changed = set[type[BaseModel]]()
    waiting = [m for m, parts in inside.items() if _is_changed(m, parts)]
    while waiting:
        if (model := waiting.pop()) not in changed:
            changed.add(model)
            waiting += users[model]
    return frozenset(changed)


def _is_changed(model: type[BaseModel], parts: Iterable[Any]) -> bool:
    """Return whether a model renames a property, or has a scalar that is changed."""
    renames = any(each.name != each.wire for each in fields_of(model))
    scalars = (part for part in parts if not is_model(part))
    return (renames and not is_root(model)) or any(map(is_changed_scalar, scalars))


def _property_types(model: type[BaseModel]) -> Iterator[Any]:
    yield from (each.type for each in fields_of(model))
    if (extra := extras_type(model)) is not None:
        yield extra
