"""Find the URIs that identify schemas and whole documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from .pointers import local_reference

Steps = tuple[str | int, ...]
"""The keys and indexes from the root of a document to a node."""


def nodes_by_uri(tree: Any) -> Mapping[str, Steps | None]:
    """Return, for each URI, the node that declares it.

    The keywords `$id` and `$anchor` of a schema (JSON Schema 2020-12, core 8.2) and
    `$self` of a document (OpenAPI 3.2) declare URIs. An anchor is appended to the base
    URI as `#name`. If several nodes declare the same URI, the value is None.
    """
    found: dict[str, Steps | None] = {}
    waiting: list[tuple[Any, str, Steps]] = [(tree, "", ())]
    while waiting:
        node, base, steps = waiting.pop()
        if isinstance(node, dict):
            base = resolved_base(node, base)
            for name in _names(node, base):
                found[name] = None if name in found else steps
        if isinstance(node, dict | list):
            keys = node if isinstance(node, dict) else range(len(node))
            waiting += [
                (node[key], base, (*steps, key))
                for key in keys
                if isinstance(node[key], dict | list)
            ]
    return found


def local_part(known: Mapping[str, Steps | None], reference: str) -> str:
    """Return the local reference for a URI reference; "" if no node has the URI.

    Args:
        known: the result of `nodes_by_uri`.
        reference: the reference, with or without a fragment.
    """
    uri, _, fragment = reference.partition("#")
    is_anchor = fragment and not fragment.startswith("/")
    steps = known.get(reference if is_anchor else uri)
    if steps is None:
        return ""
    return local_reference(steps) + ("" if is_anchor else fragment)


def resolved_base(node: Any, base: str) -> str:
    """Return the base URI to which references in an object are relative.

    Args:
        node: the object.
        base: the base URI of the enclosing node; "" if there is none.
    """
    for key in ("$id", "$self"):
        own = node.get(key)
        if isinstance(own, str) and own.rstrip("#"):
            with suppress(ValueError):
                return urljoin(base, own.partition("#")[0])
    return base


def is_self(uri: str, path: str) -> bool:
    """Return whether a reference points to the document that contains it.

    Args:
        uri: the URI of the document.
        path: the reference without a fragment, relative or absolute.
    """
    own = uri.partition("#")[0]
    with suppress(ValueError):
        return bool(own) and urljoin(own, path) == own
    return False


def _names(node: Any, base: str) -> Iterator[str]:
    """Yield the URIs that identify an object."""
    for key in ("$id", "$self"):
        own = node.get(key)
        if isinstance(own, str) and own.rstrip("#"):
            # Before JSON Schema 2019-09, an `$id` could contain an anchor.
            anchor = own.partition("#")[2] if key == "$id" else ""
            yield f"{base}#{anchor}" if anchor else base
    for key in ("$anchor", "$dynamicAnchor"):
        if isinstance(node.get(key), str):
            yield f"{base}#{node[key]}"
