"""Parameters and forms in every style, as they stand on the wire."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic import Field as Described
from small_vendor import Vendor, ok
from specloom_runtime import Deviation, Model, Operation, RequestError, Style
from specloom_runtime.serialization.bodies import encode_body
from specloom_runtime.serialization.parameters import path
from specloom_runtime.serialization.scalars import tree


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        ("a", Style("label"), "/.a"),
        ([1, 2], Style("label"), "/.1.2"),
        ([1, 2], Style("label", explode=False), "/.1,2"),
        ({"a": 1}, Style("label"), "/.a=1"),
        ([1, 2], Style("matrix"), "/;v=1;v=2"),
        ([1, 2], Style("matrix", explode=False), "/;v=1,2"),
        ({"a": 1, "b": 2}, Style("matrix"), "/;a=1;b=2"),
        ({"a": 1, "b": 2}, Style("matrix", explode=False), "/;v=a,1,b,2"),
        ({"a": 1, "b": 2}, Style("simple", explode=False), "/a,1,b,2"),
        ({"a": [1]}, Style("json"), "/%7B%22a%22%3A%5B1%5D%7D"),
    ],
)
def test_path_parameters_in_each_style(value: Any, style: Style, expected: str) -> None:
    assert path("/{v}", {"v": value}, {}, {"path.v": style}) == expected


@pytest.mark.parametrize(
    "character", [*map(chr, range(0x21)), *"\x7f\x85é\u2028\u202e😀"]
)
def test_characters_of_a_path_that_no_url_holds_are_escaped(character: str) -> None:
    vendor = Vendor("sync", [ok(None, 204)])
    vendor.call(Operation("GET", f"/a{character}/{{v}}{character}"), path={"v": "b"})
    escaped = quote(character)
    assert str(vendor.asked[0].url).endswith(f"/a{escaped}/b{escaped}")


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1))
def test_other_characters_of_a_path_are_sent_as_they_are(text: str) -> None:
    plain = re.sub(r"[{} ]", "", text)
    assert path(f"/{plain}", {}, {}) == f"/{plain}"


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("value", "styles", "expected"),
    [
        ({"a": "x y", "b": None}, {}, b"a=x+y"),
        ({"a": [1, 2]}, {}, b"a=1&a=2"),
        ({"a": {"b": 1}}, {}, b"a=%7B%22b%22%3A1%7D"),
        ({"a": [{"b": 1}, {"b": 2}]}, {}, b"a=%7B%22b%22%3A1%7D&a=%7B%22b%22%3A2%7D"),
        ({"a": {"b": 1}}, {"body.a": Style("deepObject")}, b"a%5Bb%5D=1"),
        ({"a": [1, 2]}, {"body.a": Style("form", explode=False)}, b"a=1,2"),
    ],
)
def test_form_fields_in_each_style(
    value: Any, styles: dict[str, Style], expected: bytes
) -> None:
    assert encode_body(value, FORM, styles=styles) == (expected, FORM)


def test_multipart_part_with_its_own_media_type() -> None:
    styles = {"body.a": Style(media="application/xml")}
    made = encode_body({"a": "<a/>"}, "multipart/form-data", styles=styles)
    assert made is not None and isinstance(made[0], bytes)
    assert b'name="a"\r\nContent-Type: application/xml\r\n\r\n<a/>' in made[0]


JSON = Style("json", media="application/json")


@pytest.mark.parametrize(
    ("value", "style", "sent"),
    [
        ("a b", JSON, [b'"a b"']),
        (date(2024, 2, 29), JSON, [b'"2024-02-29"']),
        (7, JSON, [b"7"]),
        (True, JSON, [b"true"]),
        (["a", "b"], JSON, [b'"a"', b'"b"']),
        ({"a": 1}, JSON, [b'{"a":1}']),
        ('{"a": 1}', Style(media="application/json"), [b'{"a": 1}']),
        (b'{"a": 1}', JSON, [b'{"a": 1}']),
        (("a.json", '{"a": 1}', "application/json"), JSON, [b'{"a": 1}']),
    ],
)
def test_multipart_parts_of_json(value: Any, style: Style, sent: list[bytes]) -> None:
    made = encode_body({"p": value}, "multipart/form-data", styles={"body.p": style})
    assert made is not None and isinstance(made[0], bytes)
    parts = made[0].split(b"Content-Type: application/json\r\n\r\n")[1:]
    assert [part.split(b"\r\n--")[0] for part in parts] == sent


def test_media_type_with_a_comma_before_its_parameters() -> None:
    media = "application/merge-patch+json, version=1"
    assert encode_body({"a": 1}, media) == (b'{"a":1}', media)


@pytest.mark.parametrize(
    "media",
    ["application/jsonl", "application/x-ndjson; v=1", "application/x-jsonlines"],
)
def test_a_body_of_lines_has_one_for_each_item(media: str) -> None:
    made = encode_body(({"a": "x\ny"}, 1), media)
    assert made == (b'{"a":"x\\ny"}\n1\n', media)
    assert encode_body("{}\n", media) == (b"{}\n", media)
    with pytest.raises(RequestError, match="cannot be sent as application"):
        encode_body({"a": 1}, media)


def test_empty_cookies_are_not_sent() -> None:
    vendor = Vendor("sync", [ok(None)])
    vendor.call(Operation("GET", "/x", None), cookies={"c": []})
    assert "cookie" not in vendor.asked[0].headers


@pytest.mark.parametrize("body", ["a=1&b=%20", b"a=1&b=%20", bytearray(b"a=1&b=%20")])
def test_a_form_that_is_written_is_sent_as_it_is(body: Any) -> None:
    media = "application/x-www-form-urlencoded"
    assert encode_body(body, media) == (b"a=1&b=%20", media)


def test_a_variable_of_a_path_may_have_no_name() -> None:
    assert path("/a/{}/b/{c}", {"": 5, "c": "d"}, {}) == "/a/5/b/d"


def test_fragment_of_a_path_is_not_sent() -> None:
    vendor = Vendor("sync", [ok(None)])
    vendor.call(Operation("GET", "/x#second", None), query={"a": 1})
    assert vendor.asked[0].url.raw_path == b"/v1/x?a=1"


class Renamed(Model):
    id: int | None = None


class Holder(Model):
    by_name: dict[str, Renamed] = {}


def test_models_in_a_map_are_serialized_without_unset_fields() -> None:
    read = Holder.model_validate_json(b'{"by_name": {"a": {"id": 1}}}')
    assert tree(read) == {"by_name": {"a": {"id": 1}}}


class Closed(BaseModel):
    size: int = 0


def test_model_that_ignores_extra_members_is_decoded_leniently() -> None:
    found: list[Deviation] = []
    vendor = Vendor("sync", [ok({"size": "x", "y": 1})], on_deviation=found.append)
    read = vendor.call(Operation("GET", "/closed", Closed))
    assert read.size == "x" and len(found) == 1


class Sent(Model):
    full_name: str = Described(alias="fullName")
    version: str | None = Described(default=None, alias="objectVersion")
    size: int = 3


@pytest.mark.parametrize(
    ("media", "shown"),
    [
        ("application/json", b'{"fullName":"Ann"'),
        (FORM, b"fullName=Ann"),
        ("multipart/form-data", b'name="fullName"\r\n\r\nAnn'),
    ],
)
def test_model_is_sent_by_wire_names_without_its_defaults(
    media: str, shown: bytes
) -> None:
    for body in (Sent(full_name="Ann"), Sent(full_name="Ann", version=None)):
        made = encode_body(body, media)
        assert made is not None
        content = made[0]
        whole = content if isinstance(content, bytes) else b"".join(content.chunks())
        assert shown in whole
        assert b"size" not in whole and b"full_name" not in whole
    assert (b"objectVersion" in whole) == (media == "application/json")
