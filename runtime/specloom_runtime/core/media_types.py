"""Media types: remove parameters, and detect JSON."""

from __future__ import annotations


def base_type(media: str) -> str:
    """Return a media type without its parameters, which can also follow a comma."""
    return media.split(";")[0].split(",")[0].strip().lower()


def is_json(media: str) -> bool:
    """Return whether a media type is JSON, by its name or its suffix.

    `application/x-ndjson` is not JSON: each line is JSON, but the whole body is not.
    """
    base = base_type(media)
    return base in ("application/json", "text/json") or base.endswith("+json")
