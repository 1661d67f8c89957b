"""Process a call from draft to result: idempotency key, exchange and decoding."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from ..core.deadline import Deadline
from ..core.errors import RequestError
from ..core.events import DeviationKind
from ..core.responses import Response
from ..core.secrets import HiddenFrames
from ..http.effects import Flow
from ..http.links import resolve_link
from ..http.messages import Received, Request
from ..http.request_draft import RequestDraft
from ..http.upload import hold_files
from ..models.decode_context import DecodeContext
from ..models.decoding import Decode, Decoder, decode
from ..models.findings import Finding, Rule
from ..models.schema_pointers import responses_pointer
from ..models.units import apply_units
from ..operations.base_operation import SAFE, OperationBase
from ..operations.fingerprint import fingerprint
from ..operations.operation import Operation, PagedOperation
from ..operations.options import Settings
from ..pagination.partitions import check_limits
from ..serialization.parameters import path
from .authentication import Authenticator
from .chunked_write import write_in_chunks
from .context import ClientContext
from .downloads import Download
from .envelopes import without_envelope
from .exchange import Exchange, Receive, exchange

T = TypeVar("T")
Page = TypeVar("Page")


def fetch_result(
    context: ClientContext,
    operation: Operation[T],
    draft: RequestDraft,
    settings: Settings,
) -> Flow[Received[T]]:
    """Return the decoded result of one request, or of the last one of a long list.

    Raises:
        RequestError: a request cannot be sent; nothing was sent.
        TransportError: no complete response was received.
        ApiError: the response is an error.
        DecodeError: the response cannot be decoded.
    """
    if (body := operation.body_chunk) is not None:
        chunks = [chunk for chunk in operation.chunks if chunk is not body]
        check_limits(operation.windows, chunks, draft)
        return (
            yield from write_in_chunks(
                operation,
                body,
                draft,
                settings,
                lambda part: _fetch(context, operation, part, settings),
            )
        )
    check_limits(operation.windows, operation.chunks, draft)
    received: Received[T] = yield from _fetch(context, operation, draft, settings)
    if operation.member:
        reading = decode_context(context, operation, settings.strict)
        received = without_envelope(operation, received, reading)
    apply_units(operation.units, received.value)
    return received


def fetch_page(
    context: ClientContext,
    operation: PagedOperation[Any, Page],
    draft: RequestDraft,
    settings: Settings,
    decode: Decode = decode,
) -> Flow[Received[Page]]:
    """Return one page, which `decode` decodes.

    Raises the errors of `fetch_result`, and PaginationError if the next page is at
    another origin.
    """
    if draft.url is not None:
        base = context.server.base_of(operation)
        here = base + path(
            draft.path, draft.path_values, operation.formats, operation.styles
        )
        draft = replace(draft, url=resolve_link(draft.url, current=here, base=base))
    return (yield from _fetch(context, operation, draft, settings, decode))


def _fetch(
    context: ClientContext,
    operation: Operation[Any] | PagedOperation[Any, Any],
    draft: RequestDraft,
    settings: Settings,
    decode: Decode = decode,
) -> Flow[Received[Any]]:
    # Typed as Any: the value is None if a vendor sends nothing but declares a body.
    response = yield from fetch_response(context, operation, draft, settings)
    reading = decode_context(context, operation, settings.strict)
    decoder, is_declared = _decoder(operation, response.status)
    if not is_declared:
        reading.report_findings([_undeclared_status(operation, response)], response)
    if decoder is None and operation.decoder is not None and response.body.strip():
        reading.report_findings([_undeclared_body(operation, response)], response)
    # A response can repeat the credentials of its request.
    with HiddenFrames():
        return Received(decode(decoder, response, reading), response)


def decode_context(
    context: ClientContext, operation: OperationBase, strict: bool
) -> DecodeContext:
    """Return the context for decoding the responses of an operation."""
    return DecodeContext(
        operation.wire,
        strict,
        context.hooks.on_deviation,
        operation.accept,
        context.redactor,
        context.deviations,
        context.hooks.deviation_values,
    )


def _decoder(
    operation: Operation[Any] | PagedOperation[Any, Any], status: int
) -> tuple[Decoder[Any] | None, bool]:
    """Return the decoder for a response with a status, and whether it is declared.

    If the status is not declared, the decoder of the operation's result is returned.
    The decoder is None if the description declares no body. If all statuses have the
    same result, the operation does not contain them.
    """
    decoders = operation.decoders
    for declared in (str(status), f"{status // 100}XX"):
        if declared in decoders:
            return decoders[declared], True
    return operation.decoder, not decoders


def _undeclared_status(operation: OperationBase, response: Response) -> Finding:
    rule = Rule(
        DeviationKind.UNDECLARED_STATUS,
        responses_pointer(operation.wire),
        f"status {' or '.join(operation.decoders)}",
    )
    return Finding(rule, None, response.status)


def _undeclared_body(operation: OperationBase, response: Response) -> Finding:
    rule = Rule(
        DeviationKind.WRONG_TYPE,
        f"{responses_pointer(operation.wire)}/{response.status}",
        f"no body ({response.status})",
    )
    return Finding(rule, None, b"")


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
    draft, keyed, change = _with_idempotency_key(context, operation, draft, settings)
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
    build_request = authenticator.build_request
    if change is not None:
        build_request = partial(_claiming_key, settings, change, build_request)
    sending = Exchange(
        operation=operation,
        settings=settings,
        repeatable=operation.repeatable or keyed,
        deadline=deadline,
        build_request=build_request,
        refresh=authenticator.refresh,
        receive=receive,
    )
    return (yield from exchange(context, sending))


def _with_idempotency_key(
    context: ClientContext,
    operation: OperationBase,
    draft: RequestDraft,
    settings: Settings,
) -> tuple[RequestDraft, bool, str | None]:
    """Return the draft with its idempotency key, and whether it has one.

    The third part identifies the change that a caller's key is used for. All attempts
    have the same key. A caller's key is not used for reading. Raises RequestError if
    the operation declares no idempotency key, or if the caller's key was used for
    another change.
    """
    rule = context.idempotency(operation)
    if rule is None and settings.idempotency_key is not None:
        problem = f"idempotency_key: {operation.wire} declares no idempotency key"
        raise RequestError(problem)
    if rule is None or operation.method in SAFE:
        return draft, False, None
    if rule.header.lower() in map(str.lower, draft.headers):
        return draft, True, None
    if rule.header.lower() in map(str.lower, settings.headers):
        problem = f"headers: {rule.header} is the option idempotency_key"
        raise RequestError(problem)
    key = change = None
    if settings.idempotency_key is not None and not operation.safe:
        change = f"{operation.wire} {fingerprint(draft)}"
        key = settings.key_for(change)
    key = key or str(uuid.uuid4())
    return replace(draft, headers={**draft.headers, rule.header: key}), True, change


def _claiming_key(
    settings: Settings, change: str, build: Callable[[], Flow[Request]]
) -> Flow[Request]:
    """Return a request that can be sent, and claim its idempotency key."""
    request = yield from build()
    settings.key_for(change, sending=True)
    return request
