"""Media types: which are JSON, and which one of several is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specloom_runtime.core.media_types import base_type, is_json

EVENTS = "text/event-stream"
LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
"""Media types whose lines are JSON each."""
BINARY = frozenset(
    {"cbor", "gzip", "msgpack", "msword", "octet-stream", "pdf", "protobuf", "wasm"}
    | {"x-7z-compressed", "x-gzip", "x-protobuf", "x-tar", "x-zip-compressed", "zip"}
)
"""The subtypes of `application` that are bytes."""


def is_stream(media: str) -> bool:
    """Return whether the media type is that of events or of lines of JSON."""
    return base_type(media) in (EVENTS, *LINES)


def is_binary(media: str) -> bool:
    """Return whether a media type is of bytes that are not text."""
    base = base_type(media)
    kind, _, name = base.partition("/")
    if kind in ("audio", "font", "image", "video"):
        return not base.endswith(("+json", "+xml"))
    return kind == "application" and (
        name in BINARY or name.startswith(("vnd.ms-", "vnd.openxmlformats-"))
    )


def preferred(content: Mapping[str, Any]) -> str | None:
    """Return the media type to use: JSON, else the first one; None without any."""
    return next(filter(is_json, content), next(iter(content), None))
