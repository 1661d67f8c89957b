"""Read the body of an open response: whole, or straight into a file."""

from __future__ import annotations

import os
from typing import IO, Any

from ..core.errors import ConnectionLost
from ..http.body_reader import BodyReader
from ..http.effects import Flow, Next, Write, result_of
from ..http.messages import OpenResponse


def read_piece(incoming: OpenResponse, body: BodyReader) -> Flow[bytes | None]:
    """Read the next decompressed piece; None at the end.

    Raises ResponseTooLarge at the body's limit, TransportError for a broken
    connection, DecodeError for a broken encoding.
    """
    given: Any = yield Next(incoming)
    piece: bytes | None = result_of(given)
    if piece is None:
        body.finish()
        return body.take() or None
    if incoming.decoded:
        body.feed_decoded(piece)
    else:
        body.feed(piece)
    return body.take()


def body_reader(incoming: OpenResponse, limit: int) -> BodyReader:
    """Return a reader for the body of a response."""
    return BodyReader(incoming.headers, limit=limit, check=incoming.timing.left)


def read_whole(limit: int, incoming: OpenResponse) -> Flow[bytes]:
    """Read the whole body."""
    body = body_reader(incoming, limit)
    parts: list[bytes] = []
    while (piece := (yield from read_piece(incoming, body))) is not None:
        parts.append(piece)
    return b"".join(parts)


class Download:
    """Write a body to a file from its current position; a retry starts over there."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._file = file
        self._limit = limit
        self._start = file.tell() if file.seekable() else None
        self.size = 0

    def receive(self, incoming: OpenResponse) -> Flow[bytes]:
        """Write the body. Raises ConnectionLost where it cannot start over."""
        if self.size:
            if self._start is None:
                raise ConnectionLost(
                    "the file is not seekable, so the download cannot restart"
                )
            self._file.seek(self._start, os.SEEK_SET)
            self._file.truncate()
            self.size = 0
        body = body_reader(incoming, self._limit)
        while (piece := (yield from read_piece(incoming, body))) is not None:
            if piece:
                self.size += len(piece)
                yield Write(self._file, piece)
        return b""
