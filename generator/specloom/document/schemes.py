"""Resolve schemes: named values at the root, to which nodes refer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Node = Mapping[str, Any]


def deep_merge(base: Node, over: Node) -> dict[str, Any]:
    """Return `base` with the members of `over` merged into it, at every depth."""
    merged = dict(base)
    for key, value in over.items():
        known = merged.get(key)
        nested = isinstance(known, dict) and isinstance(value, dict)
        merged[key] = deep_merge(known, value) if nested and known else value
    return merged


def scheme_name(value: Any) -> str | None:
    """Return the name of the scheme to which a value refers, or None."""
    name = value.get("scheme") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None


def resolve_scheme(schemes: Any, value: Any) -> Node | None:
    """Return the value of a key, with the node's own members merged into the scheme.

    The result is None if the value is absent or `false`. An unknown scheme is treated
    as empty; the check of the vocabulary reports it.

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
