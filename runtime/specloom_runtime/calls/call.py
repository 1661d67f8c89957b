"""Calls from draft to result, as pure generators: they ask for effects and do none.

The one place that puts together credentials, idempotency keys, attempts and decoding.
"""

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
    """The decoded result of one request.

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
    """One decoded page. Raises PaginationError too, for a link that leads elsewhere."""
    if draft.url is not None:
        base = context.base_url
        here = base + path(draft.path, draft.path_values, operation.formats)
        draft = replace(draft, url=resolve_link(draft.url, current=here, base=base))
    response = yield from fetch_response(context, operation, draft, settings)
    value = _decoded(context, operation, operation.decoder, response, settings)
    return Received(value, response)


def download(
    context: ClientContext,
    route: OperationBase,
    draft: RequestDraft,
    settings: Settings,
    into: Download,
) -> Flow[Received[int]]:
    """The size of an answer that was written into a file."""
    response = yield from fetch_response(
        context, route, draft, settings, receive=into.receive
    )
    return Received(into.size, response)


def fetch_response(
    context: ClientContext,
    route: OperationBase,
    draft: RequestDraft,
    settings: Settings,
    *,
    receive: Receive | None = None,
) -> Flow[Response]:
    """The vendor's successful answer to a draft; `receive` takes its body, if given."""
    draft, keyed = _with_idempotency_key(context, route, draft, settings)
    if "json" not in route.media:
        draft = replace(draft, body=hold_files(draft.body))
    deadline = Deadline.starting(route.wire, context.clock, settings.deadline)
    authenticator = Authenticator(
        context=context, route=route, draft=draft, settings=settings, deadline=deadline
    )
    sending = Exchange(
        route=route,
        settings=settings,
        repeatable=route.repeatable or keyed,
        deadline=deadline,
        build_request=authenticator.build_request,
        refresh=authenticator.refresh,
        receive=receive,
    )
    return (yield from exchange(context, sending))


def _decoded(
    context: ClientContext,
    route: OperationBase,
    decoder: Decoder[T] | None,
    response: Response,
    settings: Settings,
) -> Any:
    # Any: None stands for T where the vendor answers nothing though it promised.
    reading = DecodeContext(route.wire, settings.strict, context.on_deviation)
    return decode(decoder, response, reading)


def _with_idempotency_key(
    context: ClientContext,
    route: OperationBase,
    draft: RequestDraft,
    settings: Settings,
) -> tuple[RequestDraft, bool]:
    """The draft with the idempotency key that all its attempts share, if it has one."""
    rule = _idempotency(context, route)
    if rule is None:
        return draft, False
    if _has_name(draft.headers, rule.header):
        return draft, True
    made = draft.copy()
    made.headers[rule.header] = settings.idempotency_key or str(uuid.uuid4())
    return made, True


def _idempotency(context: ClientContext, route: OperationBase) -> Idempotency | None:
    if route.idempotency is False or route.method in SAFE:
        return None
    return route.idempotency or context.service.idempotency


def _has_name(names: Iterable[str], name: str) -> bool:
    return name.lower() in (known.lower() for known in names)
