"""Split streams into frames: server-sent events and JSON Lines.

The classes are pure: they take chunks of bytes and return complete frames, regardless
of where the chunks were cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..core.body_text import replacing_text
from ..core.errors import ResponseTooLarge

FRAME_LIMIT = 8 * 1024 * 1024
"""The default for the maximum size of an event or a line, in bytes."""

ReadText: TypeAlias = Callable[[bytes], str]
Framing: TypeAlias = Literal["events", "lines"]
LINE = re.compile(rb"\r\n|\n|\r")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Event:
    """A server-sent event; `id` is the last id that the stream has sent."""

    data: str
    event: str = "message"
    id: str | None = None


class _Frames:
    """The common base of both framings.

    Args:
        limit: the maximum size of a frame in bytes; a larger frame raises
            ResponseTooLarge.
        last_id: the id of the last event on the previous connection.
        text: reads bytes as text.
    """

    def __init__(
        self,
        limit: int = FRAME_LIMIT,
        last_id: str | None = None,
        text: ReadText = replacing_text,
    ) -> None:
        self.last_id = last_id
        self.unnamed = 0
        """The number of events since the last id, which would be sent again."""
        self.retry: float | None = None
        """The seconds to wait before reconnecting; None if the stream declares none."""
        self._limit = limit
        self._parts: list[bytes] = []
        self._waiting = 0
        self._text = text

    def _check(self, size: int) -> None:
        if size > self._limit:
            limit = self._limit
            raise ResponseTooLarge(
                f"a frame of the stream is larger than {limit} bytes"
            )


class Lines(_Frames):
    """JSON Lines; each line that is not blank is the data of a frame.

    The last line needs no newline. Therefore, a truncated last line is also yielded,
    but it cannot be decoded.
    """

    def feed(self, data: bytes) -> Iterator[Event]:
        """Add data, and yield the complete frames. Raises ResponseTooLarge."""
        self._parts.append(data)
        if b"\n" in data:
            *lines, rest = b"".join(self._parts).split(b"\n")
            self._parts, self._waiting = [rest], len(rest)
            for line in lines:
                self._check(len(line))
                if line.strip():
                    yield Event(self._text(line))
        else:
            self._waiting += len(data)
        self._check(self._waiting)

    def end(self) -> Iterator[Event]:
        """Yield the frames that are complete at the end of the stream."""
        rest, self._parts = b"".join(self._parts), []
        if rest.strip():
            yield Event(self._text(rest))


class Events(_Frames):
    """Server-sent events, read by the rules of the HTML standard.

    If the stream ends without a blank line after an event, the event is discarded.
    """

    def __init__(
        self,
        limit: int = FRAME_LIMIT,
        last_id: str | None = None,
        text: ReadText = replacing_text,
    ) -> None:
        super().__init__(limit, last_id, text)
        self._begun = self._skip = self._named = False
        self._data: list[str] = []
        self._size = 0
        self._kind = ""
        self._id = last_id

    def feed(self, data: bytes) -> Iterator[Event]:
        if self._skip and data:
            # The previous data ended between the CR and the LF of a line break.
            data, self._skip = data.removeprefix(b"\n"), False
        self._parts.append(data)
        self._waiting += len(data)
        if LINE.search(data) or not self._begun:
            yield from self._lines(b"".join(self._parts))
        self._check(self._waiting + self._size)

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
        yield from filter(None, map(self._line, lines))

    def _line(self, line: bytes) -> Event | None:
        self._check(len(line) + self._size)
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        field = value.removeprefix(b" ")
        match name:
            case b"data":
                self._size += len(field) + 1  # Empty lines are kept, too.
                self._data.append(self._text(field))
            case b"event":
                self._kind = self._text(field)
            case b"id" if b"\0" not in field:
                self._id, self._named = self._text(field), True
            case b"retry" if field.isdigit():
                self.retry = float(field) / 1000
        return None

    def _dispatch(self) -> Event | None:
        data, kind = self._data, self._kind
        self._data, self._kind, self._size = [], "", 0
        self.last_id = self._id or None
        self.unnamed = 0 if self._named else self.unnamed
        named, self._named = self._named, False
        if not data:
            return None
        self.unnamed += not named
        return Event("\n".join(data), kind or "message", self.last_id)


Frames: TypeAlias = Lines | Events
"""A splitter of a stream into frames."""
