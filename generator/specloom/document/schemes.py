"""Schemes: values that the root declares under a name, and that nodes refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Node = Mapping[str, Any]


def deep_merge(base: Node, over: Node) -> dict[str, Any]:
    """Return `base` with `over` merged into it; objects are merged recursively."""
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        nested = isinstance(known, dict) and isinstance(value, dict)
        merged[key] = deep_merge(known, value) if nested and known else value
    return merged


def scheme_name(value: Any) -> str | None:
    """Return the name of the scheme that a value refers to; None if there is none."""
    name = value.get("scheme") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None


def resolve_scheme(schemes: Any, value: Any) -> Node | None:
    """Return the value of a key: its scheme, with the node's own members merged in.

    The result is None for an absent value and for `false`. An unknown scheme counts as
    empty; the check of the vocabulary reports it.

    Args:
        schemes: the schemes that the root declares for this key.
        value: the value of the key on a node: a name, an object or `false`.
    """
    own = value if isinstance(value, dict) else {}
    name = scheme_name(value)
    scheme = schemes.get(name) if isinstance(schemes, dict) and name else None
    if isinstance(scheme, dict):
        return deep_merge(scheme, {k: v for k, v in own.items() if k != "scheme"})
    return own or None
