"""Split streams into frames: server-sent events and JSON Lines.

Pure: chunks of bytes in, whole frames out, wherever the chunks were cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from ..core.errors import ResponseTooLarge

FRAME_LIMIT = 8 * 1024 * 1024
"""Default for the most bytes of one event or line."""

Framing: TypeAlias = Literal["events", "lines"]
LINE = re.compile(rb"\r\n|\n|\r")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Event:
    """One server-sent event; `id` is the last id that the stream has sent."""

    data: str
    event: str = "message"
    id: str | None = None


class Frames(Protocol):
    """Splits a stream into frames."""

    last_id: str | None
    retry: float | None

    def feed(self, data: bytes) -> Iterator[Event]:
        """Add data; yield the frames that are complete. Raises ResponseTooLarge."""
        ...

    def end(self) -> Iterator[Event]:
        """Yield the frames that the end of the stream completes."""
        ...


class Lines:
    """JSON Lines: each line that is not blank is the data of a frame.

    The last line needs no line break; truncated JSON fails to decode.
    """

    def __init__(self, limit: int = FRAME_LIMIT) -> None:
        self.last_id: str | None = None
        self.retry: float | None = None
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> Iterator[Event]:
        self._parts.append(data)
        if b"\n" in data:
            *lines, rest = b"".join(self._parts).split(b"\n")
            self._parts, self._size = [rest], len(rest)
            for line in lines:
                _check(len(line), self._limit)
                if line.strip():
                    yield Event(_text(line))
        else:
            self._size += len(data)
        _check(self._size, self._limit)

    def end(self) -> Iterator[Event]:
        rest, self._parts = b"".join(self._parts), []
        if rest.strip():
            yield Event(_text(rest))


class Events:
    """Server-sent events, by the rules of the HTML standard.

    An event without its blank line at the end of the stream is dropped.
    """

    def __init__(self, limit: int = FRAME_LIMIT, last_id: str | None = None) -> None:
        self.last_id = last_id
        self.retry: float | None = None
        """Seconds to wait before connecting again, if the stream has sent that."""
        self._limit = limit
        self._parts: list[bytes] = []
        self._waiting = 0
        self._begun = self._skip = False
        self._data: list[str] = []
        self._size = 0
        self._kind = ""
        self._id = last_id

    def feed(self, data: bytes) -> Iterator[Event]:
        if self._skip and data:
            # The line break before ended with the piece before, between CR and LF.
            data, self._skip = data.removeprefix(b"\n"), False
        self._parts.append(data)
        self._waiting += len(data)
        if LINE.search(data) or not self._begun:
            yield from self._lines(b"".join(self._parts))
        _check(self._waiting + self._size, self._limit)

    def end(self) -> Iterator[Event]:
        yield from ()

    def _lines(self, whole: bytes) -> Iterator[Event]:
        if not self._begun:
            if len(whole) < len(BOM) and BOM.startswith(whole):
                return
            self._begun, whole = True, whole.removeprefix(BOM)
        self._skip = whole.endswith(b"\r")
        *lines, rest = LINE.split(whole)
        self._parts, self._waiting = [rest], len(rest)
        for line in lines:
            event = self._line(line)
            if event is not None:
                yield event

    def _line(self, line: bytes) -> Event | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        said = value.removeprefix(b" ")
        match name:
            case b"data":
                self._size += len(said)
                _check(self._size, self._limit)
                self._data.append(_text(said))
            case b"event":
                self._kind = _text(said)
            case b"id" if b"\0" not in said:
                self._id = _text(said)
            case b"retry" if said.isdigit():
                self.retry = int(said) / 1000
        return None

    def _dispatch(self) -> Event | None:
        data, kind = self._data, self._kind
        self._data, self._kind, self._size = [], "", 0
        self.last_id = self._id
        if not data:
            return None
        return Event("\n".join(data), kind or "message", self.last_id)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise ResponseTooLarge(f"a frame of the stream is larger than {limit} bytes")
