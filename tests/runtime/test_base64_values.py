"""Bytes in JSON are base64, in every place and in every way of decoding."""

from __future__ import annotations

from typing import Any

import pytest
from small_vendor import LIST_MODES, Vendor, ok
from specloom_runtime import CamelModel, Model, Operation, PagedOperation, SinglePage


class Photo(CamelModel):
    number: int | None = None
    content: bytes | None = None
    parts: list[bytes] | None = None


class Photos(Model):
    data: list[Photo]


PHOTOS: Any = PagedOperation(
    "GET", "/photos", Photos, Photo, pages=SinglePage(items="body.data")
)


@pytest.mark.parametrize("mode", LIST_MODES)
@pytest.mark.parametrize("number", [1, "not a number"])
def test_property(mode: str, number: Any) -> None:
    """A deviation of another property changes nothing."""
    item = {"number": number, "content": "aGk=", "parts": ["aG8=", ""]}
    vendor = Vendor(mode, [ok({"data": [item]})])
    (found,) = vendor.all(vendor.pager(PHOTOS))
    assert found.content == b"hi"
    assert found.parts == [b"ho", b""]


@pytest.mark.parametrize("mode", LIST_MODES)
def test_text_that_is_not_base64_is_a_deviation(mode: str) -> None:
    seen: list[Any] = []
    vendor = Vendor(mode, [ok({"data": [{"content": "a!"}]})], on_deviation=seen.append)
    (found,) = vendor.all(vendor.pager(PHOTOS))
    assert found.content == "a!"
    assert [each.path for each in seen] == ["data.0.content"]


def test_body_of_several() -> None:
    operation: Any = Operation("GET", "/parts", list[bytes])
    assert Vendor("sync", [ok(["aGk="])]).call(operation) == [b"hi"]
