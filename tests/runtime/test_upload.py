"""Files and raw bodies: sizes, repeats, and what is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from specloom_runtime import RequestError
from specloom_runtime.http.upload import Source, hold_files
from specloom_runtime.serialization.bodies import encode_body


class Odd:
    """A file that gives text and cannot tell where it stands."""

    def read(self, size: int) -> str:
        return "text"


class Lost(io.BytesIO):
    """A file that fails when it is asked where it stands."""

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
