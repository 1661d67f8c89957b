"""Compare names of arguments with the names that a description has."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Any


@cache
def normalized_name(name: str) -> str:
    """Return a name's letters and digits alone: arguments find wire names by it."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())


@lru_cache(maxsize=1)
def by_normalized(names: tuple[str, ...]) -> dict[str, list[str]]:
    """Return names by their normalized form."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(normalized_name(name), []).append(name)
    return found


def own_name(parameter: Any) -> str:
    """Return the normalized name that a parameter states, or has."""
    return normalized_name(parameter.get("x-specloom-name") or parameter["name"])
