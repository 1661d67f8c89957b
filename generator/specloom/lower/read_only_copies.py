"""Copy facts: the copies are read-only, and share no data with the document."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from operator import is_
from types import MappingProxyType, NoneType
from typing import Any, TypeVar, get_args

from ..ir import field_names, is_fact
from ..ir.python_types import PythonType

T = TypeVar("T")
_UNCHANGED = frozenset({str, int, bool, NoneType, *get_args(PythonType)})


def read_only(fact: T) -> T:
    """Return a copy of a fact with read-only mappings, and tuples instead of lists.

    The runtime's dataclasses accept any mapping, so the mappings are copied here. Types
    are returned unchanged, because they contain no mappings.
    """
    made: T = _copy(fact)
    return made


def _copy(fact: Any) -> Any:
    """Return a copy of a fact, or the fact itself if it is immutable."""
    if type(fact) in _UNCHANGED:
        return fact
    if isinstance(fact, list | tuple):
        items = tuple(map(_copy, fact))
        return fact if all(map(is_, items, fact)) and type(fact) is tuple else items
    if isinstance(fact, Mapping):
        return MappingProxyType({key: _copy(value) for key, value in fact.items()})
    if isinstance(fact, type) or not is_fact(fact):
        return fact
    changed = {}
    for name in field_names(fact):
        value = getattr(fact, name)
        # Most values are strings and types.
        if type(value) in _UNCHANGED:
            continue
        if (made := _copy(value)) is not value:
            changed[name] = made
    whole = copy.copy(fact) if changed else fact
    for name, made in changed.items():
        # The classes are frozen, and their constructors may have other parameters.
        object.__setattr__(whole, name, made)
    return whole
