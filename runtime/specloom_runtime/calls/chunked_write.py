"""Write a list that exceeds a vendor's limit in several requests, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ..core.base_error import SpecloomError
from ..core.errors import ConfigurationError, RequestError, TransportError
from ..core.responses import Response
from ..core.write_progress import WriteProgress
from ..http.effects import Flow
from ..http.messages import Received
from ..http.request_draft import RequestDraft
from ..operations.arguments import build_request
from ..operations.base_operation import OperationBase
from ..operations.options import Settings
from ..pagination.chunks import Chunk

T = TypeVar("T")

UNSENT = Response(status=0)
"""The response of a call that sends no request, because its list is empty."""


def write_in_chunks(
    operation: OperationBase,
    chunk: Chunk,
    draft: RequestDraft,
    settings: Settings,
    fetch: Callable[[RequestDraft], Flow[Received[T]]],
) -> Flow[Received[Any]]:
    """Send the list of a body in chunks, and return the last response.

    No value is left out, and none is sent before all of them are known to be valid.
    For an empty list no request is sent.

    Args:
        operation: an operation without a result.
        chunk: the limit of the body.
        draft: the request with the whole list.
        settings: the settings of the call.
        fetch: sends one request.

    Raises:
        SpecloomError: an error of a single request, with the `progress` so far.
    """
    parts = list(chunk.slices(draft))
    if len(parts) > 1:
        if settings.idempotency_key is not None:
            raise RequestError(
                "idempotency_key: the list needs several requests, and a key is for one"
            )
        build_request(operation, draft, "")  # A later value may be one to refuse.
    received: Received[Any] = Received(None, UNSENT)
    for number, part in enumerate(parts):
        try:
            received = yield from fetch(part)
        except SpecloomError as error:
            error.progress = _progress(parts, number, error)
            error.add_note(str(error.progress))
            raise
    return received


def _progress(
    parts: Sequence[RequestDraft], number: int, error: SpecloomError
) -> WriteProgress:
    """Return the progress when the request for a part has failed."""
    sizes = [_size(part.body) for part in parts]
    written, size, unsent = sum(sizes[:number]), sizes[number], sum(sizes[number + 1 :])
    unsendable = isinstance(error, RequestError | ConfigurationError)
    if unsendable or (isinstance(error, TransportError) and not error.maybe_sent):
        return WriteProgress(written, 0, size + unsent)
    return WriteProgress(written, size, unsent)


def _size(body: Any) -> int:
    return len(body) if isinstance(body, list) else 1
