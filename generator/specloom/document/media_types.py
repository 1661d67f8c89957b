"""Media types: which are JSON, and which one of several is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def is_json(media: str) -> bool:
    """Return whether the media type is JSON or JSON by suffix.

    `application/x-ndjson` is not: each line of it is JSON, but the whole is not.
    """
    base = re.split("[;,]", media)[0].strip().lower()
    return base in ("application/json", "text/json") or base.endswith("+json")


def preferred(content: Mapping[str, Any]) -> str | None:
    """Return the media type to use: JSON, else the first one; None without any."""
    return next(filter(is_json, content), next(iter(content), None))
