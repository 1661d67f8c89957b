"""The work for the partitions of a list grows with their number, not its square."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx2 import Request, Response
from specloom_runtime import (
    Chunk,
    Client,
    Model,
    PagedOperation,
    Pager,
    RequestError,
    Resource,
    Server,
    Service,
    SinglePage,
    Window,
)
from specloom_runtime.http import request_draft
from specloom_runtime.testing import FakeTransport, make_response

START = datetime(2026, 1, 1, tzinfo=UTC)


class Item(Model):
    id: int


LIST = PagedOperation(
    "POST",
    "/items",
    list[Item],
    Item,
    pages=SinglePage(),
    identity=("id",),
    windows=(Window("query.from", "query.to", "P1D"),),
    chunks=(Chunk("body#/ids", 2),),
)


def respond(request: Request) -> Response:
    """Return an item for each id, which is different for each day."""
    day = int(request.url.params["from"][8:10])
    ids = json.loads(request.read())["ids"]
    return make_response([{"id": 1000 * day + each} for each in ids])


def listing(days: int, ids: int) -> Pager[Item, list[Item]]:
    service = Service(name="x", servers={"one": Server("https://x.test")})
    client = Client(service, {}, transport=FakeTransport(respond))
    query: dict[str, Any] = {"from": START, "to": START + timedelta(days=days)}
    body = {"ids": [*range(ids)]}
    return Resource(client)._pages(LIST, query=query, body=body)


def read_all(size: int) -> None:
    assert len([*listing(1, 2 * size)]) == 2 * size


def read_partitions(size: int) -> None:
    pager = listing(2, size)
    parts = [pager.resume(place) for place in pager.partitions()]
    assert len([*pager.gather(parts)]) == 2 * size


@pytest.mark.parametrize("read", [read_all, read_partitions])
def test_copied_values_grow_with_the_number_of_chunks(
    read: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = request_draft._copied
    count = 0

    def counted(value: Any) -> Any:
        nonlocal count
        count += 1
        return copied(value)

    monkeypatch.setattr(request_draft, "_copied", counted)
    counts = []
    for size in (40, 80, 160):
        count = 0
        read(size)
        counts.append(count)
    assert counts[2] - counts[1] <= 2.1 * (counts[1] - counts[0])


def test_partition_can_be_read_again_and_in_any_order() -> None:
    pager = listing(2, 4)
    places = pager.partitions()
    parts = [pager.resume(place) for place in reversed(places)]
    expected = [[2002, 2003], [2000, 2001], [1002, 1003], [1000, 1001]]
    for _ in range(2):
        assert [[item.id for item in part] for part in parts] == expected


def test_partition_after_the_last_one_is_refused() -> None:
    pager = listing(2, 4)
    place: Any = pager.partitions()[-1]
    assert list(pager.resume({**place, "piece": 4})) == []
    with pytest.raises(RequestError, match="made by another list"):
        list(pager.resume({**place, "piece": 5}))
