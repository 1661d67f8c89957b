"""Warnings about operations whose responses say that they will end."""

from __future__ import annotations

import asyncio
import inspect
import warnings
from dataclasses import replace
from typing import Any

import pytest
from loopback import Caller, Loopback, answer
from small_vendor import GET, LIST, MODES, SECRET, SERVICE, Vendor
from specloom_runtime import (
    AsyncResource,
    NotFoundError,
    Operation,
    QueryKey,
    Resource,
    StreamOperation,
    async_call,
)
from specloom_runtime.calls import context
from specloom_runtime.testing import make_response

AT_1: dict[str, Any] = {"path": {"number": 1}}
DAY = "Sun, 30 Jun 2024 23:59:59 GMT"
SINCE = "@1688169599"
MORE = '<https://vendor.test/changes>; rel="deprecation"; type="text/html"'
ENDING = {"Deprecation": SINCE, "Sunset": DAY, "Link": MORE}
WARNING = (
    "GET /contacts/{number} is deprecated from 2023-06-30 and available until "
    "2024-06-30 (see https://vendor.test/changes)"
)


def ending(data: Any = None, status: int = 200, **headers: str) -> Any:
    data = {"number": 1} if data is None else data
    return make_response(data, status, headers or ENDING)


def given(vendor: Vendor) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        vendor.call(GET, **AT_1)
    return [str(each.message) for each in caught]


@pytest.mark.parametrize("mode", MODES)
def test_one_warning_for_an_operation_of_a_client_and_its_copies(mode: str) -> None:
    vendor = Vendor(mode, [ending()] * 5)
    assert given(vendor) == [WARNING]
    assert given(vendor) == []
    vendor.client = vendor.client.with_options(timeout=5)
    assert given(vendor) == []
    other = Operation("GET", "/other", None)
    with pytest.warns(DeprecationWarning, match="^GET /other is deprecated from"):
        vendor.call(other)


TEXTS: dict[str, tuple[dict[str, str], str]] = {
    "date": ({"Deprecation": SINCE}, "is deprecated from 2023-06-30"),
    "parameters": ({"Deprecation": SINCE + ";a=1"}, "is deprecated from 2023-06-30"),
    "before 1970": ({"Deprecation": "@-86400"}, "is deprecated from 1969-12-31"),
    "of a draft": ({"Deprecation": "true"}, "is deprecated"),
    "HTTP date of a draft": ({"Deprecation": DAY}, "is deprecated from 2024-06-30"),
    "400 digits": ({"Deprecation": "@" + "9" * 400}, "is deprecated"),
    "no date of a calendar": ({"Deprecation": "@999999999999"}, "is deprecated"),
    "too many digits": ({"Deprecation": "@1688169599000"}, "is deprecated"),
    "an exponent": ({"Deprecation": "@1e400"}, "is deprecated"),
    "a fraction": ({"Deprecation": "@1688169599.5"}, "is deprecated"),
    "two dates": ({"Deprecation": SINCE + ", @1"}, "is deprecated"),
    "nonsense": ({"Deprecation": "@NaN"}, "is deprecated"),
    "long": ({"Deprecation": "x" * 60_000}, "is deprecated"),
    "end": ({"Sunset": DAY}, "is available until 2024-06-30"),
    "asctime": (
        {"Sunset": "Sun Jun 30 23:59:59 2024"},
        "is available until 2024-06-30",
    ),
    "zone": (
        {"Sunset": "Sun, 30 Jun 2024 23:59:59 -0200"},
        "is available until 2024-07-01",
    ),
    "end without a date": ({"Sunset": "soon"}, "is going to end"),
    "long end": ({"Sunset": " " * 30_000 + "," * 30_000}, "is going to end"),
    "false and end": (
        {"Deprecation": "false", "Sunset": DAY},
        "is available until 2024-06-30",
    ),
}


@pytest.mark.parametrize(("headers", "text"), TEXTS.values(), ids=TEXTS)
def test_texts(headers: dict[str, str], text: str) -> None:
    vendor = Vendor("sync", [make_response({"number": 1}, 200, headers)])
    assert given(vendor) == ["GET /contacts/{number} " + text]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Link": MORE}, {"Deprecation": ""}, {"Deprecation": "?0"}, {"Sunset": " "}],
)
def test_no_warning(headers: dict[str, str]) -> None:
    vendor = Vendor("sync", [make_response({"number": 1}, 200, headers)])
    assert given(vendor) == []


