"""Propose that an element was renamed, if its words or its schema say so.

A proposal is never a fact: the removal and the addition stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from .sides import Spot, canonical

_FORMERLY = re.compile(
    r"\b(?:formerly|previously|renamed from|was called|known as|replaces|old name)"
    r"\b[^.;\n]{0,40}?([`'\"]?)([A-Za-z_][\w.-]*)\1(?=[\s.,;)`'\"]|$)",
    re.IGNORECASE,
)
_WORDS = frozenset(
    {"title", "description", "example", "examples", "deprecated", "name"}
)


class Rename(NamedTuple):
    """A proposal: the new name, and the reason."""

    name: str
    reason: str


def proposed_renames(
    removed: Mapping[str, Spot], added: Mapping[str, Spot]
) -> dict[str, Rename]:
    """Return a new name for the removed elements that may have one.

    Args:
        removed: the removed elements by their old names.
        added: the elements that were added at the same place, by their new names.
    """
    found: dict[str, Rename] = {}
    for name, spot in added.items():
        for old in _mentioned(spot):
            if old in removed:
                found.setdefault(old, Rename(name, f"its text says “formerly {old}”"))
    left = [name for name in removed if name not in found]
    used = {each.name for each in found.values()}
    texts: dict[str, list[str]] = {}
    for name, spot in added.items():
        if name not in used:
            texts.setdefault(_content(spot), []).append(name)
    for name in left:
        candidates = texts.get(_content(removed[name]), [])
        if len(candidates) == 1 and _are_similar(name, candidates[0]):
            found[name] = Rename(candidates[0], "same type, same place")
    return found


def rename_values(rename: Rename | None) -> dict[str, str]:
    """Return a proposal as JSON; empty if there is none."""
    if rename is None:
        return {}
    return {"to": rename.name, "reason": f"`{rename.name}`: {rename.reason}"}


def _mentioned(spot: Spot) -> list[str]:
    texts = (each.get("description") for each in (spot, spot.resolved()))
    return [
        match[2].rstrip(".")
        for text in texts
        if isinstance(text, str)
        for match in _FORMERLY.finditer(text[:2000])
    ]


def _content(spot: Spot) -> str:
    node = spot.node
    if not isinstance(node, dict):
        return canonical(node)
    return canonical({k: v for k, v in node.items() if k not in _WORDS})


def _are_similar(first: str, second: str) -> bool:
    """Return whether one name has a word of the other, or they differ in spelling."""
    words = [
        set(re.findall(r"[a-z0-9]+|[A-Z][a-z0-9]*", each)) for each in (first, second)
    ]
    lower = [{word.lower() for word in each} for each in words]
    return bool(lower[0] & lower[1])
