"""Check that each item of a list comes with the part that it refers to."""

from __future__ import annotations

from operator import methodcaller
from typing import Any

import httpx2

from .different_samples import different_sample
from .harness import OperationCase
from .json_values import get_pointer, set_pointer
from .page_facts import PageFacts
from .positioned_server import PositionedServer
from .round_trip import canonical, canonical_json

COUNT = 5
"""The number of items: the last one refers to a part that no page has."""


class PartsServer(PositionedServer):
    """A handler whose pages have parts of the items, two items for each part.

    A part is only on the page with the first item that refers to it.
    """

    def __init__(self, facts: PageFacts) -> None:
        super().__init__(facts, COUNT)
        self._parts = facts.fact["response"]["parts"]
        self._list = facts.response_schema(self._parts["items"])
        shown = get_pointer(self._content, self._parts["items"])
        schema = facts.operation.resolve(self._list).get("items", {})
        self._part = facts.operation.sample(schema)
        if isinstance(shown, list) and shown and isinstance(shown[0], dict):
            self._part = shown[0]

    def part(self, number: int) -> Any:
        """Return a part; each number results in a different one."""
        schema = self._facts.operation.resolve(self._list).get("items", {})
        samples = self._facts.operation.samples
        return different_sample(samples, schema, self._part, number)

    def key(self, number: int) -> Any:
        """Return the value that identifies a part."""
        return get_pointer(self.part(number), _pointer(self._parts["key"]))

    def _numbered_item(self, number: int) -> Any:
        item = super()._numbered_item(number)
        key = self.key(number // 2)
        return set_pointer(item, _pointer(self._parts["reference"]), key)

    def _response(self, request: httpx2.Request, items: list[Any]) -> httpx2.Response:
        start, end = self.starts[-1], self.starts[-1] + len(items)
        shown = [self.part(n // 2) for n in range(start, end) if n % 2 == 0 and n < 4]
        self._content = set_pointer(self._content, self._parts["items"], shown)
        return super()._response(request, items)


def check_parts(case: OperationCase, facts: PageFacts) -> None:
    """Check the pairs of items and parts, and that each part comes once."""
    server, size = PartsServer(facts), facts.page_size()
    keys = [server.key(number) for number in range(3)]
    if None in keys or len({str(key) for key in keys}) < len(keys):
        return  # No values are known that identify several parts.
    changed = {} if size is None else {"page_size": size}
    pairs = case.call(server, changed, read=methodcaller("with_parts")).result
    expected = [server.part(0)] * 2 + [server.part(1)] * 2
    found = [canonical_json(part) for _, part in pairs[:4]]
    assert found == canonical(expected), "an item has another part"
    assert [part for _, part in pairs[4:]] == [None], "a part that was not sent"
    shared = pairs[0][1] is pairs[1][1] and pairs[2][1] is pairs[3][1]
    assert shared, "two objects for one part"
    items = [canonical_json(item) for item, _ in pairs]
    assert items == canonical(server.items()), "lost, doubled or out of order"
    parts = case.call(PartsServer(facts), changed, read=methodcaller("parts")).result
    assert [canonical_json(part) for part in parts] == canonical(expected[1:3])


def _pointer(path: str) -> str:
    """Return a path of names as a location in the body."""
    return "$response.body#/" + path.lstrip("/")
