"""Test that deprecation warnings point to the line of the caller."""

from __future__ import annotations

import asyncio
import inspect
import warnings

import pytest
from small_vendor import LIST, MODES, Vendor, ok
from specloom_runtime import AsyncResource, Operation, Resource, async_call

OLD = Operation("GET", "/old", None, deprecated=True)
PARTLY = Operation("GET", "/partly", None, deprecated=("query.old", "header.X-Old"))


@pytest.mark.parametrize("mode", MODES)
def test_deprecated_operation_warns(mode: str) -> None:
    vendor = Vendor(mode, [ok(None)])
    with pytest.warns(DeprecationWarning, match="^GET /old is deprecated$"):
        vendor.call(OLD)


def test_only_used_deprecated_arguments_warn() -> None:
    vendor = Vendor("sync", [ok(None), ok(None)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        vendor.call(PARTLY, query={"new": 1, "old": None})
    with pytest.warns(DeprecationWarning) as caught:
        vendor.call(PARTLY, query={"old": 1}, headers={"X-Old": "x"})
    assert [str(each.message) for each in caught] == [
        "old of GET /partly is deprecated",
        "x_old of GET /partly is deprecated",
    ]


class Things(Resource):
    def old(self) -> None:
        return self._call(OLD)


class AsyncThings(AsyncResource):
    old = async_call(Things.old)


def test_warning_points_to_the_callers_line() -> None:
    vendor = Vendor("sync", [ok(None)])
    with pytest.warns(DeprecationWarning) as caught:
        line = inspect.currentframe().f_lineno + 1  # type: ignore[union-attr]  # there is a frame
        Things(vendor.client).old()
    assert (caught[0].filename, caught[0].lineno) == (__file__, line)


def test_warning_of_an_awaited_call_points_to_the_callers_line() -> None:
    vendor = Vendor("async", [ok(None)])

    async def calls() -> int:
        line = inspect.currentframe().f_lineno + 1  # type: ignore[union-attr]  # there is a frame
        await AsyncThings(vendor.client).old()
        return line

    with pytest.warns(DeprecationWarning) as caught:
        line = asyncio.run(calls())
    assert (caught[0].filename, caught[0].lineno) == (__file__, line)


def test_warning_is_given_without_frames(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inspect, "currentframe", lambda: None)
    with pytest.warns(DeprecationWarning, match="^GET /old is deprecated$"):
        Vendor("sync", [ok(None)]).call(OLD)
    vendor = Vendor("sync", [ok({"items": []}, Sunset="soon")], prefetch=True)
    with pytest.warns(DeprecationWarning, match="^GET /contacts is going to end$"):
        vendor.all(vendor.pager(LIST))
