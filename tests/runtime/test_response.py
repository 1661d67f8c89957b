"""Responses of `request()` and of errors, as text and as JSON."""

from __future__ import annotations

import json
import traceback
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_vendor import MODES, Vendor, ok
from specloom_runtime import DecodeError, Headers, NotFoundError, Response
from specloom_runtime.testing import make_response

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
CUT_OFF = b'{"pl4nted": "s3cret"'


def response(body: bytes, content_type: str = "application/json") -> Response:
    return Response(
        status=200, headers=Headers([("Content-Type", content_type)]), body=body
    )


@pytest.mark.parametrize("mode", MODES)
def test_responses_of_calls(mode: str) -> None:
    vendor = Vendor(mode, [ok({"name": "Tøm"}), make_response({"a": 1}, 404)])
    found = vendor.wait(vendor.client.request("GET", "/undescribed"))
    assert found.json() == {"name": "Tøm"}
    assert found.text == r'{"name": "T\u00f8m"}'
    with pytest.raises(NotFoundError) as missing:
        vendor.wait(vendor.client.request("GET", "/undescribed"))
    assert missing.value.response.json() == {"a": 1}


@examples(30)
@given(VALUES, st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-16-le"]))
def test_every_value_in_every_charset(value: Any, charset: str) -> None:
    text = json.dumps(value, ensure_ascii=False)
    got = response(
        text.encode(charset, "replace"), f"application/json; charset={charset}"
    )
    if "?" not in text.encode(charset, "replace").decode(charset):
        assert got.json() == value
        assert got.text == text


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/plain", b"", ""),
        ("text/plain; charset=latin-1", b"T\xf8m", "Tøm"),
        ('text/plain; charset="windows-1252"', b"\x80", "€"),
        ("text/plain", b"T\xf8m", "T\ufffdm"),
        ("text/plain; charset=zip", b"T\xc3\xb8m", "Tøm"),
        ("text/plain; charset=" + "x" * 60_000, b"a", "a"),
        ("", b"\xef\xbb\xbfa", "a"),
        ("text/plain; charset=utf-8", "a".encode("utf-16"), "a"),
    ],
)
def test_text(content_type: str, body: bytes, text: str) -> None:
    assert response(body, content_type).text == text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{",
        b'{"a": 1, "a": 2}',
        b"[NaN]",
        b"-Infinity",
        b"1e400",
        b"9" * 5000,
        b"[" * 100_000,
        b'"\xff"',
    ],
    ids=lambda body: body[:12],
)
def test_body_that_is_not_json(body: bytes) -> None:
    with pytest.raises(DecodeError, match=r"^the body \(200\) is not JSON: ") as caught:
        response(body).json()
    assert caught.value.__context__ is None


def test_error_does_not_show_the_body() -> None:
    with pytest.raises(DecodeError) as caught:
        response(CUT_OFF).json()
    shown = traceback.TracebackException.from_exception(
        caught.value, capture_locals=True
    )
    frames = [frame.locals for frame in shown.stack]
    assert "pl4nted" not in f"{caught.value!r} {frames}"
