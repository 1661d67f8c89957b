"""Read paging that other tools state by the role of each parameter and property.

Scalar (scalar.com/products/sdk-generator/openapi-extensions): `x-scalar-pagination` is
a list of named schemes at the root; on an operation it is a name, a scheme or false. A
scheme has `type` (offset, pageNumber, cursor, cursorId, cursorUrl, fakePage), and
`request` and `response` with fields by name, each with its role as `type`.

Stainless (stainless.com/docs, reference/config): `x-stainless-pagination-property` with
a `purpose` in the schema of a parameter, and in those of a response's properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..document import Operation, json_pointer
from .described import Described
from .page_facts import body_location, item_location, request_location

STYLES: Final[Mapping[str, str]] = {
    "offset": "offset",
    "pageNumber": "page",
    "cursor": "cursor",
    "cursorId": "keyset",
    "cursorUrl": "next-link",
    "fakePage": "single-page",
}
_SENT: Final[Mapping[str, str]] = {
    "offset": "offset",
    "pageNumber": "page",
    "cursor": "cursor",
    "cursorId": "cursor",
    "limit": "limit",
    "pageSize": "limit",
}
_READ: Final[Mapping[str, str]] = {
    "items": "items",
    "cursor": "cursor",
    "cursorUrl": "next",
    "hasMore": "has-more",
    "total": "total",
    "totalPages": "total-pages",
}
_PURPOSES: Final[Mapping[str, str]] = {
    "next_cursor_param": "cursor",
    "next_cursor_id_param": "cursor",
    "offset_count_param": "offset",
    "page_number_param": "page",
    "page_size_param": "limit",
    "items": "items",
    "next_cursor_field": "cursor",
    "cursor_url_field": "next",
    "next_cursor_url_field": "next",
    "offset_total_count_field": "total",
    "total_page_count_field": "total-pages",
    "has_next_page": "has-more",
    "has_next_page_field": "has-more",
}
_MARK: Final = "x-stainless-pagination-property"
MOST_DEPTH: Final = 3
"""How deeply the properties of a response are searched."""
Scheme = tuple[str, dict[str, str], dict[str, str], dict[str, Any]]


def stated_scheme(described: Described, operation: Operation) -> Scheme | None:
    """Return the paging that `x-scalar-pagination` states for an operation."""
    value = described.own(operation).get("x-scalar-pagination")
    if isinstance(value, str):
        declared = described.tree.get("x-scalar-pagination")
        known = declared if isinstance(declared, list) else []
        named = [s for s in known if isinstance(s, dict) and s.get("name") == value]
        value = named[0] if named else None
    if not isinstance(value, dict) or str(value.get("type")) not in STYLES:
        return None
    place = value.get("paramLocation", "query")
    request: dict[str, str] = {}
    for name, field in _fields(value, "request"):
        sent = str(field.get("param", field.get("property", name)))
        at = request_location(operation, sent)
        if field.get("location", place) == "body":
            steps = _steps(field, sent)
            at = f"$request.body#{json_pointer(steps)}"
        if (role := _SENT.get(str(field.get("type")))) and at:
            request[role] = at
    response: dict[str, str] = {}
    style = STYLES[str(value["type"])]
    for name, field in _fields(value, "response"):
        if role := _READ.get(str(field.get("type"))):
            response[role] = _read_at(field, name)
        if style == "keyset" and (key := _names(field.get("itemCursor"))):
            response["cursor"] = item_location(key)
    return style, request, response, {}


def _read_at(field: Mapping[str, Any], name: str) -> str:
    """Return the location of a field of the response."""
    if field.get("location") == "linkHeader":
        return f"$response.header.{field.get('headerName', 'Link')}"
    if field.get("location") == "header":
        return f"$response.header.{field.get('headerName', name)}"
    steps = _steps(field, str(field.get("property", name)))
    return body_location((*steps, *_names(field.get("cursorPath"))))


def _steps(field: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return _names(field.get("path")) or (name,)


def _names(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _fields(
    value: Mapping[str, Any], member: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    fields = value.get(member)
    for name, field in fields.items() if isinstance(fields, dict) else ():
        if isinstance(field, dict):
            yield str(name), field


def stated_stainless(described: Described, operation: Operation) -> Scheme | None:
    """Return the paging that the purposes of parameters and properties state."""
    request: dict[str, str] = {}
    for parameter in described.own_parameters(operation):
        schema = described.target(parameter.get("schema"))
        role = _purpose(schema) or _purpose(parameter)
        if role and (at := request_location(operation, str(parameter.get("name")))):
            request[role] = at
    styles = ("cursor", "offset", "page")
    style: str | None = next((each for each in styles if each in request), None)
    if style is None:
        return None
    response: dict[str, str] = {}
    for steps, schema in _response_schemas(described, operation):
        if role := _purpose(schema):
            response.setdefault(role, body_location(steps))
    if "items" not in response:
        lists = _lists(operation)
        if len(lists) == 1:
            response["items"] = body_location(lists[0])
    if style == "cursor" and "cursor" not in response and "next" in response:
        style = "next-link"
    return style, request, response, {}


def _purpose(schema: object) -> str | None:
    mark = schema.get(_MARK) if isinstance(schema, dict) else None
    if not isinstance(mark, dict):
        return None
    return (
        "items"
        if mark.get("is_top_level_array")
        else _PURPOSES.get(str(mark.get("purpose")))
    )


def _response_schemas(
    described: Described, operation: Operation
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the schemas in a response of the vendor's document, with their paths."""
    responses = described.own(operation).get("responses")
    for status, response in responses.items() if isinstance(responses, dict) else ():
        content = described.target(response)
        content = content.get("content") if isinstance(content, dict) else None
        for media in content.values() if isinstance(content, dict) else ():
            if str(status).startswith("2") and isinstance(media, dict):
                yield from _nested(described, media.get("schema"), (), MOST_DEPTH)


def _nested(
    described: Described, schema: object, steps: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], Any]]:
    node = described.target(schema)
    if not isinstance(node, dict):
        return
    yield steps, node
    parts = node.get("allOf")
    for part in parts if isinstance(parts, list) and depth else ():
        yield from _nested(described, part, steps, depth - 1)
    properties = node.get("properties")
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        if depth:
            yield from _nested(described, inner, (*steps, str(name)), depth - 1)


def _lists(operation: Operation) -> list[tuple[str, ...]]:
    """Return the paths of the lists in a response, at most one level below its root."""
    spec, success = operation.spec, operation.success
    if success is None:
        return []
    if spec.resolve(success[1]).get("type") == "array":
        return [()]
    return [
        (name,)
        for name, each in spec.properties(success[1]).items()
        if spec.resolve(each.schema).get("type") == "array"
    ]
