"""Read, change and merge JSON values, and remove delimiters from their text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def pointer_steps(location: str) -> list[str]:
    """Return the names on the path to a body location such as `body#/a/b`."""
    steps = location.partition("#/")[2].split("/")
    return [step.replace("~1", "/").replace("~0", "~") for step in steps if step]


def is_in_body(location: str) -> bool:
    """Return whether a location in a response is the body or inside the body."""
    return location.startswith("$response.body")


def get_pointer(value: Any, location: str) -> Any:
    """Return the value at a body location such as `body#/a/b`.

    The result is None if there is no such value.
    """
    for step in pointer_steps(location):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def set_pointer(value: Any, location: str, new: Any) -> Any:
    """Return a copy of a JSON value with a new value at a body location.

    If the new value is None, the member is removed.
    """
    names = pointer_steps(location)
    if not names:
        return new
    top = dict(value or {})
    node = top
    for name in names[:-1]:
        node[name] = dict(node.get(name) or {})
        node = node[name]
    if new is None:
        node.pop(names[-1], None)
    else:
        node[names[-1]] = new
    return top


def deep_merge(base: Any, over: Any) -> Any:
    """Return `base` with the members of `over` merged into it, at every depth."""
    if not (isinstance(base, Mapping) and isinstance(over, Mapping)):
        return over
    return {**base, **{key: deep_merge(base.get(key), over[key]) for key in over}}


def without_text(value: Any, delimiter: str) -> Any:
    """Return JSON without a delimiter in the strings of its lists and objects."""
    if not delimiter:
        return value
    if isinstance(value, list):
        return [_replaced(each, delimiter) for each in value]
    if isinstance(value, dict):
        return {name: _replaced(each, delimiter) for name, each in value.items()}
    return value


def _replaced(value: Any, delimiter: str) -> Any:
    if isinstance(value, str):
        return value.replace(delimiter, "x")
    return without_text(value, delimiter)


def as_text(value: Any) -> str:
    """Return a JSON value as text, in the form of a parameter."""
    return value if isinstance(value, str) else json.dumps(value)
