"""Check the roles, locations and types in pagination, windows, chunks and units."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..document import (
    LAST_ITEM,
    Location,
    Operation,
    Schemas,
    Spec,
    default_state,
    steps,
)
from ..errors import Finding, Path
from ..messages import Message, Text
from ..vocabulary import keys
from ..vocabulary.pagination_styles import END_MARKS, STYLES
from .bucket_checks import check_buckets
from .findings import Fact, LookUp, fact, facts, failures, look_up
from .location_problems import missing, undeclared, unreachable
from .part_checks import check_parts, part_locations

ENDS = ("start", "end", "maximum")


def check_pagination(spec: Spec) -> Iterator[Finding]:
    """Yield the problems of pagination, windows, chunks and units."""
    looked_up: list[LookUp] = []
    for operation in spec.operations():
        for pages in facts(operation, keys.PAGINATION):
            yield from _roles(pages)
            looked_up += (
                *_locations(operation, pages),
                *part_locations(operation, pages),
            )
            yield from _items(operation, pages)
            yield from _sizes(operation, pages)
            yield from check_parts(operation, pages, _item_schema(operation, pages))
        for window in facts(operation, keys.WINDOW):
            yield from _ends(window)
            for end in ("start", "end"):
                looked_up += look_up(operation, keys.WINDOW, window, (end,))
            yield from _overlaps(operation, window)
        yield from _written_list(operation)
    yield from failures(looked_up)
    yield from _properties(spec)


def _roles(fact: Fact) -> Iterator[Finding]:
    style = fact.value.get("style")
    label = keys.PAGINATION
    given = [
        f"{group}.{role}"
        for group in ("request", "response")
        for role in fact.value.get(group, ())
    ]
    has = ", ".join(given) or "none"
    if style is None:
        missing_style = Message.NO_STYLE(expected=", ".join(STYLES))
        yield fact.own_at, missing_style.under(label)
    known = STYLES.get(str(style))
    for role in known.required if known else ():
        if role not in given:
            unmet = Message.NO_ROLE(style=style, role=role, known=has)
            yield fact.own_at, unmet.under(label)
    for mark in fact.value.get("end-when", ()):
        wanted = END_MARKS.get(mark, ())
        if wanted and not set(wanted) & set(given):
            needs = " or ".join(wanted)
            unread = Message.NO_END_ROLE(mark=mark, roles=needs, known=has)
            yield fact.origin(("end-when",)), unread.under(f"{label}.end-when")


def _locations(operation: Operation, fact: Fact) -> Iterator[LookUp]:
    item = _item(operation, fact)
    for group in ("request", "response"):
        for role in fact.value.get(group, ()):
            for each in look_up(operation, keys.PAGINATION, fact, (group, role), item):
                if group == "response" and each.message is None:
                    location = str(fact.value[group][role])
                    wrong = _misplaced_cursor(fact, role, location)
                    wrong = wrong or _undeclared(operation, location, item)
                    label = f"{keys.PAGINATION}.{group}.{role}"
                    each = replace(each, message=wrong and wrong.under(label))
                yield each


def _misplaced_cursor(fact: Fact, role: str, location: str) -> Text | None:
    """Return a problem if the cursor's location does not match the pagination style."""
    style = str(fact.value.get("style"))
    if role != "cursor" or style not in STYLES:
        return None
    in_item = STYLES[style].reads_last_item
    if in_item == (Location.parse(location).message == LAST_ITEM):
        return None
    wanted = "$last-item#/id" if in_item else "$response.body#/next"
    return Message.CURSOR_ELSEWHERE(location=location, style=style, wanted=wanted)


def _undeclared(operation: Operation, location: str, item: Any) -> Text | None:
    at, success = Location.parse(location), operation.success
    if at.message == LAST_ITEM:
        return undeclared(operation, item, at.pointer, location)
    if at.is_body and success:
        return undeclared(operation, success[1], at.pointer, location)
    return None


def _items(operation: Operation, fact: Fact) -> Iterator[Finding]:
    """Yield a problem if the location of the items is declared but is not a list."""
    location = fact.value.get("response", {}).get("items")
    if not isinstance(location, str) or unreachable(operation, location):
        return
    in_body = Location.parse(location).is_body
    if not (in_body and operation.spec.is_list(_item(operation, fact))):
        where = fact.origin(("response", "items"))
        wrong = Message.ITEMS_NOT_A_LIST(location=location, operation=operation.wire)
        yield where, wrong.under(f"{keys.PAGINATION}.response.items")


def _sizes(operation: Operation, fact: Fact) -> Iterator[Finding]:
    """Yield a problem for each page size above the declared maximum."""
    sizes = fact.value.get("page-size", {})
    limit = fact.value.get("request", {}).get("limit")
    schema = operation.schema_at(limit) if limit else {}
    most = {limit: schema["maximum"]} if "maximum" in schema else {}
    if "exclusiveMaximum" in schema:
        most[limit] = min(most.get(limit, math.inf), schema["exclusiveMaximum"] - 1)
    if "maximum" in sizes:
        most["page-size"] = sizes["maximum"]
    for name, size in sizes.items():
        for of, maximum in most.items():
            if size > maximum:
                wrong = Message.PAGE_SIZE_TOO_LARGE(size=size, of=of, most=maximum)
                label = f"{keys.PAGINATION}.page-size.{name}"
                yield fact.origin(("page-size", name)), wrong.under(label)


