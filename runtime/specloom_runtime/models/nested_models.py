"""Find the models inside a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

SCALARS = frozenset({str, int, float, bool, type(None)})
"""The types of most values; nothing is inside of them."""


def for_each_model(value: Any, act: Callable[[BaseModel], None]) -> None:
    """Call a function with each model in a value, at any depth, the outer ones first.

    Undeclared members of models are not searched. Raises RecursionError if the value
    contains itself.
    """
    inside: Iterable[Any]
    if isinstance(value, list | tuple):
        inside = value
    elif isinstance(value, BaseModel):
        act(value)
        inside = vars(value).values()
    elif isinstance(value, Mapping):
        inside = value.values()
    else:
        return
    for item in inside:
        if type(item) not in SCALARS:
            for_each_model(item, act)
