"""Declare messages that are neither JSON, forms nor streams as text or bytes.

The client cannot serialize XML and similar formats. The caller must serialize and parse
such messages, and the report states that their schemas are not used. A request body of
JSON Lines becomes a list with one item for each line.
"""

from __future__ import annotations

from typing import Any

from ...document import EVENTS, LINES, base_type, is_json, is_stream, preferred
from ...document.references import Resolver
from ...load import pick
from ...vocabulary import keys
from ..report import GenerationReport, message_parts, messages

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def declare_raw_messages(tree: Any, report: GenerationReport) -> None:
    """Replace the schemas of messages that the client cannot serialize.

    Args:
        tree: the document.
        report: records the messages that are text or bytes.
    """
    resolver = Resolver(tree)
    for subject, operation in messages(tree):
        for part, message in message_parts(subject, operation):
            if isinstance(message, dict) and part.kind in ("body", "response"):
                content = message.get("content") or {}
                if part.kind == "body" and _declare_lines(content, resolver):
                    continue
                streams = part.kind == "response" and any(map(is_stream, content))
                is_used = streams and not any(map(is_json, content))
                if is_used and _declare_events(content, resolver):
                    report.degrade(part, "events", EVENTS, at=content)
                if media := "" if streams else _declare_raw(content, resolver):
                    report.degrade(part, "raw", media, at=content)
                elif media := _name_parts(content, resolver):
                    report.degrade(part, "unnamed-parts", media, at=content)


def _name_parts(content: Any, resolver: Resolver) -> str:
    """Declare a multipart form as an object, unless it is already declared as one.

    Return the media type if the declaration has changed, and "" otherwise.
    """
    media = preferred(content)
    if media is None or base_type(media) != MULTIPART:
        return ""
    holder = content[media]
    schema = holder.get("schema") if isinstance(holder, dict) else None
    node = resolver.soft_target(schema)
    if not isinstance(node, dict) or _may_be_object(node):
        return ""
    holder["schema"] = {"type": "object"}
    return media


def _declare_lines(content: Any, resolver: Resolver) -> bool:
    """Declare a body of JSON Lines as a list; return whether there is such a body.

    The declared schema describes the whole list or each line. A body that is declared
    as text is not changed.
    """
    media = preferred(content)
    if media is None or base_type(media) not in LINES:
        return False
    holder = content[media]
    item = holder.pop(keys.STREAM, None)
    schema = holder.get("schema")
    node = resolver.soft_target(schema)
    known = isinstance(node, dict) and node
    if item is None and (not known or _is_text(node) or "items" in node):
        return True
    holder["schema"] = pick(
        holder, **{"type": "array", "items": schema if item is None else item}
    )
    for example in ("example", "examples"):
        holder.pop(example, None)
    return True


def _declare_events(content: Any, resolver: Resolver) -> bool:
    """Return whether there are server-sent events that are returned undecoded.

    If the schema describes the whole stream and is not an array, it does not describe
    an event. If an event can be of several kinds, only its field `event` names the
    kind, and the caller can read this field only in an undecoded event.
    """
    found = False
    for media, holder in content.items():
        if base_type(media) != EVENTS:
            continue
        item = resolver.soft_target(holder.get(keys.STREAM))
        if not isinstance(item, dict):
            whole = resolver.soft_target(holder.get("schema"))
            known = isinstance(whole, dict) and "items" not in whole
            found = found or (known and not _is_text(whole))
            continue
        parts = [each for word in ("oneOf", "anyOf") for each in item.get(word, ())]
        if any(_is_event(resolver.soft_target(each)) for each in parts):
            fields = {name: {"type": "string"} for name in ("event", "data", "id")}
            holder[keys.STREAM] = pick(
                item, type="object", properties=pick(item, **fields)
            )
            found = True
    return found


def _is_event(node: Any) -> bool:
    """Return whether a schema describes the fields of a server-sent event."""
    named = set(node.get("properties") or ()) if isinstance(node, dict) else set()
    return bool(named & {"event", "data"}) and named <= {"event", "data", "id", "retry"}


def _declare_raw(content: Any, resolver: Resolver) -> str:
    """Replace a schema by text or bytes; return the media type, or "" if unchanged."""
    media = preferred(content)
    if media is None or is_json(media):
        return ""
    base = base_type(media)
    holder = content[media]
    item = holder.pop(keys.STREAM, None)
    schema = holder.get("schema") if item is None else item
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
    """Return whether a value of the schema can be an object."""
    types = node.get("type", "object")
    return "object" in ([types] if isinstance(types, str) else types)


def _is_text(node: Any) -> bool:
    """Return whether a schema describes a string, or has no type."""
    types = node.get("type", ())
    kinds = {types} if isinstance(types, str) else set(types)
    if kinds:
        return kinds <= {"string", "null", "file"}
    return not node.keys() & {"properties", "items", "allOf", "oneOf", "anyOf"}
