"""Check that the requests for a range of dates do not cut the buckets in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeAlias

DAY = timedelta(days=1)
Range: TypeAlias = tuple[date, date]


def check_bucket_windows(
    window: Any, asked: Range, sent: Callable[[str | None], Sequence[Range]]
) -> None:
    """Check the windows for buckets of each length, and for all lengths together.

    Args:
        window: the declared window.
        asked: the range that the caller asks for, longer than one request may cover.
        sent: calls the operation with an alignment, and returns the range of each
            request in order.
    """
    periods = sorted(set(window["align"]["units"].values()))
    for period in periods:
        windows = sent(period)
        for (_, last), (first, _) in pairwise(windows):
            assert first - last == DAY, f"{first} does not follow {last}"
        _check_windows(window, asked, windows, [period])
    _check_windows(window, asked, sent(None), periods)


def _check_windows(
    window: Any, asked: Range, windows: Sequence[Range], periods: Sequence[str]
) -> None:
    most = int(re.sub(r"\D", "", window["maximum"])) * DAY
    assert len(windows) > 1, f"{asked}: a wide range was not split"
    for first, last in windows:
        assert last - first < most, f"{first} to {last}: longer than allowed"
        inside = asked[0] <= first <= last <= asked[1]
        assert inside, f"{first} to {last} is not in the range"
    for period in periods:
        for bucket in _buckets(period, asked):
            whole = any(
                first <= bucket[0] and bucket[1] <= last for first, last in windows
            )
            assert whole, f"no request has all days of the {period} {bucket}"


def _buckets(period: str, asked: Range) -> Iterator[Range]:
    """Yield the days of the range that are in each day, week or month."""
    first = last = asked[0]
    while first <= asked[1]:
        last = first
        while last < asked[1] and not _begins(period, last + DAY):
            last += DAY
        yield first, last
        first = last + DAY


def _begins(period: str, day: date) -> bool:
    if period == "week":
        return day.weekday() == 0
    return period == "day" or day.day == 1
