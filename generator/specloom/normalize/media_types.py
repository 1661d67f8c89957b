"""Choose a media type where a description leaves it open, and what is sent as bytes.

Objects of any media type are JSON. What is neither JSON nor a form, such as XML, has no
form in Python: such a message is text or bytes, and the report says so.
"""

from __future__ import annotations

from typing import Any

from ..document import contents, is_json, preferred
from ..document.references import Resolver
from .generation_report import GenerationReport, message_parts, messages

JSON = "application/json"
OPEN = ("*/*", "application/*")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
STREAMS = ("text/event-stream", "application/json-seq", "application/jsonl") + (
    "application/x-ndjson",
    "application/x-jsonlines",
)


def normalize_media_types(tree: Any, report: GenerationReport) -> None:
    """Declare JSON where any media type is allowed, and bytes where none is known.

    Args:
        tree: the document.
        report: records which messages are text or bytes.
    """
    resolver = Resolver(tree)
    for unit, operation in messages(tree):
        for content in contents(operation):
            open_types = [m for m in content if m in OPEN and JSON not in content]
            for media in open_types:
                if _is_structured(content[media], resolver):
                    content[JSON] = content.pop(media)
                    break
        if unit.kind == "operation":
            for part, message in message_parts(unit, operation):
                if isinstance(message, dict) and part.kind in ("body", "response"):
                    content = message.get("content") or {}
                    if media := _declare_raw(content, resolver):
                        report.degrade(part, "raw", media, at=content)


def _declare_raw(content: Any, resolver: Resolver) -> str:
    """Declare text or bytes in the place of a schema; return the media type, or ""."""
    media = preferred(content) or JSON
    base = media.partition(";")[0].strip().lower()
    if is_json(media) or base in (*FORMS, *STREAMS):
        return ""
    holder = content[media]
    schema = holder.get("schema") if isinstance(holder, dict) else None
    node = resolver.soft_target(schema)
    if not isinstance(node, dict) or not node or _is_text(node):
        return ""
    holder["schema"] = {"type": "string"}
    if not base.startswith("text/"):
        holder["schema"]["format"] = "binary"
    for example in ("example", "examples"):
        holder.pop(example, None)
    return media


def _is_text(node: Any) -> bool:
    """Return whether a schema is of a string, or does not say what it is of."""
    types = node.get("type", ())
    kinds = {types} if isinstance(types, str) else set(types)
    if kinds:
        return kinds <= {"string", "null", "file"}
    return not node.keys() & {"properties", "items", "allOf", "oneOf", "anyOf"}


def _is_structured(holder: Any, resolver: Resolver) -> bool:
    """Return whether the schema is of an object or array."""
    schema = holder.get("schema") if isinstance(holder, dict) else None
    node = resolver.soft_target(schema)
    if not isinstance(node, dict) or not node:
        return False
    return node.get("type", "object") in ("object", "array", ["object", "null"])
