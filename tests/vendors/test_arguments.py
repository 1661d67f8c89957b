"""Test the arguments that all vendors have in common, by the requests they send."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from specloom_clients.mews import AsyncMews, Mews
from specloom_clients.mews.models import TimeFilterInterval
from specloom_runtime import AsyncPager, Interval, RequestError
from specloom_runtime.testing import FakeTransport, make_response

MAY, JUNE = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
MEWS = {"client_token": "a", "access_token": "b", "client": "c"}


def requests(make: Callable[..., Any], call: Callable[[Any], Any], page: Any) -> Any:
    """Return the requests of a call, which reads a list to its end."""
    transport = FakeTransport([make_response(page)] * 9)
    result = call(client := make(transport=transport))
    if isinstance(result, AsyncPager):
        asyncio.run(_drained(result))
    else:
        list(result)
    assert client is not None
    return transport.requests


async def _drained(pager: AsyncPager[Any, Any]) -> None:
    async for _ in pager:
        pass


def mews(**options: Any) -> Mews:
    return Mews(**MEWS, **options)


def async_mews(**options: Any) -> AsyncMews:
    return AsyncMews(**MEWS, **options)


@pytest.mark.parametrize("make", [mews, async_mews])
@pytest.mark.parametrize(
    ("interval", "sent"),
    [
        (
            (MAY, JUNE),
            {"StartUtc": "2024-05-01T00:00:00Z", "EndUtc": "2024-06-01T00:00:00Z"},
        ),
        (Interval(MAY, None), {"StartUtc": "2024-05-01T00:00:00Z"}),
        (TimeFilterInterval(end_utc=JUNE), {"EndUtc": "2024-06-01T00:00:00Z"}),
    ],
)
def test_an_interval_is_a_pair_or_the_model(
    make: Callable[..., Any], interval: Any, sent: Any
) -> None:
    found = requests(
        make, lambda c: c.counters.get_all(updated_utc=interval), {"Counters": []}
    )
    (body,) = [json.loads(each.content) for each in found]
    assert body["UpdatedUtc"] == sent


@pytest.mark.parametrize("make", [mews, async_mews])
@pytest.mark.parametrize(
    ("interval", "words"),
    [
        ("2024-05-01", "UpdatedUtc: expected a pair"),
        ((JUNE, MAY), "wrong way round"),
        ((MAY.replace(tzinfo=None), None), "time zone"),
    ],
)
def test_a_wrong_interval_is_refused_before_sending(
    make: Callable[..., Any], interval: Any, words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        requests(make, lambda c: c.outlet_items.get_all(updated_utc=interval), {})
