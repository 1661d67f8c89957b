"""Read the body of an open response, as a whole or in pieces."""

from __future__ import annotations

from typing import Any

from ..http.body_reader import BodyReader
from ..http.effects import Flow, Next, result_of
from ..http.messages import OpenResponse


def read_piece(incoming: OpenResponse, body: BodyReader) -> Flow[bytes | None]:
    """Return the next decompressed piece of the body; None at the end.

    Raises ResponseTooLarge if the body exceeds the limit, TransportError if the
    connection breaks, and DecodeError if the content encoding is invalid.
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
    return BodyReader(
        incoming.headers,
        limit=limit,
        check=incoming.timing.left,
        bodiless=incoming.request.is_bodiless(incoming.status),
    )


def read_whole(limit: int, incoming: OpenResponse) -> Flow[bytes]:
    """Read the whole body."""
    body = body_reader(incoming, limit)
    parts: list[bytes] = []
    while (piece := (yield from read_piece(incoming, body))) is not None:
        parts.append(piece)
    return b"".join(parts)
