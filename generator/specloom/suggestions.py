"""Suggest the name that was probably meant, and list the known names, in messages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

SHORT = 12
"""The number of names up to which a message lists all known names."""


def nearest(wanted: Any, known: Iterable[str]) -> str | None:
    """Return the known name that was probably meant; None if no name is similar."""
    if not isinstance(wanted, str):
        return None
    near = get_close_matches(wanted, list(known), n=1, cutoff=0.6)
    return near[0] if near else None


def did_you_mean(wanted: Any, known: Iterable[str], around: str = "{}") -> str:
    """Return a question with the most similar name; "" if no name is similar.

    Args:
        wanted: the unknown name.
        known: the known names.
        around: a format for the question; it is used only if a name is similar.
    """
    near = nearest(wanted, known)
    return around.format(f'did you mean "{near}"?') if near else ""


def listed(wanted: str, known: Iterable[str]) -> str:
    """Return all known names if they are few; otherwise only the most similar names."""
    names = list(known)
    if len(names) <= SHORT:
        return ", ".join(names) or "none"
    near = get_close_matches(wanted, names, n=5, cutoff=0)
    return f"{', '.join(near)} and {len(names) - len(near)} more"
