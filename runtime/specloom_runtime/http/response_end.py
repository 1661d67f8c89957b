"""Find the end of each response in the bytes of a connection (RFC 9112, section 6).

If more bytes than the response arrive, an HTTP library keeps them, and would read them
as the response to the next request.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

_BLANK_LINE = re.compile(rb"\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d\.\d (\d{3})")
_LENGTH = re.compile(rb"\ncontent-length:\s*0*(\d{1,20})[\s,]")
_CHUNKED = re.compile(rb"\ntransfer-encoding:(?:\r?\n)?[^\n]*chunked[ \t]*\r?\n")
"""Header fields in lower case; a value can be a list or begin on the next line."""
_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,20})")
_FIRST_LINE = re.compile(rb"\r?\n")

_Part: TypeAlias = Literal["head", "body", "size", "chunk", "trailers", "all", "done"]
"""The part that comes next; `all` is everything until the connection ends."""


class ResponseEnd:
    """A counter for the bytes of a response.

    If a response is malformed, all following bytes count as a part of it. Other code
    reports the error.
    """

    def __init__(self) -> None:
        self.start(b"")

    def start(self, request: bytes) -> None:
        """Expect the response to a request, of which at least the method is known."""
        self._bodiless = request.startswith(b"HEAD ")
        self._part: _Part = "all" if request.startswith(b"CONNECT ") else "head"
        self._held = bytearray()
        self._left = 0

    def own(self, data: bytes) -> bytes:
        """Return the part of the received data that belongs to the response."""
        position, size = 0, len(data)
        while position < size:
            if self._left:
                step = min(self._left, size - position)
                self._left -= step
                if not self._left:
                    self._part = "done" if self._part == "body" else "size"
            elif self._part == "all":
                return data
            elif self._part == "done":
                break
            else:
                step = self._held_until_complete(data[position:])
            position += step
        return data[:position]

    def _held_until_complete(self, data: bytes) -> int:
        """Keep an incomplete head, size or trailer; return its number of bytes."""
        if self._part == "head" and not self._held:
            # Most heads come in one piece.
            blank = _BLANK_LINE.search(data)
            if blank:
                self._read_head(data[: blank.end()])
                return blank.end()
        before = len(self._held)
        self._held += data
        if self._part == "size":
            end = self._held.find(b"\n", before) + 1
        else:
            blank = _BLANK_LINE.search(self._held, max(0, before - 2))
            end = blank.end() if blank else 0
            if self._part == "trailers" and (first := _FIRST_LINE.match(self._held)):
                end = first.end()
        if not end:
            return len(data)
        complete = bytes(self._held[:end])
        self._held.clear()
        self._read(complete)
        return end - before

    def _read(self, complete: bytes) -> None:
        if self._part == "trailers":
            self._part = "done"
        elif self._part == "head":
            self._read_head(complete)
        elif (size := _SIZE.match(complete)) is None:
            self._part = "all"
        else:
            self._left = int(size[1], 16)
            self._part = "chunk" if self._left else "trailers"
            self._left += 2 if self._left else 0  # The line break after the data.

    def _read_head(self, head: bytes) -> None:
        matched = _STATUS.match(head.lstrip(b"\r\n"))
        status = int(matched[1]) if matched else 101
        if status // 100 == 1 and status != 101:
            return  # The response follows.
        fields = head.lower()
        length = _LENGTH.search(fields)
        if self._bodiless or status in (204, 304):
            self._part = "done"
        elif b"\ntransfer-encoding:" in fields and _CHUNKED.search(fields):
            self._part = "size"
        elif length and status != 101:
            self._left = int(length[1])
            self._part = "body" if self._left else "done"
        else:
            self._part = "all"
