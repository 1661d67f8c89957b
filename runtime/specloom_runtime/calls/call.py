"""Calls from draft to result: idempotency keys, the exchange, decoding."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from ..core.deadline import Deadline
from ..core.responses import Response
from ..http.effects import Flow
from ..http.links import resolve_link
from ..http.messages import Received
from ..http.request_draft import RequestDraft
from ..http.upload import hold_files
from ..models.decode import DecodeContext, Decoder, decode
from ..models.units import apply_units
from ..operations.operation import SAFE, Operation, OperationBase, PagedOperation
from ..operations.options import Settings
from ..operations.service import Idempotency
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

    Raises RequestError before anything is sent, TransportError or ApiError after,
    DecodeError for an answer that cannot be read.
    """
    check_limits(operation.windows, operation.chunks, draft)
    response = yield from fetch_response(context, operation, draft, settings)
    value = _decoded(context, operation, operation.decoder, response, settings)
    apply_units(operation.units, value)
    return Received(value, response)


def fetch_page(
    context: ClientContext,
    operation: PagedOperation[Any, Page],
    draft: RequestDraft,
    settings: Settings,
) -> Flow[Received[Page]]:
    """Return one decoded page.

    Raises what `fetch_result` raises, and PaginationError for a link to another origin.
    """
    if draft.url is not None:
        base = context.base_url
        here = base + path(draft.path, draft.path_values, operation.formats)
        draft = replace(draft, url=resolve_link(draft.url, current=here, base=base))
    response = yield from fetch_response(context, operation, draft, settings)
    value = _decoded(context, operation, operation.decoder, response, settings)
    return Received(value, response)


def download(
    context: ClientContext,
    operation: OperationBase,
    draft: RequestDraft,
    settings: Settings,
    into: Download,
) -> Flow[Received[int]]:
    """Write the body of a response into a file and return its size in bytes."""
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
    """Return the successful response to a draft; `receive` reads its body if given."""
    draft, keyed = _with_idempotency_key(context, operation, draft, settings)
    if "json" not in operation.media:
        draft = replace(draft, body=hold_files(draft.body))
    deadline = Deadline.starting(operation.wire, context.clock, settings.deadline)
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


def _decoded(
    context: ClientContext,
    operation: OperationBase,
    decoder: Decoder[T] | None,
    response: Response,
    settings: Settings,
) -> Any:
    # Any: None stands for T where the vendor answers nothing though it promised.
    reading = DecodeContext(operation.wire, settings.strict, context.on_deviation)
    return decode(decoder, response, reading)


def _with_idempotency_key(
    context: ClientContext,
    operation: OperationBase,
    draft: RequestDraft,
    settings: Settings,
) -> tuple[RequestDraft, bool]:
    """Return the draft with the key that all attempts share, and whether it has one."""
    rule = _idempotency(context, operation)
    if rule is None:
        return draft, False
    if _has_name(draft.headers, rule.header):
        return draft, True
    made = draft.copy()
    made.headers[rule.header] = settings.idempotency_key or str(uuid.uuid4())
    return made, True


def _idempotency(
    context: ClientContext, operation: OperationBase
) -> Idempotency | None:
    if operation.idempotency is False or operation.method in SAFE:
        return None
    return operation.idempotency or context.service.idempotency


def _has_name(names: Iterable[str], name: str) -> bool:
    return name.lower() in (known.lower() for known in names)
