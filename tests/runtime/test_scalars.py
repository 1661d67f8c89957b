"""Values on the wire: exact, or refused before anything is sent."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from urllib.parse import unquote_plus
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field as Described
from pydantic import ValidationError
from small_vendor import SERVICE, Vendor, ok
from specloom_runtime import (
    NULL,
    UNSET,
    EpochMillis,
    EpochSeconds,
    Model,
    Number,
    Operation,
    Quantity,
    RequestError,
    Style,
    UtcMillis,
)
from specloom_runtime.http.upload import Upload
from specloom_runtime.serialization.bodies import encode_body
from specloom_runtime.serialization.parameters import cookie, header, path, query
from specloom_runtime.serialization.scalars import dumps, text


class Color(Enum):
    RED = "red"


class Inner(Model):
    at: datetime
    note: str | None = None


class Outer(Model):
    inner: Inner | None = Described(default=None, alias="theInner")
    amount: Decimal | None = None
    when: EpochMillis | None = None
    since: EpochSeconds | None = None
    naive: UtcMillis | None = None


NOON = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (True, None, "true"),
        (False, None, "false"),
        (3, None, "3"),
        (0.5, None, "0.5"),
        (Decimal("1.50"), None, "1.50"),
        (Decimal("1E+2"), None, "100"),
        ("a b", None, "a b"),
        (Color.RED, None, "red"),
        (UUID(int=1), None, "00000000-0000-0000-0000-000000000001"),
        (date(2024, 5, 1), None, "2024-05-01"),
        (time(9, 30), None, "09:30:00"),
        (NOON, None, "2024-05-01T12:00:00Z"),
        (NOON.replace(microsecond=5000), None, "2024-05-01T12:00:00.005000Z"),
        (NOON.astimezone(timezone(timedelta(hours=2))), None, "2024-05-01T12:00:00Z"),
        (NOON, "utc-milliseconds", "2024-05-01T12:00:00.000"),
        (NOON, "epoch-milliseconds", "1714564800000"),
        (NOON, "epoch-seconds", "1714564800"),
        (timedelta(minutes=90), "minutes", "90"),
        (timedelta(seconds=90), "minutes", "1.5"),
        (timedelta(days=1, seconds=2), None, "P1DT2S"),
        (timedelta(days=-1), None, "-P1D"),
        (timedelta(0), None, "PT0S"),
        (b"\x00\xff", None, "AP8="),
        (None, None, "null"),
    ],
)
def test_scalars(value: Any, form: str | None, expected: str) -> None:
    assert text(value, form) == expected


@pytest.mark.parametrize(
    "value",
    [
        NOON.replace(tzinfo=None),
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        object(),
        [1],
        NULL,
        UNSET,
    ],
)
def test_ambiguous_values_are_rejected(value: Any) -> None:
    with pytest.raises(RequestError):
        text(value)


def test_json_bodies() -> None:
    body = Outer(
        inner=Inner(at=NOON),
        amount=Decimal("1.50"),
        when=NOON,
        since=NOON,
        naive=NOON,
    )
    assert dumps(body) == (
        b'{"theInner":{"at":"2024-05-01T12:00:00Z"},"amount":"1.50",'
        b'"when":1714564800000,"since":1714564800,"naive":"2024-05-01T12:00:00.000"}'
    )
    assert dumps(Outer(amount=None)) == b'{"amount":null}'
    assert dumps(Outer(amount=None), nulls=False) == b"{}"
    assert dumps({"a": NULL, "b": UNSET, "c": None}, nulls=False) == b'{"a":null}'
    assert dumps([Quantity(90, "minutes"), {1: (True,)}, "é"]) == (
        '[90.0,{"1":[true]},"é"]'.encode()
    )
    with pytest.raises(RequestError, match=r"theInner\.at: .* no time zone"):
        dumps({"theInner": {"at": NOON.replace(tzinfo=None)}})
    with pytest.raises(RequestError, match="a.0: a object"):
        dumps({"a": [object()]})


def test_values_in_vendor_formats_are_parsed() -> None:
    read = Outer.model_validate_json(
        '{"when": 1714564800000, "since": 1714564800, "naive": "2024-05-01T12:00:00"}'
    )
    assert read.when == read.since == read.naive == NOON


IDS = [1, 2]
OBJECT = {"a": 1, "b": "x,y", "none": None}


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        ("a b&c=d", Style(), "q=a%20b%26c%3Dd"),
        (IDS, Style(), "q=1&q=2"),
        ((1, 2), Style("form", explode=False), "q=1,2"),
        (["a,b", "c"], Style("form", explode=False), "q=a%2Cb,c"),
        (IDS, Style("spaceDelimited", explode=False), "q=1%202"),
        (IDS, Style("pipeDelimited", explode=False), "q=1%7C2"),
        ([], Style(), ""),
        ([], Style("form", explode=False), "q="),
        (OBJECT, Style(), "a=1&b=x%2Cy"),
        (OBJECT, Style("form", explode=False), "q=a,1,b,x%2Cy"),
        (OBJECT, Style("deepObject"), "q%5Ba%5D=1&q%5Bb%5D=x%2Cy"),
        (
            {"a": {"b": [1, 2]}},
            Style("deepObject"),
            "q%5Ba%5D%5Bb%5D%5B0%5D=1&q%5Ba%5D%5Bb%5D%5B1%5D=2",
        ),
        ([{"a": 1}, 2], Style("deepObject"), "q%5B0%5D%5Ba%5D=1&q%5B1%5D=2"),
        ({"a": [1]}, Style("json"), "q=%7B%22a%22%3A%5B1%5D%7D"),
        ("a/b?c", Style(reserved=True), "q=a/b?c"),
        ("$like:*ä*", Style(), "q=%24like%3A%2A%C3%A4%2A"),
        (Outer(amount=Decimal(2)), Style(), "amount=2"),
    ],
)
def test_query_styles(value: Any, style: Style, expected: str) -> None:
    assert query("q", value, style) == expected


def test_times_outside_the_calendar() -> None:
    with pytest.raises(ValueError, match="out of range"):
        Outer.model_validate({"when": 1e18})
    assert Outer.model_validate({"when": "2024-05-01T12:00:00Z"}).when == NOON


def test_headers_and_cookies() -> None:
    assert header("X", [1, 2]) == "1,2"
    assert header("X", {"a": 1}) == "a,1"
    assert header("X", {"a": 1}, Style("simple", explode=True)) == "a=1"
    assert header("X", {"a": 1}, Style("json")) == '{"a":1}'
    for bad in ("a\r\nb", "a\nb", "a\x00b", "sn☃w"):
        with pytest.raises(RequestError) as caught:
            header("X", bad)
        assert bad not in str(caught.value)
    with pytest.raises(RequestError):
        cookie("c", "a;b")


JOINED = Style("form", explode=False)


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        ("a", Style(), "c=a"),
        ([1, 2], Style(), "c=1; c=2"),
        ([1, 2], JOINED, "c=1,2"),
        ({"a": 1, "b": True}, Style(), "a=1; b=true"),
        ({"a": 1, "b": True}, JOINED, "c=a,1,b,true"),
        ({"a": "x y"}, Style("json"), "c=%7B%22a%22%3A%22x%20y%22%7D"),
        ([], Style(), ""),
    ],
)
def test_cookie_parameters_in_each_style(
    value: Any, style: Style, expected: str
) -> None:
    assert cookie("c", value, style) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("../../admin", "/x/..%2F..%2Fadmin"),
        ("a/b", "/x/a%2Fb"),
        ("%2e%2e", "/x/%252e%252e"),
        ("?x=1#y", "/x/%3Fx%3D1%23y"),
        (["a", "b"], "/x/a,b"),
        (7, "/x/7"),
    ],
)
def test_path_values_stay_in_one_segment(value: Any, expected: str) -> None:
    assert path("/x/{id}", {"id": value}, {}) == expected


@pytest.mark.parametrize("value", ["", ".", "..", None, UNSET, []])
def test_path_traversal_is_rejected(value: Any) -> None:
    with pytest.raises(RequestError):
        path("/x/{id}", {"id": value}, {})


@given(st.text(min_size=1))
def test_any_string_is_one_path_segment(value: str) -> None:
    try:
        found = path("/x/{id}/y", {"id": value}, {})
    except (RequestError, UnicodeEncodeError):
        return
    assert found.count("/") == 3 and "?" not in found and "#" not in found


def test_other_media_types() -> None:
    form = "application/x-www-form-urlencoded"
    assert encode_body({"a": "x y+z", "b": [1, 2], "n": None}, form) == (
        b"a=x+y%2Bz&b=1&b=2",
        form,
    )
    assert encode_body("text", "text/plain") == (b"text", "text/plain")
    opened = encode_body(io.BytesIO(b"file"), "image/png")
    assert opened is not None and isinstance(opened[0], Upload)
    assert b"".join(opened[0].chunks()) == b"file" and opened[0].size == 4
    assert encode_body(UNSET, "application/json") is None
    assert encode_body({"a": 1}, "application/merge-patch+json") == (
        b'{"a":1}',
        "application/merge-patch+json",
    )
    for bad in (3, io.StringIO("text")):
        with pytest.raises(RequestError):
            encode_body(bad, "image/png")
    with pytest.raises(RequestError):
        encode_body(3, form)


def test_forms_serialize_objects_as_json_without_a_style() -> None:
    form = "application/x-www-form-urlencoded"
    body = {"o": {"a": 1}, "l": [{"a": 1}, [2]], "d": {"b": 2}, "n": Inner(at=NOON)}
    made = encode_body(body, form, styles={"body.d": Style("deepObject")})
    assert made is not None
    data = made[0]
    assert isinstance(data, bytes)
    assert unquote_plus(data.decode()) == (
        'o={"a":1}&l={"a":1}&l=[2]&d[b]=2&n={"at":"2024-05-01T12:00:00Z"}'
    )


def test_models_in_a_map_are_serialized_without_unset_fields() -> None:
    class Named(Model):
        parts: dict[str, Outer] = {}

    named = Named(parts={"a": Outer(amount=Decimal(1))})
    assert dumps(named) == (b'{"parts":{"a":{"amount":"1"}}}')


def test_a_time_that_cannot_be_written_is_named_by_its_path() -> None:
    class Shift(Model):
        begin: EpochMillis

    class Week(Model):
        shifts: list[Shift] = []
        breaks: list[EpochMillis] = []

    local = NOON.replace(tzinfo=None)
    shifts = [Shift(begin=NOON), Shift(begin=local)]
    for week, name in (
        (Week(shifts=shifts), "shifts.1.begin"),
        (Week(shifts=[], breaks=[local]), "breaks"),
    ):
        with pytest.raises(RequestError) as caught:
            dumps(week)
        assert str(caught.value) == f"{name}: 2024-05-01T12:00:00 has no time zone"


def test_multipart_is_deterministic() -> None:
    body = {
        "name": "A",
        "meta": {"a": 1},
        "file": ('na"me.txt', b"data", "text/plain"),
        "raw": b"\x00",
        "open": io.BytesIO(b"x"),
        "ids": [1, 2],
    }
    made = encode_body(body, "multipart/form-data")
    assert made is not None
    upload, media = made
    assert isinstance(upload, Upload)
    data = b"".join(upload.chunks())
    assert data == b"".join(upload.chunks()) and upload.size == len(data)
    mark = media.partition("boundary=")[2].encode()
    assert data.startswith(b"--" + mark) and data.endswith(b"--" + mark + b"--\r\n")
    assert b'name="file"; filename="na%22me.txt"\r\nContent-Type: text/plain' in data
    assert data.count(b'name="ids"') == 2
    assert encode_body({"a": b"1"}, "multipart/form-data") == encode_body(
        {"a": b"1"}, "multipart/form-data"
    )


def test_flattened_body_omits_missing_arguments() -> None:
    create = Operation("POST", "/x", None, nullable=("c",))
    vendor = Vendor("sync", [ok(None), ok(None)])
    body = {"a": None, "b": UNSET, "c": None, "d": NULL, "e": 0}
    vendor.call(create, body=body)
    assert vendor.asked[0].content == b'{"c":null,"d":null,"e":0}'
    vendor.call(create, body={"a": None})
    assert vendor.asked[1].content == b"{}"


def test_null_is_not_sent_to_vendors_that_reject_it() -> None:
    from dataclasses import replace

    vendor = Vendor("sync", [ok(None)], service=replace(SERVICE, nulls="omit"))
    vendor.call(Operation("POST", "/x", None), body=Outer(amount=None, inner=None))
    assert vendor.asked[0].content == b"{}"


def test_parameters_are_sent_in_their_locations() -> None:
    operation = Operation(
        "GET",
        "/x/{id}",
        None,
        styles={"query.ids": Style("form", explode=False)},
        formats={"query.since": "epoch-seconds"},
        accept="text/csv",
    )
    vendor = Vendor("sync", [ok(None)], headers={"X-Trace": "t", "Accept": "y"})
    vendor.call(
        operation,
        path={"id": "a b"},
        query={"ids": [1, 2], "since": NOON, "none": None},
        headers={"x-trace": "own"},
        cookies={"c": 1, "d": True},
    )
    (asked,) = vendor.asked
    assert asked.url.raw_path == b"/v1/x/a%20b?ids=1,2&since=1714564800"
    assert asked.headers.get_list("x-trace") == ["own"]
    assert asked.headers["cookie"] == "c=1; d=true"
    assert "content-type" not in asked.headers


COLOURS, POINT = ["blue", "black"], {"R": 100, "G": 200}


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        # The table of OpenAPI's style examples.
        ("label", False, COLOURS, ".blue,black"),
        ("label", True, COLOURS, ".blue.black"),
        ("label", True, POINT, ".R=100.G=200"),
        ("label", False, POINT, ".R,100,G,200"),
        ("matrix", False, "a b", ";color=a%20b"),
        ("matrix", False, COLOURS, ";color=blue,black"),
        ("matrix", True, COLOURS, ";color=blue;color=black"),
        ("matrix", True, POINT, ";R=100;G=200"),
        ("simple", True, POINT, "R=100,G=200"),
        ("json", True, POINT, "%7B%22R%22%3A100%2C%22G%22%3A200%7D"),
    ],
)
def test_path_parameters_in_every_style(
    style: Any, explode: bool, value: Any, expected: str
) -> None:
    styles = {"path.color": Style(style, explode=explode)}
    assert path("/{color}", {"color": value}, {}, styles) == f"/{expected}"


def test_empty_label_parameter_adds_no_segment() -> None:
    for explode in (True, False):
        styles = {"path.color": Style("label", explode=explode)}
        with pytest.raises(RequestError, match="cannot be empty"):
            path("/{color}", {"color": []}, {}, styles)


def test_empty_cookies_send_no_header() -> None:
    vendor = Vendor("sync", [ok(None)])
    vendor.call(Operation("GET", "/x", None), cookies={"ids": []})
    assert "cookie" not in vendor.asked[0].headers


class Measured(Model):
    value: Number
    more: list[Number] = []


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("42", 42),
        ("-7", -7),
        ("9007199254740993", 9007199254740993),
        ("42.0", 42.0),
        ("4.5", 4.5),
        ("1e3", 1000.0),
    ],
)
def test_numbers_stay_what_they_are(sent: str, read: float) -> None:
    made = Measured.model_validate_json(f'{{"value": {sent}, "more": [{sent}]}}')
    for value in (made.value, *made.more):
        assert (value, type(value)) == (read, type(read))
        assert text(value) == text(read)
    assert Measured.model_validate(made.model_dump()) == made


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_as_they_were(value: float) -> None:
    made = Measured(value=value)
    written = dumps(made.model_dump(exclude_unset=True))
    assert Measured.model_validate_json(written).value == value
    assert type(Measured.model_validate_json(written).value) is type(value)


@pytest.mark.parametrize("value", [True, "x", None, [1]])
def test_what_is_not_a_number_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        Measured.model_validate({"value": value}, strict=True)
