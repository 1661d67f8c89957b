"""Read a stream to its end: open it, split it into frames, decode, reconnect.

The functions are pure generators that yield effects. If a stream breaks, the items
received before are returned, and then the error is raised.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Generic, TypeVar

from ..calls.body import body_reader, read_piece
from ..calls.context import ClientContext
from ..calls.fetch import decode_context, fetch_response
from ..core.body_text import line_text
from ..core.deadline import Deadline
from ..core.errors import ConnectionLost, ReadTimeout, SpecloomError, TransportError
from ..core.responses import Headers, Response
from ..http.effects import Flow, Sleep
from ..http.framing import FRAME_LIMIT, Event, Events, Frames, Lines
from ..http.messages import OpenResponse
from ..http.request_draft import RequestDraft
from ..http.timing import no_deadline
from ..models.decoding import decode
from ..operations.operation import StreamOperation
from ..operations.options import Settings
from ..serialization.header_values import UNSENDABLE

T = TypeVar("T")

JSON = Headers([("Content-Type", "application/json")])
PLAIN = ("text/plain", "application/octet-stream", "application/x-jsonlines")
"""Media types that vendors declare for JSON Lines instead of its own media types."""
PAUSE = 3.0
"""The seconds to wait before reconnecting, unless the stream declares a number."""


class StreamReader(Generic[T]):
    """One iteration over a stream.

    `next_items()` returns the received items, and None at the end. After a broken
    connection, the stream is opened again at most `reconnect` times. This requires that
    the last event has an id, from which the vendor can continue. Otherwise, items could
    be repeated.
    """

    def __init__(
        self,
        context: ClientContext,
        operation: StreamOperation[T],
        draft: RequestDraft,
        settings: Settings,
        *,
        reconnect: int = 0,
        frame_limit: int = FRAME_LIMIT,
    ) -> None:
        self.incoming: OpenResponse | None = None
        self._context = context
        self._operation = operation
        self._draft = draft
        self._settings = settings
        self._left = reconnect
        self._limit = frame_limit
        self._reading = decode_context(context, operation, settings.strict)
        self._frames: Frames = self._cutter(None)
        self._given = self._ended = False
        self._deadline: Deadline | None = None
        """The time for opening the stream again."""
        self._failed: SpecloomError | None = None

    @property
    def last_event_id(self) -> str | None:
        """The id of the last event; None if the stream sends no ids."""
        return self._frames.last_id

    def next_items(self) -> Flow[list[T] | None]:
        """Return the next items; None at the end.

        If the stream breaks, the received items are returned first, and the next call
        raises the error.
        """
        items: list[T] = []
        while not items:
            if self._failed is not None:
                raise self._failed
            if self._ended:
                return None
            try:
                frames = yield from self._next()
            except (ConnectionLost, ReadTimeout) as error:
                yield from self._broken(error)
                continue
            try:
                self._decode_into(items, frames)
            except SpecloomError as error:
                # Without frames, which hold data that can repeat credentials.
                self._failed = error.with_traceback(None)
        self._given = True
        return items

    def _decode_into(self, items: list[T], frames: Iterator[Event]) -> None:
        for frame in frames:
            if self._is_done(frame):
                break
            items.append(self._decoded(frame))

    def _next(self) -> Flow[Iterator[Event]]:
        if self.incoming is None:
            yield from self._open()
        assert self.incoming is not None
        piece = yield from read_piece(self.incoming, self._body)
        if piece is not None:
            return self._frames.feed(piece)
        self._ended = True
        return self._frames.end()

    def _open(self) -> Flow[None]:
        draft = self._draft.copy()
        if self.last_event_id is not None:
            # The HTML standard sends it in UTF-8; a header is written in Latin-1.
            draft.headers["Last-Event-ID"] = self.last_event_id.encode().decode(
                "latin-1"
            )
        settings = self._settings
        if self._deadline is not None:
            settings = replace(settings, deadline=self._deadline.left())
        yield from fetch_response(
            self._context, self._operation, draft, settings, receive=self._keep
        )

    def _keep(self, incoming: OpenResponse) -> Flow[bytes]:
        """Keep the response open, because it is read while items are requested."""
        self._check_media(incoming)
        # The deadline is for opening; a stream may last for days.
        incoming.timing.left = no_deadline
        self.incoming, self._deadline = incoming, None
        self._body = body_reader(incoming, sys.maxsize)
        yield from ()
        return b""

    def _check_media(self, incoming: OpenResponse) -> None:
        """Raise DecodeError if the response is a page, such as a login page."""
        response = Response(status=incoming.status, headers=incoming.headers)
        media = response.media
        if self._operation.framing == "lines":
            fits = "json" in media or media in PLAIN
        else:
            fits = media == "text/event-stream"
        if media and not fits and media not in self._operation.accept.split(", "):
            self._reading.fail(f"unexpected content type {media}", response)

    def _broken(self, error: TransportError) -> Flow[None]:
        """Wait before opening the stream again.

        Raises the error if the stream must not be opened again. This is the case
        without an id from which the vendor can continue, with an id that a header
        cannot contain, and if events were received after the last id, because they
        would be sent again.
        """
        frames = self._frames
        known = frames.last_id is not None or not self._given
        known = known and _is_sendable(frames.last_id or "")
        if self.incoming is None or self._left < 1 or not known or frames.unnamed:
            raise error
        self._left -= 1
        pause = PAUSE if frames.retry is None else frames.retry
        # The vendor's number is limited like that of a call, and takes its time.
        pause = min(pause, self._settings.retry.max_retry_after)
        self._frames = self._cutter(self.last_event_id)
        self.incoming = None
        self._deadline = Deadline(
            self._operation.wire, self._context.clock, self._settings.deadline
        )
        if not self._deadline.allows(pause):
            raise self._deadline.exceeded(error)
        yield Sleep(pause)

    def _cutter(self, last_id: str | None) -> Frames:
        if self._operation.framing == "lines":
            return Lines(self._limit, text=self._text)
        if self._operation.decoder is None:
            return Events(self._limit, last_id)  # As the HTML standard reads them.
        return Events(self._limit, last_id, self._text)

    def _text(self, data: bytes) -> str:
        """Return bytes of the stream as text. Raises DecodeError for invalid ones."""
        assert self.incoming is not None
        status, headers = self.incoming.status, self.incoming.headers
        is_lines = self._operation.framing == "lines"
        media = headers.get("content-type", "") if is_lines else ""  # UTF-8.
        try:
            return line_text(data, media)
        except ValueError as error:
            problem = str(error)
        response = Response(status=status, headers=headers, body=data)
        self._reading.fail(problem, response)

    def _is_done(self, frame: Event) -> bool:
        """Return whether the frame is the end-of-stream marker."""
        done = frame.data.strip() == self._operation.done
        self._ended = self._ended or done
        return done

    def _decoded(self, frame: Event) -> T:
        decoder = self._operation.decoder
        if decoder is None:
            return frame  # type: ignore[return-value]  # T is Event here
        response = Response(status=200, headers=JSON, body=frame.data.encode())
        value = decode(decoder, response, self._reading)
        return value  # type: ignore[return-value]  # null is a T where it is declared


def _is_sendable(event_id: str) -> bool:
    """Return whether a header can contain an id as the vendor sent it."""
    known = event_id == event_id.strip(" \t") and "\ufffd" not in event_id
    return known and not UNSENDABLE.search(event_id)