LINKS = {
    '</v2>; rel="sunset"': "https://vendor.test/v2",
    '<https://a.test>; rel=next, <https://b.test>; rel="x DEPRECATION"': "https://b.test",
    f'<https://a.test/?api_key={SECRET}&v=2>; rel="sunset"': "https://a.test/?api_key=&v=2",
    f'<https://a.test/{SECRET}>; rel="sunset"': "https://a.test/***",
    f'<https://me:{SECRET}@a.test/>; rel="sunset"': "",
    '<https://[>; rel="sunset"': "",
    '<>; rel="sunset"': "",
    f'<https://a.test/{"x" * 60_000}>; rel="sunset"': "https://a.test/"
    + "x" * 185
    + "…",
    " " * 60_000: "",
}


@pytest.mark.parametrize(("link", "shown"), LINKS.items(), ids=range(len(LINKS)))
def test_links_without_credentials(link: str, shown: str) -> None:
    service = replace(SERVICE, schemes={"key": QueryKey("api_key", "key")})
    vendor = Vendor("sync", [ending(Sunset=DAY, Link=link)], service=service)
    more = f" (see {shown})" if shown else ""
    assert given(vendor) == [
        f"GET /contacts/{{number}} is available until 2024-06-30{more}"
    ]


@pytest.mark.parametrize("mode", MODES)
def test_every_kind_of_call_over_sockets(mode: str) -> None:
    def old(
        body: Any = None, media: str = "application/json", status: int = 200
    ) -> bytes:
        return answer(body, status, [("Sunset", DAY)], media)

    talks = [old({"number": 1}), old({}, status=404), old({"items": []})]
    talks += [old(b"data: 1\n\n", "text/event-stream"), old({})]
    with (
        warnings.catch_warnings(record=True) as caught,
        Loopback(*talks) as server,
        Caller(mode, server) as caller,
    ):
        warnings.simplefilter("always", DeprecationWarning)
        caller.call()
        with pytest.raises(NotFoundError):
            caller.call(Operation("GET", "/gone", None))
        caller.all(caller.pager(LIST))
        caller.all(caller.resource()._stream(StreamOperation("GET", "/stream")))
        caller.raw("GET", "/raw?token=abc")
    assert [str(each.message).split()[1] for each in caught] == [
        "/contacts/{number}",
        "/gone",
        "/contacts",
        "/stream",
        "/raw",
    ]
    assert {each.filename for each in caught} == {inspect.getfile(Caller)}


class Things(Resource):
    def one(self) -> Any:
        return self._call(GET, path={"number": 1})


class AsyncThings(AsyncResource):
    one = async_call(Things.one)


def here() -> int:
    """Return the number of the next line."""
    frame = inspect.currentframe()
    assert frame is not None and frame.f_back is not None
    return frame.f_back.f_lineno + 1


def test_warning_names_the_callers_line() -> None:
    things = Things(Vendor("sync", [ending()]).client)
    with pytest.warns(DeprecationWarning) as caught:
        line = here()
        things.one()
    assert (caught[0].filename, caught[0].lineno) == (__file__, line)


@pytest.mark.parametrize("in_task", [False, True])
def test_warning_of_an_async_call_names_the_callers_line(in_task: bool) -> None:
    things = AsyncThings(Vendor("async", [ending()]).client)
    lines: list[int] = []

    async def awaited() -> None:
        lines.append(here())
        await things.one()

    async def in_a_task() -> None:
        await asyncio.create_task(things.one())

    with pytest.warns(DeprecationWarning) as caught:
        lines.append(here())
        asyncio.run(in_a_task() if in_task else awaited())
    # The line that created a task is not known any more: the one that runs the loop.
    assert (caught[0].filename, caught[0].lineno) == (__file__, lines[-1])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("options", [{}, {"prefetch": True}, {"concurrency": 2}])
def test_warning_of_a_list_names_the_line_that_reads_it(
    mode: str, options: Any
) -> None:
    vendor = Vendor(mode, [ending({"items": [{"number": 1}]})], **options)
    pager = vendor.pager(LIST)
    lines: list[int] = []

    async def read() -> None:
        lines.append(here())
        async for _ in pager:
            pass

    with pytest.warns(DeprecationWarning) as caught:
        if mode == "async":
            asyncio.run(read())
        else:
            lines.append(here())
            for _ in pager:
                pass
    assert (caught[0].filename, caught[0].lineno) == (__file__, lines[0])


def test_call_succeeds_after_a_warning_that_is_an_error() -> None:
    vendor = Vendor("sync", [ending()] * 2)
    with pytest.raises(DeprecationWarning):
        vendor.call(GET, **AT_1)
    assert vendor.call(GET, **AT_1).number == 1


def test_number_of_remembered_operations_is_limited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(context, "MOST_WARNINGS", 3)
    vendor = Vendor("sync", lambda _: ending({}))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for number in range(5):
            vendor.client.request("GET", f"/{number}")
    assert len(caught) == 3
