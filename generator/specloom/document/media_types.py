"""Recognize media types of JSON, streams and binary data, and choose one of several."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from specloom_runtime.core.media_types import base_type, is_json

EVENTS = "text/event-stream"
LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
"""Media types in which each line is a JSON value."""
BINARY = frozenset(
    {"cbor", "gzip", "msgpack", "msword", "octet-stream", "pdf", "protobuf", "wasm"}
    | {"x-7z-compressed", "x-gzip", "x-protobuf", "x-tar", "x-zip-compressed", "zip"}
)
"""The subtypes of `application` whose content is binary."""
GENERAL = ("application/octet-stream", "application/problem+json")
"""Media types that describe any bytes or any error, and are therefore less specific."""


def is_stream(media: str) -> bool:
    """Return whether a media type means server-sent events or JSON lines."""
    return base_type(media) in (EVENTS, *LINES)


def is_binary(media: str) -> bool:
    """Return whether a media type is binary."""
    base = base_type(media)
    kind, _, name = base.partition("/")
    if kind in ("audio", "font", "image", "video"):
        return not base.endswith(("+json", "+xml"))
    return kind == "application" and (
        name in BINARY or name.startswith(("vnd.ms-", "vnd.openxmlformats-"))
    )


def by_preference(content: Iterable[str]) -> list[str]:
    """Return the media types sorted by preference, with the preferred one first."""
    return sorted(content, key=_rank)


def preferred(content: Iterable[str]) -> str | None:
    """Return the preferred media type; None if there is none.

    `application/json` comes first, then other JSON, then other media types.
    """
    return min(content, key=_rank, default=None)


# Documents contain the same media types many times.
@lru_cache(maxsize=1024)
def _rank(media: str) -> tuple[int, bool, bool, str]:
    """Return the sort key of a media type; the preferred one has the lowest key."""
    base = base_type(media)
    kinds = (
        base == "application/json",
        is_json(media),
        is_stream(media),
        base == "multipart/form-data",
        base == "application/x-www-form-urlencoded",
        base.startswith("text/"),
        not is_binary(media),
        True,
    )
    return kinds.index(True), "*" in base, base in GENERAL, media.lower()
