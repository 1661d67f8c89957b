"""Values of documents as JSON, and as short texts for sentences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .sides import canonical

_LONGEST_VALUE = 500
_LONGEST_TEXT = 80


class Words(str):
    """Text that sentences show as it is; other strings are values, and are quoted."""


def plain(value: Any) -> Any:
    """Return a value as JSON can represent it; long values become a digest."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_VALUE else {"sha256": _digest(value)}
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal | float):
        return str(value)
    text = canonical(value)
    return (
        json.loads(text) if len(text) <= _LONGEST_VALUE else {"sha256": _digest(text)}
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def shown(value: Any) -> str:
    """Return a short text for a value."""
    if isinstance(value, Words):
        return str(value)
    if isinstance(value, Mapping | list | str | bool) or value is None:
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
