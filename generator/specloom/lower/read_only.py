"""Read-only copies of facts, which share no object or array with the document."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from ..python_types import PythonType

T = TypeVar("T")


def read_only(fact: T) -> T:
    """Return a fact whose mappings are read-only and whose arrays are tuples.

    The runtime's own dataclasses take any mapping, so the copies are made here. Types
    are returned as they are: they have no mappings.
    """
    changed: Any = fact
    if isinstance(fact, Mapping):
        members = {key: read_only(value) for key, value in fact.items()}
        changed = MappingProxyType(members)
    elif isinstance(fact, list | tuple):
        changed = tuple(map(read_only, fact))
    elif is_dataclass(fact) and not isinstance(fact, type | PythonType):
        changed = copy.copy(fact)
        for field in fields(fact):
            value = read_only(getattr(fact, field.name))
            # The classes are frozen, and their constructors may have other parameters.
            object.__setattr__(changed, field.name, value)
    made: T = changed
    return made
