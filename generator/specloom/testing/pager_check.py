"""Check that a pager reads three pages and ends, and detects a repeated page."""

from __future__ import annotations

import pytest
from specloom_runtime import PaginationError

from .harness import OperationCase
from .list_forms import check_list_forms
from .page_facts import PageFacts
from .paged_server import PagedServer
from .round_trip import canonical, canonical_json


def check_pagination(case: OperationCase) -> None:
    """Check that the items of three pages are returned once each and in order.

    A page with fewer items than requested, or without items, must not end the list. A
    repeated page must raise an error. Operations without pagination pass.
    """
    fact = case.operation.extension("pagination")
    if not fact or fact["style"] == "single-page":
        return
    facts = PageFacts(case.operation, fact)
    size = facts.page_size()
    changed = {} if size is None else {"page_size": size}
    server = PagedServer(facts)
    _check_pages(case, facts, server, changed)
    if _shows_repetition(facts, server):
        with pytest.raises(PaginationError):
            case.call(PagedServer(facts, circle=True), changed)
    if facts.may_have_empty_pages:
        gap = PagedServer(facts, gap=True)
        found = case.call(gap, changed).result
        assert len(found) == len(gap.sent), "an empty page was taken for the end"
    check_list_forms(case, facts)


def _shows_repetition(facts: PageFacts, server: PagedServer) -> bool:
    """Return whether a client can detect that every page is the first page.

    If the client counts positions, equal pages can also be a list of equal items.
    """
    counted = facts.style in ("offset", "page")
    first = server.sent[: server.counts[0]] if server.counts else []
    return not counted or any(item != first[0] for item in first)


def _check_pages(
    case: OperationCase,
    facts: PageFacts,
    server: PagedServer,
    changed: dict[str, int],
) -> None:
    """Check that all pages within the vendor's limits are read."""
    if not server.has_distinct_items and facts.style in ("offset", "page"):
        # Pages with the same items can be an error: a client cannot distinguish them.
        return
    size = changed.get("page_size")
    counts = facts.counts(2 if size is None else size, size is not None)
    reachable = facts.reachable(counts)
    if reachable < len(counts):
        with pytest.raises(PaginationError):
            case.call(server, changed)
        assert server.requests == reachable, f"{server.requests} requests"
        return
    items = case.call(server, changed).result
    expected = len(server.counts)
    assert server.requests == expected, f"{server.requests} requests (not {expected})"
    read = [canonical_json(item) for item in items]
    assert read == canonical(server.sent), "lost, doubled or out of order"
