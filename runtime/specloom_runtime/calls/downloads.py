"""Write the body of an open response directly to a file."""

from __future__ import annotations

from typing import IO

from ..core.errors import ConnectionLost
from ..core.responses import DecodeError
from ..http.effects import Flow, Truncate, Write
from ..http.messages import OpenResponse
from .body import body_reader, read_piece


class Download:
    """A download that writes a body to a file, from the current position of the file.

    A retry starts again at this position.
    """

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._file = file
        self._limit = limit
        self._start = file.tell() if file.seekable() else None
        self.size = 0

    def receive(self, incoming: OpenResponse) -> Flow[bytes]:
        """Write the body.

        Raises ConnectionLost if a retry cannot start again, and DecodeError for a part
        of a file that was not requested.
        """
        if incoming.status == 206 and "range" not in incoming.request.headers:
            raise DecodeError("the response is a part that was not requested (206)")
        if self.size:
            if self._start is None:
                raise ConnectionLost(
                    "the file is not seekable, so the download cannot restart"
                )
            yield Truncate(self._file, self._start)
            self.size = 0
        body = body_reader(incoming, self._limit)
        while (piece := (yield from read_piece(incoming, body))) is not None:
            if piece:
                self.size += len(piece)
                yield Write(self._file, piece)
        return b""
