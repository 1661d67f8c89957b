"""Match the names of arguments with the names in a description."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Any


@cache
def normalized_name(name: str) -> str:
    """Return only the letters and digits of a name.

    Names of arguments and names in JSON match if this form is equal.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())


@lru_cache(maxsize=1)
def by_normalized(names: tuple[str, ...]) -> dict[str, list[str]]:
    """Return, for each normalized form, the names that have this form."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(normalized_name(name), []).append(name)
    return found


def own_name(parameter: Any) -> str:
    """Return the normalized form of a parameter's `x-specloom-name`, or of its name."""
    return normalized_name(parameter.get("x-specloom-name") or parameter["name"])
