"""Read the body of a response: decompress it while it arrives, up to a limit."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

from ..core.errors import DecodeError, ResponseTooLarge
from ..core.responses import Headers

STEP = 65536
ACCEPTED = "gzip, deflate"
WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""The window sizes of zlib for the two encodings that requests accept."""


class BodyReader:
    """A reader that collects a body chunk by chunk.

    `check` is called for each chunk, and raises an error if the time is used up.
    `bodiless` is whether the response has no body, regardless of its headers. Raises
    ResponseTooLarge if the body exceeds the limit, as received or after decompression.
    Raises DecodeError for an unexpected content encoding.
    """

    def __init__(
        self,
        headers: Headers,
        *,
        limit: int,
        check: Callable[[], object],
        bodiless: bool = False,
    ) -> None:
        self.headers = headers
        self._limit = limit
        self._check = check
        self._parts: list[bytes] = []
        self._size = self._received = 0
        encoding = headers.get("content-encoding", "identity").strip().lower()
        self._encoding = "" if encoding in ("identity", "") else encoding
        self._inflating: Any = None
        self._begun = False
        declared = "" if bodiless else headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > limit:
            self._refuse()

    def accepts(self, chunk: bytes | None, decoded: bool) -> bool:
        """Add the next chunk; return False for None, which is the end."""
        if chunk is not None:
            (self.feed_decoded if decoded else self.feed)(chunk)
        return chunk is not None

    def feed_decoded(self, content: bytes) -> None:
        """Add data that the transport has already decompressed."""
        self._encoding = ""
        self._keep(content)

    def feed(self, chunk: bytes) -> None:
        """Add the next chunk as it was received."""
        self._check()
        if not self._encoding:
            self._keep(chunk)
            return
        # Members of a gzip body can be empty: what they contain limits nothing.
        self._received += len(chunk)
        if self._received > self._limit + STEP:
            self._refuse()
        # In steps: what is left of one is copied at the end of each member.
        for start in range(0, len(chunk), STEP):
            rest = chunk[start : start + STEP]
            while rest:
                rest = self._inflate(rest)

    def _inflate(self, data: bytes) -> bytes:
        """Decompress a part of the data, and return the rest.

        A gzip body can consist of several members, with padding after each (RFC 1952,
        section 2.2). The end of a member is therefore not the end of the body, even if
        the chunk also ends there.
        """
        if self._inflating is None:
            if self._begun and not (data := self._next_member(data)):
                return b""
            self._inflating, self._begun = self._inflater(data), True
        try:
            self._keep(self._inflating.decompress(data, STEP))
        except zlib.error:
            raise self._undecodable() from None
        if not self._inflating.eof:
            tail: bytes = self._inflating.unconsumed_tail
            return tail
        rest: bytes = self._inflating.unused_data
        self._inflating = None
        return rest

    def _next_member(self, data: bytes) -> bytes:
        """Return the data without padding. Raises DecodeError if it is not gzip."""
        data = data.lstrip(b"\0")
        if data and WINDOWS[self._encoding] != WINDOWS["gzip"]:
            raise self._undecodable()
        return data

    def take(self) -> bytes:
        """Return the data added since the last call, and discard it."""
        parts, self._parts = self._parts, []
        return b"".join(parts)

    def finish(self) -> bytes:
        """Return the complete body.

        Raises DecodeError if compressed data is truncated.
        """
        inflating = self._inflating
        if inflating is not None:
            self._keep(inflating.flush())
        if inflating is not None and not inflating.eof:
            raise self._undecodable()
        return b"".join(self._parts)

    def _inflater(self, start: bytes) -> Any:
        window = WINDOWS.get(self._encoding)
        if window is None:
            raise DecodeError(f"content encoding {self._encoding!r} was not requested")
        if window == 15 and (start[0] & 0x0F) != 8:
            window = -15  # Some servers send deflate without its zlib head.
        return zlib.decompressobj(window)

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limit:
            self._refuse()
        if data:
            self._parts.append(data)

    def _refuse(self) -> None:
        raise ResponseTooLarge(f"the response is larger than {self._limit} bytes")

    def _undecodable(self) -> DecodeError:
        return DecodeError(f"the body is incomplete or invalid {self._encoding} data")
