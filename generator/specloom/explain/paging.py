"""Explain how a list is read: its pages, and the ranges and lists that are split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from specloom_runtime.core.errors import RequestError
from specloom_runtime.pagination.styles import (
    CursorPages,
    NextLinkPages,
    NumberedPages,
    OffsetPages,
    Pages,
    SinglePage,
)
from specloom_runtime.pagination.windows import Window

from ..document import resolve_scheme
from ..document.durations import in_words
from ..ir import PagedOperation
from ..vocabulary import keys
from .described_call import DescribedCall
from .explanation import Fact, Pointer

MOST_PARTS = 10_000
"""The number of parts of a year above which they are not counted."""
_ENDS = {
    "cursor-absent": "the response has no cursor",
    "short-page": "a page has fewer items than were requested",
    "empty-page": "a page has no items",
    "total": "as many items were read as the total says",
    "has-more": "the response says that there are no more",
}


def page_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield how the pages of a list are requested, and when it ends."""
    operation = call.method.operation
    declared = call.described.extension(keys.PAGINATION)
    if not isinstance(operation, PagedOperation) or not isinstance(declared, Mapping):
        return
    pages = operation.pages

    def at(*path: str | int) -> Pointer:
        return call.key_pointer(keys.PAGINATION, *path)

    style = str(declared["style"])
    yield call.fact("style", style, at("style"), style)
    items = declared["response"]["items"]
    yield call.fact("items", items, at("response", "items"), items)
    yield from _next_page(call, declared, pages)
    yield from _page_size(call, declared, pages)
    yield from _ends(call, declared, pages)


def _next_page(
    call: DescribedCall, declared: Mapping[str, Any], pages: Pages
) -> Iterator[Fact]:
    """Yield what is sent for the next page, and where it is read."""
    for role, expression in declared.get("request", {}).items():
        if role == "limit":
            continue
        at = call.key_pointer(keys.PAGINATION, "request", role)
        yield call.fact("next page", f"{expression} = {_sent(role, pages)}", at)
    for role in ("cursor", "next"):
        expression = declared["response"].get(role)
        if expression is not None:
            at = call.key_pointer(keys.PAGINATION, "response", role)
            text = f"{expression} of the response before"
            name = "next page" if role == "next" else "cursor"
            yield call.fact(name, text, at, expression)
    last = getattr(pages, "last", None)
    if last is not None:
        counter = "offset" if isinstance(pages, OffsetPages) else "page"
        at = call.key_pointer(keys.PAGINATION, "limits", counter)
        if counter not in declared.get("limits", {}):
            expression = str(declared["request"][counter]).removeprefix("$request.")
            at = call.request_pointer(expression)
        yield call.fact("last position", f"{last:,}; no later one is requested", at)


def _sent(role: str, pages: Pages) -> str:
    match role, pages:
        case "page", NumberedPages(first=first):
            return f"{first}, {first + 1}, {first + 2} …"
        case "offset", _:
            return "the number of items read so far"
        case _, CursorPages():
            return "the cursor of the response before"
    return "the key of the last item before"


def _page_size(
    call: DescribedCall, declared: Mapping[str, Any], pages: Pages
) -> Iterator[Fact]:
    limit = declared.get("request", {}).get("limit")
    stated = declared.get("page-size", {})
    if limit is None:
        word = "page-size" if stated else "style"
        path = ("page-size", "default") if "default" in stated else (word,)
        size = f": {pages.size:,} items" if pages.size else ""
        text = f"the vendor decides{size}"
        if isinstance(pages, SinglePage):
            text = "one request returns all items"
        yield call.fact("page size", text, call.key_pointer(keys.PAGINATION, *path))
        return
    at = call.key_pointer(keys.PAGINATION, "request", "limit")
    largest = pages.max_size or max(pages.sizes, default=None) or pages.size
    text = f"{limit} = {largest if largest is not None else 'not sent'}"
    text += "; page_size and take(n) change it"
    yield call.fact("page size", text, at, largest)
    parameter = call.request_pointer(str(limit).removeprefix("$request."))
    for name, value in (
        ("largest page", pages.max_size),
        ("smallest page", pages.min_size),
        ("usual page", pages.size),
    ):
        if value is not None:
            word = {"largest page": "maximum", "usual page": "default"}.get(name, "")
            where = parameter
            if word in stated:
                where = call.key_pointer(keys.PAGINATION, "page-size", word)
            yield call.fact(name, f"{value:,} items", where, value)


def _ends(
    call: DescribedCall, declared: Mapping[str, Any], pages: Pages
) -> Iterator[Fact]:
    """Yield the signs of the end of a list."""
    is_stated = "end-when" in declared
    for number, mark in enumerate(pages.end_when):
        path = ("end-when", number)
        at = call.key_pointer(keys.PAGINATION, *path) if is_stated else None
        text = _ENDS[mark]
        if mark == "total" and pages.total is None:
            if getattr(pages, "total_pages", None) is None:
                continue
            text = "as many pages were read as the response says"
        yield call.fact("end", text, at, mark)
    if isinstance(pages, NextLinkPages):
        at = call.key_pointer(keys.PAGINATION, "response", "next")
        yield call.fact("end", "the response has no link", at, "link-absent")
    for role in ("total", "has-more", "total-pages"):
        if expression := declared["response"].get(role):
            at = call.key_pointer(keys.PAGINATION, "response", role)
            yield call.fact(role, f"read at {expression}", at, expression)


