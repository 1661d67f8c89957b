"""Bodies taken as they come: whole, or straight into a file."""

from __future__ import annotations

import os
from typing import IO, Any

from ..core.errors import ConnectionLost
from ..http.body_reader import Body
from ..http.effects import Flow, Next, Write, arrived
from ..http.open_response import Incoming


def pieces(incoming: Incoming, body: Body) -> Flow[bytes | None]:
    """The next decompressed piece, None at the end.

    Raises ResponseTooLarge at the body's limit, TransportError for a broken
    connection, DecodeError for a broken encoding.
    """
    given: Any = yield Next(incoming)
    piece: bytes | None = arrived(given)
    if piece is None:
        body.done()
        return body.take() or None
    if incoming.decoded:
        body.whole(piece)
    else:
        body.feed(piece)
    return body.take()


def arriving(incoming: Incoming, limit: int) -> Body:
    """The body of an answer, still empty."""
    return Body(incoming.headers, limit=limit, check=incoming.way.left)


def whole(limit: int, incoming: Incoming) -> Flow[bytes]:
    """All of a body."""
    body = arriving(incoming, limit)
    parts: list[bytes] = []
    while (piece := (yield from pieces(incoming, body))) is not None:
        parts.append(piece)
    return b"".join(parts)


class Download:
    """A body written to a file from where it stood; each attempt starts over there."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._file = file
        self._limit = limit
        self._start = file.tell() if file.seekable() else None
        self.size = 0

    def receive(self, incoming: Incoming) -> Flow[bytes]:
        """Write the body. Raises ConnectionLost where it cannot start over."""
        if self.size:
            if self._start is None:
                raise ConnectionLost("the file cannot go back to take it all again")
            self._file.seek(self._start, os.SEEK_SET)
            self._file.truncate()
            self.size = 0
        body = arriving(incoming, self._limit)
        while (piece := (yield from pieces(incoming, body))) is not None:
            if piece:
                self.size += len(piece)
                yield Write(self._file, piece)
        return b""
