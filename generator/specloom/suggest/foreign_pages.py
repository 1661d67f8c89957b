"""Read how lists are paged from the extensions of other tools.

Speakeasy (speakeasy.com/docs/customize-sdks/pagination): on an operation
`x-speakeasy-pagination` with `type` (offsetLimit, cursor, url), `inputs` (each with
`name`, `in` and `type`: offset, page, limit, cursor) and `outputs` (JSONPaths:
`results`, `numPages`, `nextCursor`, `nextUrl`).

Fern (buildwithfern.com, extensions, pagination): on an operation or, for all that say
`true`, at the root `x-fern-pagination` with `cursor` and `next_cursor`, or `offset`
with an optional `step`, and `results`; values are `$request.name`, `$response.a.b`.

AutoRest (autorest's docs/extensions): on an operation `x-ms-pageable` with
`nextLinkName` (null: one page) and `itemName`, which is `value` by default.

Datadog (the generator of its clients, datadog-api-client): on an operation
`x-pagination` with `limitParam`, `pageOffsetParam`, `pageParam`, `pageStart`,
`cursorParam`, `cursorPath` and `resultsPath`; a parameter `body.a.b` is in the body.

Scalar and Stainless are read in `foreign_schemes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from ..document import Operation
from .described import Described
from .foreign_schemes import stated_scheme, stated_stainless
from .json_paths import path_steps
from .page_facts import Paging, body_location, item_location, request_location

SURE: Final = 0.97
"""The confidence of what the vendor itself declares for another tool."""
Found = tuple[str, dict[str, str], dict[str, str], dict[str, Any]]
"""A style, the locations in the request and in the response, and other arguments."""


def stated_paging(described: Described, operation: Operation) -> Paging | None:
    """Return how another tool's extension says that an operation is paged."""
    own = described.own(operation)
    for key, read in READERS.items():
        if not isinstance(own, dict) or key not in own:
            continue
        value = own[key]
        root = described.tree.get(key)
        if value is True and isinstance(root, dict):
            value = root
        if isinstance(value, dict) and (found := read(operation, value)):
            return _paging(described, operation, key, found)
    if found := stated_scheme(described, operation):
        return _paging(described, operation, "x-scalar-pagination", found)
    if found := stated_stainless(described, operation):
        return _paging(described, operation, "x-stainless-pagination-property", found)
    return None


def _paging(
    described: Described, operation: Operation, key: str, found: Found
) -> Paging | None:
    style, request, response, more = found
    own = described.own(operation)
    paging = Paging(
        operation=operation,
        style=style,
        request=request,
        response=response,
        confidence=SURE,
        reason=f"The description says so for another tool, in {key}.",
        location=described.place(own, key) if key in own else described.place(own),
        **more,
    )
    return paging if paging.is_complete else None


def _speakeasy(operation: Operation, value: Mapping[str, Any]) -> Found | None:
    kinds = {"cursor": "cursor", "url": "next-link"}
    request: dict[str, str] = {}
    for each in _objects(value.get("inputs")):
        role, at = each.get("type"), request_location(operation, str(each.get("name")))
        if role in ("offset", "page", "limit", "cursor") and at:
            request[role] = at
    outputs = value.get("outputs")
    outputs = outputs if isinstance(outputs, dict) else {}
    items = path_steps(outputs.get("results", "$"))
    style = kinds.get(str(value.get("type")))
    style = style or next((r for r in ("offset", "page") if r in request), None)
    if style is None or items is None:
        return None
    response = {"items": body_location(items)}
    if style == "cursor" and (cursor := path_steps(outputs.get("nextCursor"))):
        before, after = cursor[: len(items)], cursor[len(items) :]
        if before == items and after[:1] == ("-1",) and len(after) > 1:
            style, response["cursor"] = "keyset", item_location(after[1:])
        else:
            response["cursor"] = body_location(cursor)
    if style == "next-link" and (link := path_steps(outputs.get("nextUrl"))):
        response["next"] = body_location(link)
    if style == "page" and (total := path_steps(outputs.get("numPages"))):
        response["total-pages"] = body_location(total)
    return style, request, response, {}


def _fern(operation: Operation, value: Mapping[str, Any]) -> Found | None:
    items = path_steps(value.get("results"))
    if items is None:
        return None
    request: dict[str, str] = {}
    response = {"items": body_location(items)}
    if cursor := path_steps(value.get("next_cursor")):
        style, response["cursor"] = "cursor", body_location(cursor)
        sent = value.get("cursor")
    else:
        # With a step, the number of items is added; without, the number of pages.
        style, sent = "offset" if "step" in value else "page", value.get("offset")
    if (names := path_steps(sent)) and (at := _request(operation, names)):
        request[style] = at
    if (names := path_steps(value.get("step"))) and (at := _request(operation, names)):
        request["limit"] = at
    if more := path_steps(value.get("has-next-page")):
        response["has-more"] = body_location(more)
    return style, request, response, {}


def _autorest(operation: Operation, value: Mapping[str, Any]) -> Found | None:
    name = value.get("itemName", "value")
    items = path_steps(name if isinstance(name, str) and name else "value")
    link = path_steps(value.get("nextLinkName"))
    if not items:
        return None
    response = {"items": body_location(items)}
    if not link:
        return "single-page", {}, response, {}
    response["next"] = body_location(link)
    return "next-link", {}, response, {}


def _datadog(operation: Operation, value: Mapping[str, Any]) -> Found | None:
    items = path_steps(value.get("resultsPath", ""))
    if items is None:
        return None
    response = {"items": body_location(items)}
    request: dict[str, str] = {}
    names = {"limit": "limitParam", "offset": "pageOffsetParam", "page": "pageParam"}
    names["cursor"] = "cursorParam"
    for role, member in names.items():
        if (name := value.get(member)) and (
            at := request_location(operation, str(name))
        ):
            request[role] = at
    if "cursor" in request and (cursor := path_steps(value.get("cursorPath"))):
        response["cursor"] = body_location(cursor)
        return "cursor", request, response, {}
    style = next((role for role in ("offset", "page") if role in request), None)
    if style is None:
        return None
    first = value.get("pageStart", 0)
    more = {"first": first} if style == "page" and first in (0, 1) else {}
    return style, request, response, more


READERS: Final[Mapping[str, Callable[[Operation, Mapping[str, Any]], Found | None]]] = {
    "x-speakeasy-pagination": _speakeasy,
    "x-fern-pagination": _fern,
    "x-ms-pageable": _autorest,
    "x-pagination": _datadog,
}
"""The readers of extensions on operations."""


def _request(operation: Operation, names: Iterable[str]) -> str | None:
    return request_location(operation, ".".join(names))


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict):
            yield each