def _item(operation: Operation, fact: Fact) -> Any:
    location = str(fact.value.get("response", {}).get("items", ""))
    pointer = Location.parse(location).pointer
    success = operation.success
    return success and operation.spec.possibly_at(success[1], pointer)


def _item_schema(operation: Operation, fact: Fact) -> Any:
    return operation.spec.resolve(_item(operation, fact) or {}).get("items")


def _ends(fact: Fact) -> Iterator[Finding]:
    for end in ENDS:
        if end not in fact.value:
            wrong = Message.WINDOW_INCOMPLETE(name=end, expected=", ".join(ENDS))
            yield fact.own_at, wrong.under(keys.WINDOW)


def _overlaps(operation: Operation, fact: Fact) -> Iterator[Finding]:
    """Yield the problems of a window's `merge` rule, which compares windows' items.

    Only paginated operations are checked, because only their windows are split.
    """
    for pages in facts(operation, keys.PAGINATION):
        spec, item = operation.spec, _item(operation, pages)
        yield from check_buckets(operation, fact, item)
        merge = fact.value.get("merge", {})
        for i, path in enumerate(merge.get("identity", ())):
            wrong = missing(spec, item, steps(path), "the item")
            if wrong := wrong or undeclared(operation, item, steps(path), path):
                where = (*fact.origin(("merge", "identity")), i)
                yield where, wrong.under(f"{keys.WINDOW}.merge.identity")
        for path, key in merge.get("lists", {}).items():
            where = fact.origin(("merge", "lists", path))
            wrong = missing(spec, item, steps(path), "the item")
            inside = (*steps(path), *steps(key))
            wrong = wrong or missing(spec, item, inside, "the item")
            wrong = wrong or undeclared(operation, item, inside, f"{path}/{key}")
            if wrong:
                yield where, wrong.under(f"{keys.WINDOW}.merge.lists")
            elif not spec.is_list(spec.possibly_at(item, steps(path))):
                flat = Message.MERGED_NOT_A_LIST(path=path)
                yield where, flat.under(f"{keys.WINDOW}.merge.lists")


def _properties(spec: Spec) -> Iterator[Finding]:
    """Yield the problems of windows, chunks and units of schemas and parameters."""
    windows: dict[int, Fact] = {}
    for pointer, kinds, node in spec.extended_nodes:
        if kinds & {"schema", "parameter"}:
            yield from _chunk(spec, pointer, node)
            yield from _unit(spec, pointer, node)
            yield from _absent(spec, pointer, node)
        value = node.get(keys.WINDOW) if "schema" in kinds else None
        at = (*pointer, keys.WINDOW)
        if value and (window := fact(spec, keys.WINDOW, value, at)):
            windows[id(value)] = window
            yield from _ends(window)
            yield from _window_problems(spec, node, window)
    for operation in spec.operations() if windows else ():
        body = operation.body
        marks = frozenset({keys.WINDOW})
        for _, prop in spec.marked_properties(body[1], marks) if body else ():
            if used := windows.get(id(prop.schema[keys.WINDOW])):
                yield from _overlaps(operation, used)


def _window_problems(spec: Schemas, node: Any, fact: Fact) -> Iterator[Finding]:
    for end in ("start", "end"):
        name = fact.value.get(end)
        wrong = name and missing(spec, node, (str(name),), "the object")
        if wrong:
            yield fact.origin((end,)), wrong.under(f"{keys.WINDOW}.{end}")


def _chunk(spec: Schemas, at: Path, node: Mapping[str, Any]) -> Iterator[Finding]:
    key = keys.CHUNK
    chunk = node.get(key)
    schema = node.get("schema", node) if "in" in node else node
    if not chunk:
        return
    schema = spec.resolve(schema)
    if not spec.is_list(schema):
        yield (*at, key), Message.CHUNK_NOT_A_LIST().under(key)
    elif chunk is True and "maxItems" not in schema:
        yield (*at, key), Message.CHUNK_WITHOUT_MAXIMUM().under(key)


def _written_list(operation: Operation) -> Iterator[Finding]:
    """Yield a problem if a body is a list in chunks, and each would have a result."""
    body, paged = operation.body, operation.extension(keys.PAGINATION)
    if body is None or paged or not operation.spec.resolve(body[1]).get(keys.CHUNK):
        return
    if any(content is not None for content in operation.successes.values()):
        wrong = Message.CHUNKS_WITH_RESULT(operation=operation.wire)
        at = (
            *operation.pointer,
            "requestBody",
            "content",
            body[0],
            "schema",
            keys.CHUNK,
        )
        yield at, wrong.under(keys.CHUNK)


def _unit(spec: Schemas, at: Path, node: Mapping[str, Any]) -> Iterator[Finding]:
    if keys.UNIT not in node:
        return
    kinds = spec.resolve(node.get("schema", node)).get("type", ())
    known = {kinds} if isinstance(kinds, str) else {*kinds}
    if known and known <= {"object", "boolean", "null"}:
        yield (*at, keys.UNIT), Message.NOT_MEASURED().under(keys.UNIT)


def _absent(spec: Schemas, at: Path, node: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a problem if `absent-means` is not valid for the property."""
    said = node.get(keys.NULL_HANDLING)
    value = said.get("absent-means") if isinstance(said, Mapping) else None
    if value is not None and default_state(spec.schemas, node, value) != "kept":
        wrong = Message.NOT_A_VALUE(value=json.dumps(value))
        label = f"{keys.NULL_HANDLING}.absent-means"
        yield (*at, keys.NULL_HANDLING, "absent-means"), wrong.under(label)
