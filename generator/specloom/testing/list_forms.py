"""Check the default page size of a list, its first items, and its start."""

from __future__ import annotations

from operator import methodcaller
from typing import Any

import pytest
from specloom_runtime import RequestError

from .harness import OperationCase
from .page_facts import PageFacts
from .parts_check import check_parts
from .positioned_server import OWN_SIZE, PositionedServer
from .round_trip import canonical, canonical_json

TAKEN = 2
"""The number of items that a test takes from a list."""


def check_list_forms(case: OperationCase, facts: PageFacts) -> None:
    """Check which pages a list requests by default, for its first items, and later.

    Items are compared only if all of them differ.
    """
    _check_default_size(case, facts)
    if not facts.merges:
        _check_taken(case, facts)
    if (name := facts.start_argument(case.harness.parameters(case.action))) is not None:
        _check_start(case, facts, name)
        _check_wrong_starts(case, facts, name)
    if "parts" in facts.response:
        check_parts(case, facts)


def _check_default_size(case: OperationCase, facts: PageFacts) -> None:
    """Check that the largest stated page is requested, or else the default."""
    server = PositionedServer(facts, 1)
    size = facts.default_size()
    if size is not None:
        case.call(server, {"page_size": None})
        found = set(server.sizes[:1])
        assert found == {size}, f"page size {found} (expected {size})"


def _check_taken(case: OperationCase, facts: PageFacts) -> None:
    """Check that no larger pages are requested than needed for the first items."""
    count = TAKEN if (facts.default_size() or TAKEN) >= TAKEN else 1
    server = PositionedServer(facts, count + 2)
    if "limit" not in facts.request or not _are_distinct(server):
        return
    found = case.call(
        server, {"page_size": None}, read=methodcaller("take", count)
    ).result
    _check_items(found, server.items()[:count])
    expected = facts.smallest_size(count)
    assert server.sizes == [expected], f"sizes {server.sizes} (expected {expected})"


def _check_start(case: OperationCase, facts: PageFacts, name: str) -> None:
    """Check that a list begins with the item at its start."""
    size, last = facts.page_size(), facts.last
    start = (size or facts.fixed_size or OWN_SIZE) + 1
    if facts.style == "offset" and last is not None:
        start = min(start, last)
    server = PositionedServer(facts, start + 2)
    if not _are_distinct(server):
        return
    changed = {name: start, **({} if size is None else {"page_size": size})}
    read = None if last is None else methodcaller("take", 1)
    found = case.call(server, changed, read=read).result
    count = 1 if last is not None else 2
    _check_items(found, server.items()[start : start + count])
    first = start
    if facts.style == "page":
        first -= start % (size or facts.fixed_size or OWN_SIZE)
    assert server.starts[0] == first, f"begins at {server.starts[0]} (not {first})"


def _check_wrong_starts(case: OperationCase, facts: PageFacts, name: str) -> None:
    """Check that a negative start, and one after the last page, are refused."""
    size, last = facts.page_size(), facts.last
    wrong = [-1]
    if last is not None:
        pages = last - facts.fact.get("first", 0) + 1
        after = pages * (size or facts.fixed_size or 0)
        wrong.append(last + 1 if facts.style == "offset" else after)
    for start in wrong:
        server = PositionedServer(facts, 1)
        changed = {name: start, **({} if size is None else {"page_size": size})}
        with pytest.raises(RequestError, match="start"):
            case.call(server, changed)
        assert not server.requests, f"{name}={start} was sent"


def _are_distinct(server: PositionedServer) -> bool:
    """Return whether all items of a server differ."""
    items = [canonical(item) for item in server.items()]
    return all(item not in items[:number] for number, item in enumerate(items))


def _check_items(found: Any, expected: list[Any]) -> None:
    read = [canonical_json(item) for item in found]
    assert read == canonical(expected), "lost, doubled or out of order"
