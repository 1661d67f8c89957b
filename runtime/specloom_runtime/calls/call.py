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
from ..http.links import followed
from ..http.messages import Received
from ..http.request_draft import Draft
from ..http.upload import held
from ..models.decode import Decoder, Reading, decode
from ..models.units import apply_units
from ..operations.operation import SAFE, Operation, PagedOperation, Route
from ..operations.options import Settings
from ..operations.service import Idempotency
from ..pagination.windows import check_limits
from ..serialization.parameters import path
from .authentication import Signing
from .context import Engine
from .downloads import Download
from .exchange import Exchange, Receive, exchange

T = TypeVar("T")
Page = TypeVar("Page")


def result(
    engine: Engine, operation: Operation[T], draft: Draft, settings: Settings
) -> Flow[Received[T]]:
    """The decoded result of one request.

    Raises RequestError before anything is sent, TransportError or ApiError after,
    DecodeError for an answer that cannot be read.
    """
    check_limits(operation.windows, operation.chunks, draft)
    response = yield from answer(engine, operation, draft, settings)
    value = _decoded(engine, operation, operation.decoder, response, settings)
    apply_units(operation.units, value)
    return Received(value, response)


def page(
    engine: Engine,
    operation: PagedOperation[Any, Page],
    draft: Draft,
    settings: Settings,
) -> Flow[Received[Page]]:
    """One decoded page. Raises PaginationError too, for a link that leads elsewhere."""
    if draft.url is not None:
        base = engine.base_url
        here = base + path(draft.path, draft.path_values, operation.formats)
        draft = replace(draft, url=followed(draft.url, current=here, base=base))
    response = yield from answer(engine, operation, draft, settings)
    value = _decoded(engine, operation, operation.decoder, response, settings)
    return Received(value, response)


def download(
    engine: Engine, route: Route, draft: Draft, settings: Settings, into: Download
) -> Flow[Received[int]]:
    """The size of an answer that was written into a file."""
    response = yield from answer(engine, route, draft, settings, receive=into.receive)
    return Received(into.size, response)


def answer(
    engine: Engine,
    route: Route,
    draft: Draft,
    settings: Settings,
    *,
    receive: Receive | None = None,
) -> Flow[Response]:
    """The vendor's successful answer to a draft; `receive` takes its body, if given."""
    draft, keyed = _keyed(engine, route, draft, settings)
    if "json" not in route.media:
        draft = replace(draft, body=held(draft.body))
    deadline = Deadline.starting(route.wire, engine.clock, settings.deadline)
    signing = Signing(
        engine=engine, route=route, draft=draft, settings=settings, deadline=deadline
    )
    sending = Exchange(
        route=route,
        settings=settings,
        repeatable=route.repeatable or keyed,
        deadline=deadline,
        sign=signing.sign,
        renew=signing.renew,
        receive=receive,
    )
    return (yield from exchange(engine, sending))


def _decoded(
    engine: Engine,
    route: Route,
    decoder: Decoder[T] | None,
    response: Response,
    settings: Settings,
) -> Any:
    # Any: None stands for T where the vendor answers nothing though it promised.
    reading = Reading(route.wire, settings.strict, engine.on_deviation)
    return decode(decoder, response, reading)


def _keyed(
    engine: Engine, route: Route, draft: Draft, settings: Settings
) -> tuple[Draft, bool]:
    """The draft with the idempotency key that all its attempts share, if it has one."""
    rule = _idempotency(engine, route)
    if rule is None:
        return draft, False
    if _has(draft.headers, rule.header):
        return draft, True
    made = draft.copy()
    made.headers[rule.header] = settings.idempotency_key or str(uuid.uuid4())
    return made, True


def _idempotency(engine: Engine, route: Route) -> Idempotency | None:
    if route.idempotency is False or route.method in SAFE:
        return None
    return route.idempotency or engine.service.idempotency


def _has(names: Iterable[str], name: str) -> bool:
    return name.lower() in (known.lower() for known in names)