def split_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield the ranges and lists that are split into several requests."""
    places = [*_window_places(call)]
    for number, window in enumerate(call.facts.windows):
        start, both = _range_name(call, window)
        at = places[number] if number < len(places) else call.own(keys.WINDOW)
        bounds = "both ends included" if window.bounds == "inclusive" else "half-open"
        longest, step = in_words(window.maximum), in_words(window.step)
        text = f"at most {longest} in a request, {bounds} (step {step})"
        yield call.fact(both, text, at, {"maximum": window.maximum})
        yield call.fact(f"a year of {start}", *_year(call, window), None)
        if window.buckets is not None or window.align is not None:
            aligned = (
                f"a {window.align}" if window.align else "the buckets of the items"
            )
            text = f"each part begins with {aligned}, so a year may take more"
            yield call.fact("alignment", text, (*at[:-1], "align"))
    for chunk in call.facts.chunks:
        name = "the body" if chunk.at == "body" else call.argument(chunk.at)
        where = _chunk_place(call, chunk.at)
        if chunk.maximum is None:
            text = "an empty list sends no request; a list is never split"
        else:
            most = chunk.maximum
            text = (
                f"at most {most:,} values in a request: ceil(n / {most:,}) requests, "
                f"such as 3 for {2 * most + 1:,} values; an empty list none"
            )
        yield call.fact(name, text, where, {"maximum": chunk.maximum})
    yield from _product(call)


def _range_name(call: DescribedCall, window: Window) -> tuple[str, str]:
    """Return the argument for the start of a range, and the name of the whole range."""
    start, end = call.argument(window.start), call.argument(window.end)
    whole, dot, _ = start.rpartition(".")
    if dot and whole == end.rpartition(".")[0]:
        return whole, whole
    return start, f"{start} and {end}"


def _product(call: DescribedCall) -> Iterator[Fact]:
    """Yield how many requests a call takes if several things are split."""
    starts = [_range_name(call, window)[0] for window in call.facts.windows]
    operation = call.method.operation
    lists = [
        "the body" if chunk.at == "body" else call.argument(chunk.at)
        for chunk in call.facts.chunks
        if chunk.maximum is not None
    ]
    factors = [f"parts of {name}" for name in (*starts, *lists)]
    is_paged = isinstance(operation, PagedOperation) and not isinstance(
        operation.pages, SinglePage
    )
    if factors and is_paged:
        factors.append("pages of each")
    if len(factors) > 1:
        yield call.fact("requests", " × ".join(factors), None, factors)


def _year(call: DescribedCall, window: Window) -> tuple[str, Pointer | None]:
    """Return how many requests a year takes, and that the runtime decides it."""
    plain = replace(window, buckets=None, align=None)
    is_time = "T" in window.maximum
    for kind in (datetime, date) if is_time else (date, datetime):
        given: Any = (date(2025, 1, 1), date(2025, 12, 31))
        if window.bounds == "half-open":
            given = (date(2025, 1, 1), date(2026, 1, 1))
        if kind is datetime:
            given = tuple(datetime(d.year, d.month, d.day, tzinfo=UTC) for d in given)
        try:
            parts = [*islice(plain.ranges(given, ("", "")), MOST_PARTS + 1)]
        except RequestError:
            continue
        count = len(parts)
        shown = f"more than {MOST_PARTS:,}" if count > MOST_PARTS else f"{count:,}"
        noun = "request" if count == 1 else "requests"
        first = f"{parts[0][0]} to {parts[0][1]}"
        return f"2025 takes {shown} {noun}; the first has {first}", None
    return "is split by the runtime", None


def _chunk_place(call: DescribedCall, location: str) -> Pointer:
    """Return where it is stated how many values a request takes."""
    at = call.request_pointer(location)
    if at[-1] == "name":
        at = at[:-1]
    elif location == "body":
        at = call.own("requestBody", "content", call.facts.media, "schema")
    for path in (
        (keys.CHUNK, "maximum"),
        ("schema", keys.CHUNK, "maximum"),
        ("maxItems",),
        ("schema", "maxItems"),
        (keys.CHUNK,),
        ("schema", keys.CHUNK),
    ):
        if call.has((*at, *path)):
            return (*at, *path)
    return at


def _window_places(call: DescribedCall) -> Iterator[Pointer]:
    """Yield where the maximum of each window is stated."""
    value = call.described.node.get(keys.WINDOW)
    schemes = call.spec.schemes(keys.WINDOW)
    several = isinstance(value, list)
    for number, one in enumerate(value if isinstance(value, list) else [value]):
        if resolve_scheme(schemes, one):
            at = call.own(keys.WINDOW, *((number,) if several else ()))
            yield call.key_pointers(one, at, keys.WINDOW, ("maximum",))
    if call.described.body is None:
        return
    marks = frozenset({keys.WINDOW})
    for path, prop in call.spec.marked_properties(call.described.body[1], marks):
        one = prop.schema.get(keys.WINDOW)
        if resolve_scheme(schemes, one):
            at = (*call.request_pointer("body#/" + "/".join(path)), keys.WINDOW)
            yield call.key_pointers(one, at, keys.WINDOW, ("maximum",))
