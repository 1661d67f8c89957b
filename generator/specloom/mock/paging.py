"""Split a list into pages as the description declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from ..testing.described_operation import DescribedOperation
from ..testing.different_samples import different_sample
from ..testing.json_values import as_text, get_pointer, is_in_body
from ..testing.page_contents import page_content
from ..testing.page_facts import PageFacts
from ..testing.request_locations import ABSENT
from .refusals import Refusal
from .requests import MockRequest, raw_target

MARK = "specloom-page"
"""The query parameter in links to the next page; its value is a position."""
DEFAULT_SIZE = 10
"""The number of items on a page if neither a request nor the description has one."""
MOST_CURSORS = 100_000
"""The number of cursors that are remembered for one operation."""


@dataclass
class Paging:
    """The pages of one operation.

    Attributes:
        operation: the operation.
        facts: its pagination.
    """

    operation: DescribedOperation
    facts: PageFacts
    _positions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, operation: DescribedOperation) -> Paging | None:
        """Return the pages of an operation; None if it has no pagination."""
        fact = operation.extension("pagination")
        if not isinstance(fact, Mapping) or "style" not in fact:
            return None
        return cls(operation, PageFacts(operation, fact))

    @property
    def header_names(self) -> frozenset[str]:
        """The headers with marks of a page, such as the next link, in lower case."""
        prefix = "$response.header."
        return frozenset(
            each.removeprefix(prefix).lower()
            for each in self.facts.response.values()
            if isinstance(each, str) and each.startswith(prefix)
        )

    def page(
        self, request: MockRequest, items: Sequence[Any]
    ) -> tuple[list[Any], dict[str, Any]]:
        """Return the items of the requested page, and the marks of the page by role.

        Raises:
            Refusal: the request has an invalid position or page size.
        """
        if self.facts.style == "single-page":
            return list(items), self._marks(len(items), max(1, len(items)), len(items))
        size = self._size(request)
        start = self._start(request, items, size)
        end = start + size
        values = self._marks(len(items), size, end)
        values |= self._following(request, items[start:end], end, len(items))
        return list(items[start:end]), values

    def content(
        self, schema: Any, content: Any, values: Mapping[str, Any]
    ) -> tuple[Any, dict[str, str]]:
        """Return the body and the headers of a page with the values of each role."""
        return page_content(self.facts, schema, content, values)

    def _size(self, request: MockRequest) -> int:
        location = self.facts.request.get("limit")
        sizes = self.facts.sizes
        sent = ABSENT if location is None else request.value(location)
        if sent is ABSENT or location is None:
            schema = {} if location is None else self.facts.schema(location)
            declared = sizes.get("default") or schema.get("default")
            own = declared if isinstance(declared, int) and declared > 0 else None
            return own or min(DEFAULT_SIZE, sizes.get("maximum", DEFAULT_SIZE))
        size = _number(sent, location)
        if size < 1:
            raise Refusal(f"{location}: the page size is {size} (expected at least 1)")
        return min(size, sizes.get("maximum", size))

    def _start(self, request: MockRequest, items: Sequence[Any], size: int) -> int:
        """Return the position of the first item of the requested page."""
        facts = self.facts
        if facts.style == "next-link":
            pairs = dict(parse_qsl(raw_target(request.raw)[1]))
            return _number(pairs.get(MARK, 0), MARK)
        role = facts.style if facts.style in ("offset", "page") else "cursor"
        location = facts.request[role]
        sent = request.value(location)
        if sent is ABSENT or sent in (None, ""):
            return 0
        if role == "cursor":
            return self._position(as_text(sent), items, location)
        number = _number(sent, location)
        if number < 0:
            raise Refusal(f"{location} is {number} (expected at least 0)")
        if facts.last is not None and number > facts.last:
            raise Refusal(f"{location} is {number} (expected at most {facts.last})")
        first = facts.fact.get("first", 0)
        return number if role == "offset" else max(0, number - first) * size

    def _position(self, cursor: str, items: Sequence[Any], location: str) -> int:
        if self.facts.style == "keyset":
            place = self.facts.response["cursor"]
            for number, item in enumerate(items):
                if as_text(get_pointer(item, place)) == cursor:
                    return number + 1
        elif cursor in self._positions:
            return self._positions[cursor]
        raise Refusal(f"{location}: no page has the cursor {cursor!r}")

    def _marks(self, count: int, size: int, end: int) -> dict[str, Any]:
        return {
            "total": count,
            "total-pages": -(-count // size),
            "has-more": end < count,
        }

    def _following(
        self, request: MockRequest, page: Sequence[Any], end: int, count: int
    ) -> dict[str, Any]:
        """Return the members that refer to the next page; None on the last page."""
        facts, is_last = self.facts, end >= count
        if facts.style == "next-link":
            return {"next": None if is_last else _link(request, end)}
        if facts.style == "cursor":
            absent = "cursor-absent" in facts.ends or facts.decider == "absence"
            if is_last and absent:
                return {"cursor": None}
            cursor = self._cursor(end)
            if len(self._positions) < MOST_CURSORS:
                self._positions[as_text(cursor)] = end
            return {"cursor": cursor}
        return {}

    @cached_property
    def _first_cursor(self) -> tuple[Any, Any]:
        """The schema of the cursor, and a documented cursor or a sample."""
        location = self.facts.response["cursor"]
        schema = self.facts.response_schema(location)
        content = self.facts.success[2]
        known = get_pointer(content, location) if is_in_body(location) else None
        return schema, known or self.operation.sample(schema)

    def _cursor(self, position: int) -> Any:
        """Return a cursor for a position that is valid for the schema."""
        schema, known = self._first_cursor
        samples, text = self.operation.samples, f"cursor-{position}"
        free = not samples.first_variant(schema).keys() & {"format", "pattern"}
        if free and isinstance(known, str) and samples.allows(schema, text):
            return text
        other = different_sample(samples, schema, known, position)
        return text if other == known else other


def _link(request: MockRequest, position: int) -> str:
    """Return the URL of a request for the page at a position."""
    path, query = raw_target(request.raw)
    pairs = [(k, v) for k, v in parse_qsl(query, keep_blank_values=True) if k != MARK]
    host = request.raw.host_url.rstrip("/")
    return f"{host}{path}?{urlencode([*pairs, (MARK, position)])}"


def _number(value: Any, place: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Refusal(f"{place} is {value!r} (expected a whole number)") from None
