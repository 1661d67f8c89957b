"""Choose a media type if a description declares several, or only a range (`*/*`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ...document import (
    base_type,
    by_preference,
    contents,
    is_binary,
    is_json,
    is_stream,
    preferred,
    success_statuses,
    types_of,
)
from ...document.references import Resolver
from ...load import pick
from ...vocabulary import keys
from ..report import (
    GenerationReport,
    Subject,
    message_parts,
    messages,
)
from .media_type_names import check_content_types, media_types, name_media_types

JSON = "application/json"
MULTIPART = "multipart/form-data"
FORMS = ("application/x-www-form-urlencoded", MULTIPART)
OPEN = ("*/*", "application/*")
EMPTY_STATUSES = ("204", "205", "304")
"""Statuses whose responses have no content (RFC 9110, 15.3.5, 15.3.6 and 15.4.5)."""


def normalize_media_types(tree: Any, report: GenerationReport) -> None:
    """Declare JSON where any media type is allowed and the value is not text.

    Content is removed from responses that have no body in HTTP. If there are several
    media types, the preferred one is moved to the front.

    Args:
        tree: the document.
        report: records the media types that are not supported.
    """
    resolver = Resolver(tree)
    for subject, operation in messages(tree):
        for part, message in message_parts(subject, operation):
            if isinstance(message, dict) and isinstance(message.get("content"), dict):
                _name(part, message["content"], report)
        for content in contents(operation):
            for media in OPEN if JSON not in content else ():
                if media in content and _is_json_value(content[media], resolver):
                    content[JSON] = content.pop(media)
                    break
    for subject, operation in messages(tree):
        _check_body(subject, operation, resolver, report)
        responses = operation.get("responses", {})
        head = subject.method == "HEAD"
        for status, response in responses.items():
            empty = status in EMPTY_STATUSES or (head and not status.startswith("x-"))
            if empty and response.pop("content", None):
                unsent = subject.response(status)
                report.degrade(unsent, "no-content", at=response, done="left out")
        for status in success_statuses(responses):
            answered = responses[status]
            _report_others(subject.response(status), answered, "accepted", report)
        for content in contents(operation):
            for media in by_preference(content):
                content[media] = content.pop(media)


def _name(part: Subject, content: Any, report: GenerationReport) -> None:
    """Replace invalid media types in `content`, and in the forms that it contains."""

    def note(detail: str, at: Any, done: str) -> None:
        report.degrade(part, "media-type-name", detail, at=at, done=done)

    name_media_types(content, note)
    for media, holder in content.items():
        check_content_types(holder, note)
        stated = keys.STREAM in holder.key_locations
        if (
            keys.STREAM in holder
            and (stated or is_json(media))
            and not is_stream(media)
        ):
            item = holder.pop(keys.STREAM)
            name = keys.STREAM if stated else "itemSchema"
            detail = f"{name} of {media}, which has no items"
            report.degrade(part, "invalid", detail, at=item, done="left out")


def _check_body(
    subject: Subject, operation: Any, resolver: Resolver, report: GenerationReport
) -> None:
    """Restrict a request body to media types and schemas that can be sent."""
    body = operation.get("requestBody") or {}
    used_for = "read" if subject.kind == "event" else "sent"
    sent = body.get("content", {})
    if body and not sent:
        del operation["requestBody"]
        report.skip(subject.body(), "invalid", "a body without a media type", at=body)
    ranges = [media for media in sent if is_json(media) and "*" in media]
    if ranges and JSON not in sent:
        sent[JSON] = sent.pop(min(ranges))  # A request has a type, not a range.
    _report_others(subject.body(), body, used_for, report)
    for media, holder in list(sent.items()):
        schema = resolver.soft_target(holder.get("schema"))
        kind = schema.get("contentMediaType") if isinstance(schema, dict) else None
        if kind and "*" in media and "*" not in kind and media_types(kind) == [kind]:
            sent[kind] = sent.pop(media)
        if is_binary(media):
            holder["schema"] = _bytes(holder, holder.get("schema", {}))
        elif base_type(media) in FORMS:
            if base_type(media) == MULTIPART:
                _mark_parts(holder, resolver)
            _check_parts(holder, resolver, partial(report.degrade, subject.body()))


def _mark_parts(form: Any, resolver: Resolver) -> None:
    """Declare the parts of a form with binary media types as bytes.

    If the form refers to a component, the component is not changed, because other
    schemas may refer to it.
    """
    schema = resolver.soft_target(form.get("schema"))
    members = schema.get("properties", {}) if isinstance(schema, dict) else {}
    changed = {}
    for name, fact in form.get("encoding", {}).items():
        kinds = str(fact.get("contentType", "")).split(",")
        part = members.get(name)
        if part is None or not all(map(is_binary, kinds)):
            continue
        if isinstance(part, dict) and "items" in part:
            items = _bytes(part, part["items"])
            changed[name] = pick(part, **{**part, "items": items})
        else:
            changed[name] = _bytes(form, part)
    if any(changed[name] != members[name] for name in changed):
        properties = pick(members, **{**members, **changed})
        form["schema"] = pick(form, **{**schema, "properties": properties})


def _check_parts(form: Any, resolver: Resolver, degrade: Callable[..., None]) -> None:
    """Report the headers of parts, and declare text for objects that are not JSON."""
    for word in ("prefixEncoding", "itemEncoding"):
        if form.pop(word, None):
            degrade("encoding", word, at=form, done="left out")
    for name, fact in form.get("encoding", {}).items():
        for word in ("encoding", "prefixEncoding", "itemEncoding"):
            if fact.pop(word, None):
                degrade("encoding", f"{name}: {word}", at=fact, done="left out")
        headers = [each for each in fact.get("headers", {}) if not _is_type(each)]
        if headers:
            detail = f"{name}: {', '.join(headers)}"
            degrade("encoding", detail, at=fact, done="left out")
        kinds = str(fact.get("contentType", "")).split(",")
        typed = "contentType" in fact and "style" not in fact
        if not typed or any(is_json(k) or "*" in k for k in kinds):
            continue
        schema = resolver.soft_target(form.get("schema"))
        members = schema.get("properties", {}) if isinstance(schema, dict) else {}
        node = resolver.soft_target(members.get(name))
        if (text := _written_parts(node, resolver)) is not None:
            properties = pick(members, **{**members, name: text})
            form["schema"] = pick(form, **{**schema, "properties": properties})
            degrade("raw", f"{name} as {fact['contentType']}", at=fact)


def _written_parts(node: Any, resolver: Resolver) -> Any:
    """Return a schema with strings instead of objects; None if it has no objects.

    The schema describes an object, or a list of objects.
    """
    if not isinstance(node, dict):
        return None
    if "properties" in node or _is_object(node):
        return pick(node, **{"type": "string"})
    items = resolver.soft_target(node.get("items"))
    if isinstance(items, dict) and ("properties" in items or _is_object(items)):
        return pick(node, **{**node, "items": pick(items, **{"type": "string"})})
    return None


def _is_type(header: str) -> bool:
    """Return whether a header is `Content-Type`, which every part has."""
    return header.lower() == "content-type"


def _is_object(node: Any) -> bool:
    return "object" in types_of(node)


def _bytes(holder: Any, schema: Any) -> Any:
    """Return a schema of bytes instead of a plain string schema; else the schema."""
    known = schema if isinstance(schema, dict) else {}
    said = {k: v for k, v in known.items() if k not in ("description", "example")}
    if schema is False or said not in ({}, {"type": "string"}):
        return schema
    return pick(holder, **{**known, "type": "string", "format": "binary"})


def _report_others(
    subject: Subject, message: Any, used_for: str, report: GenerationReport
) -> None:
    """Record the unused media types, except JSON types with the same declaration."""
    content = message.get("content", {})
    used = preferred(content)
    others = [
        media
        for media, each in content.items()
        if media != used and not (is_json(media) and each == content[used])
    ]
    if others:
        done = f"only {used} is {used_for}"
        report.degrade(subject, "media-type", ", ".join(others), at=content, done=done)


def _is_json_value(holder: Any, resolver: Resolver) -> bool:
    """Return whether the schema describes a value other than text."""
    schema = holder.get("schema") if isinstance(holder, dict) else None
    node = resolver.soft_target(schema)
    if not isinstance(node, dict) or not node:
        return False
    types = node.get("type", "object")
    return not {"string", "file"} & ({types} if isinstance(types, str) else {*types})
