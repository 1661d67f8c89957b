"""Process a call from draft to result: idempotency key, exchange and decoding."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any, TypeVar

from ..core.deadline import Deadline
from ..core.errors import RequestError
from ..core.responses import Response
from ..core.secrets import HiddenFrames
from ..http.effects import Flow
from ..http.links import resolve_link
from ..http.messages import Received
from ..http.request_draft import RequestDraft
from ..http.upload import hold_files
from ..models.decode import DecodeContext, Decoder, decode
from ..models.units import apply_units
from ..operations.fingerprint import fingerprint
from ..operations.operation import SAFE, Operation, OperationBase, PagedOperation
from ..operations.options import Settings
from ..pagination.windows import check_limits
from ..serialization.parameters import path
from .authentication import Authenticator
from .context import ClientContext
from .downloads import Download
from .exchange import Exchange, Receive, exchange

T = TypeVar("T")
Page = TypeVar("Page")


def fetch_result(
    context: ClientContext,
    operation: Operation[T],
    draft: RequestDraft,
    settings: Settings,
) -> Flow[Received[T]]:
    """Return the decoded result of one request.

    Raises:
        RequestError: a request cannot be sent; nothing was sent.
        TransportError: no complete response was received.
        ApiError: the response is an error.
        DecodeError: the response cannot be decoded.
    """
    check_limits(operation.windows, operation.chunks, draft)
    received: Received[T] = yield from _fetch(context, operation, draft, settings)
    apply_units(operation.units, received.value)
    return received


def fetch_page(
    context: ClientContext,
    operation: PagedOperation[Any, Page],
    draft: RequestDraft,
    settings: Settings,
) -> Flow[Received[Page]]:
    """Return one decoded page.

    Raises the errors of `fetch_result`, and PaginationError if the next page is at
    another origin.
    """
    if draft.url is not None:
        base = context.server.base_of(operation)
        here = base + path(
            draft.path, draft.path_values, operation.formats, operation.styles
        )
        draft = replace(draft, url=resolve_link(draft.url, current=here, base=base))
    return (yield from _fetch(context, operation, draft, settings))


def _fetch(
    context: ClientContext,
    operation: Operation[Any] | PagedOperation[Any, Any],
    draft: RequestDraft,
    settings: Settings,
) -> Flow[Received[Any]]:
    # Typed as Any: the value is None if a vendor sends nothing but declares a body.
    response = yield from fetch_response(context, operation, draft, settings)
    reading = DecodeContext(
        operation.wire,
        settings.strict,
        context.hooks.on_deviation,
        operation.accept,
        context.redactor,
    )
    decoder = _decoder(operation, response.status)
    if decoder is None and operation.decoder is not None and response.body.strip():
        size = f"{len(response.body)} bytes"
        reading.report_mismatches(
            [("", f"no body ({response.status})", size)], response
        )
    # A response can repeat the credentials of its request.
    with HiddenFrames():
        return Received(decode(decoder, response, reading), response)


def _decoder(
    operation: Operation[Any] | PagedOperation[Any, Any], status: int
) -> Decoder[Any] | None:
    """Return the decoder for a response with a status.

    If the status is not declared, this is the decoder of the operation's result. The
    decoder is None if the description declares no body.
    """
    for declared in (str(status), f"{status // 100}XX"):
        if declared in operation.decoders:
            return operation.decoders[declared]
    return operation.decoder


def download(
    context: ClientContext,
    operation: OperationBase,
    draft: RequestDraft,
    settings: Settings,
    into: Download,
) -> Flow[Received[int]]:
    """Write the body of a response to a file, and return its size in bytes."""
    response = yield from fetch_response(
        context, operation, draft, settings, receive=into.receive
    )
    return Received(into.size, response)


def fetch_response(
    context: ClientContext,
    operation: OperationBase,
    draft: RequestDraft,
    settings: Settings,
    *,
    receive: Receive | None = None,
) -> Flow[Response]:
    """Return the successful response to a draft.

    If `receive` is given, it reads the body.
    """
    draft, keyed = _with_idempotency_key(context, operation, draft, settings)
    if "json" not in operation.media:
        draft = replace(
            draft,
            body=hold_files(draft.body),
            extra_body=hold_files(draft.extra_body),
        )
    deadline = Deadline(operation.wire, context.clock, settings.deadline)
    authenticator = Authenticator(
        context=context,
        operation=operation,
        draft=draft,
        settings=settings,
        deadline=deadline,
    )
    sending = Exchange(
        operation=operation,
        settings=settings,
        repeatable=operation.repeatable or keyed,
        deadline=deadline,
        build_request=authenticator.build_request,
        refresh=authenticator.refresh,
        receive=receive,
    )
    return (yield from exchange(context, sending))


def _with_idempotency_key(
    context: ClientContext,
    operation: OperationBase,
    draft: RequestDraft,
    settings: Settings,
) -> tuple[RequestDraft, bool]:
    """Return the draft with its idempotency key, and whether it has one.

    All attempts share the key. A key of the caller is not used for reading. Raises
    RequestError if the operation has no such key, or it was used for another change.
    """
    rule = context.idempotency(operation)
    if rule is None and settings.idempotency_key is not None:
        problem = f"idempotency_key: {operation.wire} declares no idempotency key"
        raise RequestError(problem)
    if rule is None or operation.method in SAFE:
        return draft, False
    if rule.header.lower() in map(str.lower, draft.headers):
        return draft, True
    key = None
    if settings.idempotency_key is not None and not operation.safe:
        key = settings.key_for(f"{operation.wire} {fingerprint(draft)}")
    key = key or str(uuid.uuid4())
    return replace(draft, headers={**draft.headers, rule.header: key}), True
