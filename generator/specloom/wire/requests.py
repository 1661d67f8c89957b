"""State what the request of one operation contains, from its constant and arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from specloom_runtime.core.media_types import is_json
from specloom_runtime.core.unset import UNSET
from specloom_runtime.operations.base_operation import SAFE
from specloom_runtime.operations.changed_since import ChangedSince
from specloom_runtime.operations.operation import STREAMS
from specloom_runtime.operations.service import Service
from specloom_runtime.pagination.styles import (
    CursorPages,
    KeysetPages,
    NextLinkPages,
    NumberedPages,
    OffsetPages,
    Pages,
)
from specloom_runtime.serialization.style import Style

from ..ir import (
    Argument,
    FurtherMembers,
    Member,
    Operation,
    PagedOperation,
    StreamOperation,
    Whole,
)
from ..ir.python_types import NONE, parts
from .facts import Fact, FactKey, Pointer, operation_pointer
from .operation_pairs import Side
from .package_models import PackageModels
from .wire_change import Part

PARTS: Mapping[str, Part] = {
    "path": "path",
    "query": "query",
    "headers": "header",
    "cookies": "cookie",
    "body": "body",
}
"""The part of the request for each keyword of the runtime's call."""
JSON = "application/json"


def request_facts(
    side: Side, service: Service, models: PackageModels
) -> dict[FactKey, Fact]:
    """Return what is known about the requests of an operation.

    Arguments are identified as callers pass them: by position or by name. What an
    argument is called in the request is a part of the fact.

    Args:
        side: the operation in one package.
        service: the service of this package.
        models: the models of this package.
    """
    operation = side.operation
    at = operation_pointer(operation)
    found: dict[FactKey, Fact] = {
        ("method",): Fact("method", "", (operation.method,), at),
        ("path",): Fact("path", "", (_template(operation),), at, operation.path),
        ("accept",): Fact("header", "Accept", (accepted(operation),), at),
        ("idempotency",): _idempotency(operation, service, at),
    }
    if operation.body != "absent":
        media = operation.facts.media
        found["media",] = Fact("body", "", (media,), (*at, "requestBody"))
        found |= dict(_body_facts(side, service, models))
    found |= _pagination(operation, at)
    for identity, argument in _identified(operation):
        found |= _argument_facts(operation, identity, argument, at)
    found |= _filter_facts(side, at)
    if (edit := side.edit) is not None:
        sends = ("sends" if edit.undeclared else "omits") + " undeclared properties"
        key = f"key in body#/{edit.body_key}" if edit.body_key else "key in the path"
        pieces = (f"version in {edit.version}", key, sends)
        found["edit",] = Fact(_part_of(edit.version), "", pieces, at)
        for each in edit.changes.fields:
            # Only a value that callers can pass in both packages can be sent otherwise.
            if NONE not in parts(each.type):
                continue
            removed = each.name in edit.removable
            removes = "None removes it" if removed else "None is sent as null"
            found["edit", each.name] = Fact("body", each.name, (removes,), at)
    return found


def _body_facts(
    side: Side, service: Service, models: PackageModels
) -> Iterator[tuple[FactKey, Fact]]:
    """Yield how the members of a body are written that is JSON or a form."""
    operation = side.operation
    at: Pointer = (*operation_pointer(operation), "requestBody")
    if is_json(operation.facts.media):
        omitted = [n for n in ("nulls", "falses") if getattr(service, n) == "omit"]
        pieces = tuple(f"{name} are omitted" for name in omitted)
        yield ("omitted",), Fact("body", "", pieces, ())
    for argument in operation.arguments:
        if argument.destination == Whole("body"):
            for name, wire in models.members(argument.type):
                style = operation.facts.styles.get(f"body.{wire}")
                pieces = () if style is None else tuple(_style_pieces(style))
                yield ("member", name), Fact("body", wire, pieces, (*at, wire))


def _identified(operation: Operation) -> Iterator[tuple[str, Argument]]:
    """Yield each argument with its position or, if it has none, its name."""
    for number, argument in enumerate(operation.arguments):
        yield str(number) if argument.positional else argument.name, argument


def _template(operation: Operation) -> str:
    """Return the path with the identities of arguments instead of the vendor's names.

    The text after "#" distinguishes operations in a description; it is not sent.
    """
    names = {
        argument.destination.wire: identity
        for identity, argument in _identified(operation)
        if isinstance(argument.destination, Member)
        and argument.destination.keyword == "path"
    }
    path = operation.path.partition("#")[0]
    return re.sub(r"\{([^{}]*)\}", lambda m: f"{{{names.get(m[1], m[1])}}}", path)


def accepted(operation: Operation) -> str:
    """Return the header `Accept` of a request."""
    accept = operation.facts.accept
    if isinstance(operation, StreamOperation) and accept == JSON:
        return STREAMS[operation.framing]
    return accept


def _idempotency(operation: Operation, service: Service, at: Pointer) -> Fact:
    rule = operation.facts.idempotency
    own = rule is not None
    rule = service.idempotency if rule is None else rule
    if not rule or operation.method in SAFE:
        return Fact("header", "", (), at if own else ())
    return Fact("header", rule.header, (f"{rule.header}: a key",), at if own else ())


def _pagination(operation: Operation, at: Pointer) -> dict[FactKey, Fact]:
    """Return the parameters that request a page."""
    pages = operation.pages if isinstance(operation, PagedOperation) else None
    size = () if pages is None else _size(pages)
    name = "" if pages is None else pages.limit or ""
    return {
        ("position",): Fact("pagination", "", _position(pages), at),
        ("size",): Fact("pagination", name, size, at),
    }


