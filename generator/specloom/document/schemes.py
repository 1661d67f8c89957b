"""Schemes: values of keys that are named at the root, and what a node overrides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Node = Mapping[str, Any]


def deep_merge(base: Node, over: Node) -> dict[str, Any]:
    """Return `base` with `over` merged into it, objects recursively."""
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        nested = isinstance(known, dict) and isinstance(value, dict)
        merged[key] = deep_merge(known, value) if nested and known else value
    return merged


def scheme_name(value: Any) -> str | None:
    """Return the name of the scheme that a key's value refers to, if it does."""
    name = value.get("scheme") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None


def resolve_scheme(schemes: Any, value: Any) -> Node | None:
    """Return the value of a key: its scheme with the node's own members merged in.

    None stands for an absent value and for `false`. A scheme that the root does not
    have counts as empty: the check of the vocabulary reports it.

    Args:
        schemes: the root's schemes of the key by name.
        value: the value of the key on a node: a name, an object, or `false`.
    """
    own = value if isinstance(value, dict) else {}
    name = scheme_name(value)
    scheme = schemes.get(name) if isinstance(schemes, dict) and name else None
    if isinstance(scheme, dict):
        return deep_merge(scheme, {k: v for k, v in own.items() if k != "scheme"})
    return own or None
