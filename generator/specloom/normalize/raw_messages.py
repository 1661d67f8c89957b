"""Declare what is neither JSON, a form nor a stream as text or bytes.

XML and others have no form in Python that could be sent: the caller writes and reads
them, and the report says what was declared and is not used.
"""

from __future__ import annotations

from typing import Any

from ..document import is_json, is_stream, preferred
from ..document.references import Resolver
from .generation_report import GenerationReport, message_parts, messages

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def declare_raw_messages(tree: Any, report: GenerationReport) -> None:
    """Replace the schemas of request bodies and responses that cannot be written.

    Args:
        tree: the document.
        report: records which messages are text or bytes.
    """
    resolver = Resolver(tree)
    for subject, operation in messages(tree):
        for part, message in message_parts(subject, operation):
            if isinstance(message, dict) and part.kind in ("body", "response"):
                content = message.get("content") or {}
                if media := _declare_raw(content, resolver):
                    report.degrade(part, "raw", media, at=content)
                elif media := _name_parts(content, resolver):
                    report.degrade(part, "unnamed-parts", media, at=content)


def _name_parts(content: Any, resolver: Resolver) -> str:
    """Declare a multipart form an object; return the media type if it was none."""
    media = preferred(content)
    if media is None or media.partition(";")[0].strip().lower() != MULTIPART:
        return ""
    holder = content[media]
    schema = holder.get("schema") if isinstance(holder, dict) else None
    node = resolver.soft_target(schema)
    if not isinstance(node, dict) or _may_be_object(node):
        return ""
    holder["schema"] = {"type": "object"}
    return media


def _declare_raw(content: Any, resolver: Resolver) -> str:
    """Declare text or bytes in the place of a schema; return the media type, or ""."""
    media = preferred(content)
    if media is None or is_json(media) or any(map(is_stream, content)):
        return ""
    base = media.partition(";")[0].strip().lower()
    holder = content[media]
    schema = holder.get("schema") if isinstance(holder, dict) else None
    node = resolver.soft_target(schema)
    if not isinstance(node, dict) or not node or _is_text(node):
        return ""
    if base == MULTIPART or (base == FORM and _may_be_object(node)):
        return ""
    holder["schema"] = {"type": "string"}
    if not base.startswith("text/"):
        holder["schema"]["format"] = "binary"
    for example in ("example", "examples"):
        holder.pop(example, None)
    return media


def _may_be_object(node: Any) -> bool:
    """Return whether a value may have members, as those of a form."""
    types = node.get("type", "object")
    return "object" in ([types] if isinstance(types, str) else types)


def _is_text(node: Any) -> bool:
    """Return whether a schema is of a string, or does not say what it is of."""
    types = node.get("type", ())
    kinds = {types} if isinstance(types, str) else set(types)
    if kinds:
        return kinds <= {"string", "null", "file"}
    return not node.keys() & {"properties", "items", "allOf", "oneOf", "anyOf"}