def _position(pages: Pages | None) -> tuple[str, ...]:
    match pages:
        case CursorPages(send=send) | KeysetPages(send=send):
            return (f"{send}: the position, except for the first page",)
        case OffsetPages(offset=offset):
            return (f"{offset}: the number of items before the page",)
        case NumberedPages(page=page, first=first):
            return (f"{page}: the number of the page", f"from {first}")
        case NextLinkPages():
            return ("the link in the response",)
    return ()


def _size(pages: Pages) -> tuple[str, ...]:
    if pages.limit is None:
        return ()
    usual = pages.max_size or max(pages.sizes, default=pages.size)
    found = [f"{pages.limit}={'the caller states it' if usual is None else usual}"]
    if pages.sizes:
        found.append(f"one of {', '.join(map(str, pages.sizes))}")
    elif (least := pages.min_size or 1) > 1:
        found.append(f"at least {least}")
    return tuple(found)


def _argument_facts(
    operation: Operation, identity: str, argument: Argument, at: Pointer
) -> dict[FactKey, Fact]:
    """Return where and how an argument is sent, also if it is None or omitted."""
    to, nullable = argument.destination, operation.facts.nullable
    since = operation.facts.changed_since
    if to == Whole("changed_since") and since is not None:
        return {("argument", identity): _since_fact(since, at)}
    if (part := PARTS.get(to.keyword)) is None:
        return {}
    if isinstance(to, Member):
        name, where = to.wire, _argument_pointer(at, part, to.wire)
        named = () if part == "path" else (f"{part} {name}",)
        pieces = (*named, *_written(operation, part, name))
    else:
        kind = "further members" if isinstance(to, FurtherMembers) else "the body"
        name, where, pieces = "", (*at, "requestBody"), (kind,)
    found: dict[FactKey, Fact] = {
        ("argument", identity): Fact(part, name, pieces, where)
    }
    is_null = (name or "body") in nullable
    if NONE in parts(argument.type):
        kind = "None is null" if is_null else "None is omitted"
        found["none", identity] = Fact(part, name, (kind,), where)
    if argument.default is not None:
        value = argument.default.value
        absent = value is UNSET or (value is None and not is_null)
        sent = () if absent else (f"by default {value!r}",)
        found["default", identity] = Fact(part, name, sent, where)
    return found


def _since_fact(since: ChangedSince, at: Pointer) -> Fact:
    field = f" {since.field}" if since.field else ""
    pieces = (f"{since.location}{field}", since.operator, f"end: {since.end}")
    return Fact(_part_of(since.location), "changed_since", pieces, at)


def _written(operation: Operation, part: Part, name: str) -> Iterator[str]:
    """Yield how a value is written: its style, its format, and how it is split."""
    facts, location = operation.facts, _location(part, name)
    style = facts.styles.get(f"body.{name}" if part == "body" else location)
    if style is not None:
        yield from _style_pieces(style)
    form = facts.formats.get(location)
    if form not in (None, "date"):  # A date is written in the same way without it.
        yield f"as {form}"
    for window in facts.windows:
        if window.start == location or window.start.startswith(f"{location}/"):
            yield f"in parts of {window.maximum}"
            yield f"{window.bounds}, step {window.step}, align {window.align}"
            yield f"buckets {window.buckets}"
    for chunk in facts.chunks:
        if chunk.at == location:
            yield f"in chunks of {chunk.maximum}"


def _style_pieces(style: Style) -> Iterator[str]:
    yield f"style {style.name}"
    yield "exploded" if style.explode else "not exploded"
    if style.reserved:
        yield "reserved characters unchanged"
    if style.media:
        yield f"as {style.media}"


def _filter_facts(side: Side, at: Pointer) -> dict[FactKey, Fact]:
    """Return how conditions and sort keys are written, and the fields' names."""
    facts, found = side.operation.facts, dict[FactKey, Fact]()
    if (rule := facts.filter) is not None:
        names = (f"{name} as {wire}" for name, wire in sorted(rule.names.items()))
        pieces = (rule.location, *_grammar_pieces(rule.grammar), *names)
        found["filter",] = Fact(_part_of(rule.location), "filter", pieces, at)
    if (sort := facts.sort) is not None:
        pieces = (sort.location, *_grammar_pieces(sort.grammar))
        found["sort",] = Fact(_part_of(sort.location), "sort", pieces, at)
    place = facts.filter or facts.sort
    if side.filters is None or place is None:
        return found
    schema = ("components", "schemas", side.filters.component, "properties")
    for each in side.filters.fields:
        fact = Fact(
            _part_of(place.location), each.wire, (each.wire,), (*schema, each.wire)
        )
        found["field", each.name] = fact
    return found


def _grammar_pieces(grammar: Any) -> Iterator[str]:
    yield type(grammar).__name__
    for each in fields(grammar):
        value = getattr(grammar, each.name)
        if isinstance(value, Mapping):
            for key in sorted(value):
                yield f"{each.name}.{key}: {value[key]}"
        else:
            yield f"{each.name}: {value}"


def _location(part: Part, name: str) -> str:
    return f"body#/{name}" if part == "body" else f"{part}.{name}"


def _part_of(location: str) -> Part:
    kind = re.split(r"[.#]", location, maxsplit=1)[0]
    return next((part for part in PARTS.values() if part == kind), "body")


def _argument_pointer(at: Pointer, part: Part, name: str) -> Pointer:
    """Return the pointer of a parameter, named by its place, or of a body's member."""
    if part == "body":
        return (*at, "requestBody", name)
    return (*at, "parameters", f"{part}:{name}")
