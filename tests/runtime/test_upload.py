"""Test files and raw bodies: sizes, retries and rejected objects."""

from __future__ import annotations

import io
from typing import Any

import pytest
from specloom_runtime import RequestError
from specloom_runtime.http.upload import Source, hold_files
from specloom_runtime.serialization.bodies import encode_body


class Odd:
    """A text file without a position."""

    def read(self, size: int) -> str:
        return "text"


class Lost(io.BytesIO):
    """A file whose `tell` fails."""

    def tell(self) -> int:
        raise OSError("no place")


def test_unusual_file_objects() -> None:
    odd: Any = Odd()
    with pytest.raises(RequestError, match="binary"):
        list(Source(odd).chunks())
    lost = Source(Lost(b"abc"))
    assert lost.size is None and lost.repeatable
    assert b"".join(lost.chunks()) == b"abc" and not lost.repeatable


def test_raw_bodies() -> None:
    for given in (b"ab", bytearray(b"ab"), memoryview(b"ab"), "ab"):
        assert encode_body(given, "text/plain") == (b"ab", "text/plain")
    assert hold_files({"a": [(1, b"x")]}) == {"a": [(1, b"x")]}
