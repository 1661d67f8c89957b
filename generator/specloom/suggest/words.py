"""Compare names and read prose, whatever their spelling is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
MOST_PROSE: Final = 20_000
"""The number of characters of a description that are read."""


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """Return a name in lower case without punctuation: `pagesize` for `page[size]`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


@lru_cache(maxsize=65_536)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: `page`, `size` for `pageSize`."""
    return tuple(word.lower() for word in _WORD.findall(name))


def prose(node: Any) -> str:
    """Return what people read about a node: its summary and its description."""
    if not isinstance(node, dict):
        return ""
    texts = [node.get(key) for key in ("summary", "description")]
    schema = node.get("schema")
    if isinstance(schema, dict):
        texts.append(schema.get("description"))
    return " ".join(t for t in texts if isinstance(t, str))[:MOST_PROSE]


def words_in(text: str) -> list[str]:
    """Return the words of prose as they are spelled, including identifiers."""
    return re.findall(r"[A-Za-z_][A-Za-z0-9_]*", text)
