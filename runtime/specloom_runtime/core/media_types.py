"""Media types: their names without parameters, and which are JSON."""

from __future__ import annotations


def base_type(media: str) -> str:
    """Return a media type without its parameters; some put a comma before them."""
    return media.split(";")[0].split(",")[0].strip().lower()


def is_json(media: str) -> bool:
    """Return whether a media type is JSON, by its name or by its suffix.

    `application/x-ndjson` is not: each line of it is JSON, but the whole is not.
    """
    base = base_type(media)
    return base in ("application/json", "text/json") or base.endswith("+json")
