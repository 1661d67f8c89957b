"""Arguments that cannot be right are refused by name, before anything is sent."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from loopback import Caller, Loopback, answer
from small_vendor import MODES
from specloom_runtime import (
    NULL,
    UNSET,
    Chunk,
    Compare,
    ConfigurationError,
    CursorPages,
    Field,
    Filter,
    IsNull,
    Like,
    Member,
    Model,
    OffsetPages,
    Operation,
    PagedOperation,
    ParameterGrammar,
    RequestError,
    Retry,
    Sort,
    Sortable,
    SortGrammar,
    SpecloomError,
    StreamOperation,
    Style,
    Window,
    raw,
)
from specloom_runtime.filters.presets import ODATA

NAIVE = datetime(2024, 5, 1, 10)
AWARE = NAIVE.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=timezone(timedelta(hours=-5)))
NAN = float("nan")
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class Point(NamedTuple):
    x: int
    y: int


class Day(Model):
    day: date
    days: list[date] = []


class RowFields:
    name = Field[str, Compare | Member | Like | IsNull]("name")
    number = Field[int, Compare | Member | Sortable]("number")
    ratio = Field[Decimal, Compare]("ratio")
    active = Field[bool, Compare]("active")
    day = Field[date, Compare | Member]("day")
    at = Field[datetime, Compare | Member]("at")
    id = Field[UUID, Compare]("id")
    any = Field[Any, Compare]("any")


class OtherFields:
    size = Field[int, Compare | Sortable]("size")


F = RowFields
FIND = Operation(
    "GET",
    "/rows",
    None,
    filter=Filter("query.filter", ODATA, schema="RowFields"),
    sort=Sort("query.sort", SortGrammar(), schema="RowFields", example="number"),
)
SPREAD = Operation(
    "GET",
    "/rows",
    None,
    filter=Filter("query", ParameterGrammar(conditions={"eq": "{field}"})),
)
LIST = PagedOperation(
    "GET",
    "/rows",
    list[int],
    int,
    pages=OffsetPages(offset="query.offset", limit="query.limit", max_size=50),
    windows=(Window("query.from", "query.to", "P1D"),),
    chunks=(Chunk("query.ids", 2),),
    styles={"query.ids": Style("pipeDelimited", explode=False)},
)
STREAM = StreamOperation("GET", "/stream")


def styled(place: str, style: Any, *, explode: bool = False, form: str = "") -> Any:
    at = f"{place}.value"
    formats = {at: form} if form else {}
    url = "/x/{value}" if place == "path" else "/x"
    return Operation(
        "POST", url, None, styles={at: Style(style, explode=explode)}, formats=formats
    )


KEYWORDS = {"header": "headers", "cookie": "cookies"}
STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
WRONG_VALUES: dict[str, Any] = {
    "an object of no known type": object(),
    "a naive datetime": NAIVE,
    "a time after the year 9999": NEVER,
    "nan": NAN,
    "infinity": Decimal("Infinity"),
    "half of a surrogate pair": "\ud800",
    "a list of objects": [{"a": 1}],
    "a list of lists": [[1], [2]],
    "an object of objects": {"a": {"b": 1}},
    "a named tuple": Point(1, 2),
    "a list of naive datetimes": [NAIVE],
    "a complex number": 1j,
    "null": NULL,
    "a list with null": [NULL],
    "a list with an absent item": [UNSET],
}
FITS_DEEP = ("a list of objects", "a list of lists", "an object of objects")
DELIMITERS = {
    ("path", "label"): [".", True],
    ("query", "spaceDelimited"): [" ", False],
    ("query", "pipeDelimited"): ["|", False],
    ("header", "simple"): [",", False],
    ("cookie", "form"): [",", False],
}


def parameter_rows() -> Iterator[tuple[str, Any, dict[str, Any], str]]:
    for place, styles in STYLES.items():
        keyword = KEYWORDS.get(place, place)
        for style in styles:
            for name, value in WRONG_VALUES.items():
                if style == "deepObject" and name in FITS_DEEP:
                    continue
                for explode in (True, False):
                    operation = styled(place, style, explode=explode)
                    arguments = {keyword: {"value": value}}
                    yield f"{place}-{style}-{name}", operation, arguments, "value"
            if mark := DELIMITERS.get((place, style)):
                operation = styled(place, style, explode=mark[1])
                for value in ([f"a{mark[0]}b", "c"], {"k": f"a{mark[0]}b"}):
                    if place == "cookie" and isinstance(value, dict):
                        continue
                    arguments = {keyword: {"value": value}}
                    yield f"{place}-{style}-delimiter", operation, arguments, "value"
        for form, wrong in FORMATS.items():
            for value in wrong:
                operation = styled(place, STYLES[place][0], form=form)
                arguments = {keyword: {"value": value}}
                yield f"{place}-{form}-{value}", operation, arguments, "value"


FORMATS: dict[str, tuple[Any, ...]] = {
    "date": (AWARE, [AWARE]),
    "epoch-seconds": (NAIVE, date(2024, 5, 1), "yesterday", time(9)),
    "epoch-milliseconds": (NAIVE, date(2024, 5, 1), "2024-05-01"),
    "utc-milliseconds": (NAIVE, date(2024, 5, 1), 5, NEVER),
}
JSON = Operation("POST", "/x", None)
FORMED = Operation("POST", "/x", None, media=FORM)
PARTS = Operation("POST", "/x", None, media=MULTIPART)
PLAIN = Operation("POST", "/x", None, media="image/png")
DATED = Operation("POST", "/x", None, formats={"body#/day": "date"})
LINES = Operation("POST", "/x", None, media="application/x-ndjson")


def day_set_later() -> Day:
    day = Day(day=date(2024, 5, 1))
    day.day = AWARE
    return day


BODIES: list[tuple[Any, Any, str]] = [
    (JSON, {"value": NAIVE}, "value"),
    (JSON, {"value": [NAN]}, "value.0"),
    (JSON, {"value": object()}, "value"),
    (JSON, {"value": Point(1, 2)}, "value"),
    (JSON, Point(1, 2), "body"),
    (JSON, object(), "body"),
    (JSON, {1: "a", "1": "b"}, "body: two members are called '1'"),
    (JSON, {"value": {True: "a", "true": "b"}}, "value: two members"),
    (JSON, {"value": [UNSET]}, "value.0"),
    (JSON, b"{}", "body"),
    (JSON, io.BytesIO(b"{}"), "body"),
    (JSON, day_set_later(), "day"),
    (JSON, {"value": day_set_later()}, "day"),
    (JSON, Day.model_construct(days=[AWARE]), "days"),
    (DATED, {"day": AWARE}, "day"),
    (LINES, {"value": 1}, "body"),
    (LINES, [{"value": NAIVE}], "value"),
    *(
        (operation, body, where)
        for operation in (FORMED, PARTS)
        for body, where in (
            ({"value": NAIVE}, "value"),
            ({"value": NAN}, "value"),
            ({"value": object()}, "value"),
            ({"value": {"a": NAIVE}}, "value"),
            ({"value": [{"a": NAIVE}]}, "value"),
            ({"value": Point(1, 2)}, "value"),
            ([("value", 1)], "body"),
            (5, "body"),
            ((1, 2), "body"),
        )
    ),
    (PARTS, {"value": (b"content",)}, "value"),
    (PARTS, {"value": ("a", b"b", "c/d", {}, 1)}, "value"),
    (PARTS, {"value": (5, b"content")}, "value"),
    (PARTS, {"value": ("a", b"content", 5)}, "value"),
    (PARTS, {"value": ("a", None)}, "value"),
    (PARTS, {"value": io.StringIO("text")}, "value"),
    (PLAIN, {"value": 1}, "body"),
    (PLAIN, io.StringIO("text"), "body"),
    (PLAIN, 5, "body"),
]


def body_rows() -> Iterator[tuple[str, Any, dict[str, Any], str]]:
    for n, (operation, body, where) in enumerate(BODIES):
        yield f"body-{n}-{operation.media}", operation, {"body": body}, where


SORTS: list[Any] = [
    "number",
    ["number"],
    "-number",
    [F.number.asc(), "number"],
    [F.number, "number"],
    OtherFields.size.asc(),
    5,
    {"number": "asc"},
    F.name.eq("a"),
]


def role_rows() -> Iterator[tuple[str, Any, dict[str, Any], str]]:
    for value in SORTS:
        found = "sort: .*RowFields.number"
        yield "sort", FIND, {"query": {"sort": value}}, found
    for wrong in ("name eq 'a'", F.name, {"name": "a"}, [F.name.eq("a")], True):
        for operation in (FIND, SPREAD):
            yield "filter", operation, {"query": {"filter": wrong}}, "filter"
    yield "filter", FIND, {"query": {"filter": OtherFields.size.eq(1)}}, "RowFields"
    yield "a key elsewhere", JSON, {"query": {"by": F.number.asc()}}, "by"
    yield "a condition elsewhere", JSON, {"query": {"by": F.name.eq("a")}}, "by"


@pytest.fixture(scope="module", params=MODES)
def caller(request: Any) -> Iterator[tuple[Caller, Loopback]]:
    with Loopback(answer(b"", 204)) as server, Caller(request.param, server) as caller:
        yield caller, server


def problem(
    caller: tuple[Caller, Loopback], make: Callable[[Caller], Any], words: str
) -> str | None:
    """Return what is wrong with the refusal of a call; None if nothing is."""
    calling, server = caller
    server.asked.clear()
    try:
        make(calling)
    except RequestError as error:
        wrong = len(str(error)) > 250 or not re.search(words, str(error))
        return f"expected {words}: {error}" if wrong or server.asked else None
    except Exception as error:
        return repr(error)
    return f"sent: {server.asked[0].text if server.asked else None}"


GROUPS = {"parameters": parameter_rows, "bodies": body_rows, "roles": role_rows}


@pytest.mark.parametrize("group", GROUPS)
def test_wrong_arguments_are_refused_by_name(
    caller: tuple[Caller, Loopback], group: str
) -> None:
    problems = []
    for name, operation, arguments, words in GROUPS[group]():
        in_path = {"path": {"value": 1}} if "{" in operation.path else {}
        call = partial(Caller.call, operation=operation, **{**in_path, **arguments})
        if found := problem(caller, call, words):
            problems.append(f"{name}: {found}")
    assert problems == []


OPERANDS: dict[str, list[Any]] = {
    "name": [
        5,
        10**5000,
        5.5,
        True,
        AWARE,
        b"a",
        {},
        ["a"],
        NAN,
        UUID(int=1),
        F.name,
        NULL,
        UNSET,
    ],
    "number": ["5", True, AWARE, NAN, Decimal("NaN"), 10**5000, F.name, 5.5, NULL],
    "ratio": ["1.5", float("inf"), Decimal("sNaN"), Decimal("1e9999")],
    "active": [0, 1, "true"],
    "day": [AWARE, "2024-05-01", 5],
    "at": [NAIVE, date(2024, 5, 1), "2024-05-01T10:00:00Z", 5],
    "id": ["not a uuid", 5],
    "any": [NAIVE, NAN, object(), b"a", [1], F.name.eq("a"), None],
}


@pytest.mark.parametrize("name", OPERANDS)
def test_values_of_filters_have_the_type_of_their_field(name: str) -> None:
    field: Any = getattr(F, name)
    for value in OPERANDS[name]:
        for compare in (field.eq, field.__lt__):
            with pytest.raises(RequestError, match=f"^{name}") as caught:
                compare(value)
            assert len(str(caught.value)) < 150
    for values in (5, "ab", b"ab", {"a": 1}, [NULL], [object()], [], F.name):
        with pytest.raises(RequestError, match="^name"):
            F.name.in_(values)  # type: ignore[arg-type]  # wrong on purpose
    for text in (5, None, F.name):
        with pytest.raises(RequestError, match="^raw takes a string"):
            raw(text)  # type: ignore[arg-type]  # wrong on purpose
    for pattern in (5, None, b"*a", ["*"]):
        with pytest.raises(RequestError, match="^name"):
            F.name.like(pattern)  # type: ignore[arg-type]  # wrong on purpose


RAW: list[tuple[dict[str, Any], str]] = [
    ({"query": "a=b"}, "query"),
    ({"query": [("a", "b")]}, "query"),
    ({"query": {5: "b"}}, "query"),
    *(({"query": {name: NAIVE}}, f"^{name}: ") for name in ("a", "time", "zone")),
    *(({"query": {name: NAN}}, f"^{name}: ") for name in ("a", "number", "nan")),
    ({"headers": "X: y"}, "headers"),
    ({"headers": {5: "b"}}, "headers"),
    ({"headers": {"a b": "b"}}, "a b"),
    ({"headers": {"X": " padded"}}, "X"),
    ({"method": "GET /evil HTTP/1.1"}, "method"),
    ({"method": 5}, "method"),
    ({"method": ""}, "method"),
    ({"path": 5}, "path"),
    ({"path": "x"}, "path"),
]


def test_wrong_raw_requests_are_refused(caller: tuple[Caller, Loopback]) -> None:
    problems = []
    for arguments, words in RAW:
        given = {"method": "GET", "path": "/x", **arguments}

        def stream(calling: Caller, given: Any = given) -> None:
            calling.all(calling.client.stream(**given))

        problems += [
            problem(caller, partial(Caller.raw, **given), words),
            problem(caller, stream, words),
        ]
    assert problems == [None] * len(problems)


LISTS: list[tuple[dict[str, Any], str]] = [
    *(({"page_size": size}, "page_size") for size in ("5", 0, -1, 51, 1.5, True, NAN)),
    ({"query": {"limit": "5"}}, "limit"),
    ({"query": {"from": 5, "to": 6}}, "from_"),
    ({"query": {"from": "20240101", "to": "20240301"}}, "from_"),
    ({"query": {"from": "2024-01-01", "to": "soon"}}, "to"),
    ({"query": {"from": date(2024, 1, 2), "to": date(2024, 1, 1)}}, "from_ and to"),
    ({"query": {"from": date(2024, 1, 2), "to": AWARE}}, "from_ and to"),
    ({"query": {"from": NAIVE, "to": NAIVE}}, "from_"),
    ({"query": {"from": NAIVE, "to": datetime(2024, 6, 1)}}, "from_"),
    ({"query": {"from": AWARE, "to": NAIVE}}, "to"),
    ({"query": {"ids": ["a", "b", "c|d"]}}, "ids"),
    ({"query": {"ids": ["a", "b", object()]}}, "ids"),
]


def test_wrong_arguments_of_lists_are_refused(caller: tuple[Caller, Loopback]) -> None:
    def read(calling: Caller, arguments: Any) -> None:
        calling.all(calling.pager(LIST, **arguments))

    problems = [
        problem(caller, partial(read, arguments=arguments), words)
        for arguments, words in LISTS
    ]
    assert problems == [None] * len(problems)


def test_wrong_arguments_of_streams_and_downloads_are_refused(
    caller: tuple[Caller, Loopback],
) -> None:
    calling, server = caller
    server.asked.clear()
    resource = calling.resource()
    for name in ("reconnect", "frame_limit"):
        for value in ("2", -1, 1.5, True, None):
            with pytest.raises(RequestError, match=name):
                calling.all(resource._stream(STREAM, **{name: value}))
    with pytest.raises(RequestError, match="framing"):
        calling.all(calling.client.stream("GET", "/x", framing="event"))
    for limit in ("5", -1, 1.5, True):
        with pytest.raises(RequestError, match="limit"):
            calling.wait(calling.client.download("/x", io.BytesIO(), limit=limit))
    for target in (5, None, io.StringIO()):
        with pytest.raises(RequestError, match="to"):
            calling.wait(calling.client.download("/x", target))
    assert server.asked == []


CALL_OPTIONS: list[dict[str, Any]] = [
    *({"timeout": value} for value in ("5", NAN, True, 0, -1, [5])),
    *({"retries": value} for value in ("3", 1.5, True, -1, None)),
    *({"reconnect": value} for value in ("3", 1.5, True, -1, None)),
    *({"retries": Retry(maximum=value)} for value in ("3", -1, None, 1.5)),  # type: ignore[arg-type]
    *({"retries": Retry(base=value)} for value in ("1", -1.0, NAN, None)),  # type: ignore[arg-type]
    *({"retries": Retry(max_delay=value)} for value in ("1", -1.0, NAN)),  # type: ignore[arg-type]
    *({"retries": Retry(max_retry_after=value)} for value in ("1", NAN)),  # type: ignore[arg-type]
    *({"retries": Retry(statuses=value)} for value in ("503", ["503"], 503)),  # type: ignore[arg-type]
    *({"concurrency": value} for value in ("2", 0, 1.5, True)),
    *({"empty_pages": value} for value in ("2", 0, NAN, None)),
    *({"strict": value} for value in ("no", 1, None)),
    *({"prefetch": value} for value in ("false", 1, None)),
    *({"headers": value} for value in ("X: y", [("X", "y")], {"X": 5}, {5: "y"})),
    {"headers": {"X y": "z"}},
]
CLIENT_OPTIONS: list[dict[str, Any]] = [
    *({"response_limit": value} for value in ("5", 0, NAN, True)),
    *({"base_url": value} for value in (5, "", "a.test", b"https://a.test")),
    *({"user_agent": value} for value in (5, b"a")),
    *({"proxy": value} for value in (5, "", "no scheme")),
    *({"verify": value} for value in (False, 5, "/nowhere/at/all.pem")),
    *({"limits": value} for value in (5, "10")),
    *({"http_client": value} for value in (5, "client")),
    *({"transport": value} for value in (5, "transport")),
    *(
        {name: "not a function"}
        for name in ("on_attempt", "on_deviation", "on_request", "on_response")
    ),
    {"on_refresh_token": 5},
    {"clock": 5},
]


@pytest.mark.parametrize("options", CALL_OPTIONS, ids=repr)
@pytest.mark.parametrize("mode", MODES)
def test_wrong_options_of_calls_are_refused(mode: str, options: dict[str, Any]) -> None:
    (name,) = options
    with (
        Caller(mode, "http://127.0.0.1:9") as caller,
        pytest.raises(SpecloomError, match=name) as caught,
    ):
        caller.client.with_options(**options)
    assert isinstance(caught.value, ConfigurationError | RequestError)
    with pytest.raises(SpecloomError, match=name):
        Caller(mode, "http://127.0.0.1:9", **options)


@pytest.mark.parametrize("options", CLIENT_OPTIONS, ids=repr)
@pytest.mark.parametrize("mode", MODES)
def test_wrong_options_of_clients_are_refused(
    mode: str, options: dict[str, Any]
) -> None:
    (name,) = options
    with pytest.raises(ConfigurationError, match=name):
        Caller(mode, "http://127.0.0.1:9", **options)


class Cursors(Model):
    items: list[dict[str, Any]]
    cursor: str | None = None


@pytest.mark.parametrize("mode", MODES)
def test_a_url_that_is_too_long_is_refused_with_the_place_in_a_list(mode: str) -> None:
    pages = CursorPages(send="query.cursor", read="body.cursor", items="body.items")
    operation = PagedOperation("GET", "/rows", Cursors, dict[str, Any], pages=pages)
    script = answer({"items": [{"n": 1}], "cursor": "c" * 70_000})
    with Loopback(script) as server, Caller(mode, server) as caller:
        got: list[Any] = []
        with pytest.raises(RequestError, match="the URL is too long") as caught:
            caller.all(caller.pager(operation), got)
        assert got == [{"n": 1}] and caught.value.checkpoint is not None
        assert len(server.asked) == 1


def test_bytes_are_json_only_where_the_body_is_base64() -> None:
    base64 = Operation("POST", "/x", None, formats={"body": "base64"})
    with Loopback(answer(b"", 204)) as server, Caller("sync", server) as caller:
        caller.call(base64, body=b"{}")
        assert server.asked[0].body == b'"e30="'
        with pytest.raises(RequestError, match="body: a bytes cannot be sent"):
            caller.call(JSON, body=b"{}")
        assert len(server.asked) == 1


def test_absent_and_right_arguments_are_sent() -> None:
    with Loopback(answer(b"", 204)) as server, Caller("sync", server) as caller:
        caller.call(SPREAD, query={"filter": None})
        caller.call(DATED, body={"day": date(2024, 5, 1)})
        assert [each.target for each in server.asked] == ["/rows", "/x"]
        assert server.asked[1].body == b'{"day":"2024-05-01"}'
