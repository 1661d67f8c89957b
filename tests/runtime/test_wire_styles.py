"""What every style refuses or escapes, so that a server reads what the caller means."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_vendor import MODES, Vendor, ok
from specloom_runtime import Operation, RequestError, Style
from specloom_runtime.core.unset import NULL
from specloom_runtime.serialization.bodies import encode_body
from specloom_runtime.serialization.parameters import cookie, header, path, query

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def in_path(value: Any, style: Style) -> str:
    return path("/{v}", {"v": value}, {}, {"path.v": style})


def in_query(value: Any, style: Style) -> str:
    return query("v", value, style)


def in_header(value: Any, style: Style) -> str:
    return header("v", value, style)


def in_cookie(value: Any, style: Style) -> str:
    return cookie("v", value, style)


def in_form(value: Any, style: Style) -> Any:
    return encode_body({"v": value}, FORM, styles={"body.v": style})


def in_parts(value: Any, style: Style) -> Any:
    return encode_body({"v": value}, MULTIPART, styles={"body.v": style})


@pytest.mark.parametrize(
    ("write", "style", "value", "delimiter"),
    [
        (in_query, Style("pipeDelimited", explode=False), ["a|b"], "a pipe"),
        (in_query, Style("spaceDelimited", explode=False), ["a", "b c"], "a space"),
        (in_query, Style("spaceDelimited", explode=False), {"a b": 1}, "a space"),
        (in_query, Style("form", explode=False, reserved=True), ["a,b"], "a comma"),
        (in_query, Style("deepObject"), {"a]": 1}, "bracket"),
        (in_header, Style("simple", explode=False), ["a,b"], "a comma"),
        (in_header, Style("simple", explode=False), {"a": "b,c"}, "a comma"),
        (in_header, Style("simple"), {"a": "b,c"}, "a comma"),
        (in_header, Style("simple"), {"a=b": "c"}, "'='"),
        (in_path, Style("label"), ["a.b"], "a dot"),
        (in_path, Style("label"), {"a": "b.c"}, "a dot"),
        (in_cookie, Style("form", explode=False), ["a,b"], "a comma"),
        (in_cookie, Style("form", explode=False), {"a": "b,c"}, "a comma"),
        (in_form, Style("pipeDelimited", explode=False), ["a|b"], "a pipe"),
        (in_form, Style("spaceDelimited", explode=False), ["a b"], "a space"),
        (in_parts, Style("form", explode=False), ["a,b"], "a comma"),
        (in_parts, Style("pipeDelimited", explode=False), ["a|b"], "a pipe"),
    ],
)
def test_a_value_that_holds_its_own_delimiter_is_refused(
    write: Any, style: Style, value: Any, delimiter: str
) -> None:
    with pytest.raises(RequestError, match=delimiter):
        write(value, style)


@pytest.mark.parametrize(
    ("write", "style", "value", "expected"),
    [
        (in_query, Style("form", explode=False), ["a,b", "c"], "v=a%2Cb,c"),
        (in_query, Style("pipeDelimited", explode=False), ["a,b", "c"], "v=a%2Cb%7Cc"),
        (in_query, Style("spaceDelimited", explode=False), ["a", "c"], "v=a%20c"),
        (in_query, Style("pipeDelimited", explode=False), "a|b", "v=a%7Cb"),
        (in_header, Style("simple", explode=False), "a,b", "a,b"),
        (in_header, Style("json"), ["a,b"], '["a,b"]'),
        (in_path, Style("label"), "a.b", "/.a.b"),
        (in_path, Style("label", explode=False), ["a.b", "c"], "/.a.b,c"),
        (in_path, Style("matrix"), ["a;b"], "/;v=a%3Bb"),
        (in_path, Style("simple", explode=False), ["a,b", "c"], "/a%2Cb,c"),
        (in_cookie, Style("form", explode=False), "a,b", "v=a,b"),
        (in_cookie, Style("form"), ["a,b", "c"], "v=a,b; v=c"),
    ],
)
def test_a_delimiter_that_is_escaped_in_values_is_sent(
    write: Any, style: Style, value: Any, expected: str
) -> None:
    assert write(value, style) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (Style("form", explode=False), b"a,b"),
        (Style("pipeDelimited", explode=False), b"a|b"),
        (Style("spaceDelimited", explode=False), b"a b"),
    ],
)
def test_list_in_one_part(style: Style, expected: bytes) -> None:
    content = in_parts(["a", "b"], style)[0]
    assert content.count(b"form-data") == 1
    assert b"\r\n\r\n" + expected + b"\r\n" in content


def test_list_of_json_has_a_part_for_each() -> None:
    style = Style("json", explode=False, media=JSON)
    assert in_parts([{"a": 1}, {"a": 2}], style)[0].count(b"form-data") == 2


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1))
def test_reserved_characters_never_end_the_query(text: str) -> None:
    written = query("where", text, Style(reserved=True))
    url = urlsplit(f"https://x.test/q?{written}&limit=5")
    assert not url.fragment
    pairs = parse_qsl(url.query, keep_blank_values=True)
    assert pairs == [("where", text), ("limit", "5")]


@pytest.mark.parametrize("character", ":/?@!$'()*,=")
def test_reserved_characters_that_a_query_may_hold_are_left(character: str) -> None:
    written = query("v", f"a{character}b", Style(reserved=True))
    assert written == f"v=a{character}b"
    assert query("v", f"a{character}b") == "v=" + quote(f"a{character}b", safe="")


@pytest.mark.parametrize("mode", MODES)
def test_null_is_a_body_where_the_description_allows_it(mode: Any) -> None:
    operation = Operation("PUT", "/limit", nullable=("body",))
    vendor = Vendor(mode, [ok(None, 204), ok(None, 204)])
    vendor.call(operation, body=None)
    vendor.call(operation)
    null, nothing = vendor.asked
    assert (null.content, null.headers["content-type"]) == (b"null", JSON)
    assert nothing.content == b"" and "content-type" not in nothing.headers


def test_none_is_not_a_body_elsewhere() -> None:
    assert encode_body(None, JSON) is None
    assert encode_body(NULL, JSON) == (b"null", JSON)


@pytest.mark.parametrize(
    ("media", "sent"),
    [
        ("image/*", "application/octet-stream"),
        ("*/*", "application/octet-stream"),
        ("text/*", "text/plain"),
        ("text/csv; header=present", "text/csv; header=present"),
    ],
)
def test_media_range_is_never_a_content_type(media: str, sent: str) -> None:
    assert encode_body(b"a", media) == (b"a", sent)


@pytest.mark.parametrize(
    ("media", "body", "sent"),
    [
        ("multipart/mixed", "--a b\r\n\r\n1\r\n", 'multipart/mixed; boundary="a b"'),
        ("multipart/mixed", b"\r\n--a \n\n", 'multipart/mixed; boundary="a"'),
        ("multipart/mixed", b"1", "multipart/mixed"),
        ("multipart/mixed; boundary=c", b"--a\n\n", "multipart/mixed; boundary=c"),
    ],
)
def test_written_parts_are_sent_with_their_boundary(
    media: str, body: Any, sent: str
) -> None:
    made = encode_body(body, media)
    assert made is not None and made[1] == sent
