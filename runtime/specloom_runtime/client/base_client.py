"""The base class of both clients: service, credentials, options and copies."""

from __future__ import annotations

import copy
import io
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, ClassVar, NoReturn, Self, TypeVar, Unpack

from ..calls.downloads import Download
from ..calls.fetch import download, fetch_page, fetch_result
from ..core.deadline import Deadline
from ..core.deviation_counts import Place
from ..core.errors import RequestError
from ..core.responses import Response
from ..core.secrets import HiddenFrames, Redactor, Secret
from ..http.effects import Flow
from ..http.framing import Event, Framing
from ..http.messages import Received
from ..http.request_draft import RequestDraft
from ..lists.list_plan import ListPlan
from ..models.decoding import Decode
from ..operations.arguments import CallValues, Values, build_draft, build_request
from ..operations.base_operation import OperationBase
from ..operations.extra_arguments import add_extras
from ..operations.operation import STREAMS, Operation, PagedOperation, StreamOperation
from ..operations.options import CallOptions, ClientOptions, Settings
from ..operations.service import Service
from ..serialization.header_values import FIELD_NAME
from .configuration import from_environment, hide_headers, open_client
from .read_writes import Attempts
from .stream_reader import StreamReader

T = TypeVar("T")
Item = TypeVar("Item")
Page = TypeVar("Page")


class BaseClient:
    """The base class of `Client` and `AsyncClient`; generated classes set `service`."""

    service: ClassVar[Service]

    def __init__(
        self,
        service: Service,
        credentials: Mapping[str, str | None] = MappingProxyType({}),
        *,
        environment: str | None = None,
        variables: Mapping[str, str | None] | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        try:
            with HiddenFrames():
                given = {n: Secret(t) for n, t in credentials.items() if t is not None}
        finally:
            del credentials  # This frame may be in a traceback.
        self._context, self._settings = open_client(
            service, given, environment, variables or {}, options
        )
        hide_headers(self._settings.headers, self._context.redactor)
        self._connect(options)

    def _connect(self, options: ClientOptions) -> None:
        """Open the connections through which this class sends requests."""

    @classmethod
    def from_env(cls, **options: Any) -> Self:
        """Create a client with credentials and server variables from the environment.

        `options` are arguments of the class, and take precedence. Raises
        ConfigurationError with the names of all missing variables, even if the class
        can also be created without credentials.
        """
        make: Callable[..., Self] = cls
        found = from_environment(cls.service, cls.__init__, options, os.environ)
        return make(**{n: secret.reveal() for n, secret in found.items()}, **options)

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return a copy with other options; it shares connections and rate limits.

        This client is not changed. For example:

            patient = vendor.with_options(timeout=120.0, retries=5)
        """
        clone = copy.copy(self)
        vars(clone)["_settings"] = self._settings.with_options(options)
        if "headers" in options:
            hide_headers(options["headers"], self._context.redactor)
        return clone

    @property
    def deviation_counts(self) -> dict[Place, int]:
        """The number of deviations of responses so far, by schema pointer and kind.

        A client and its copies share the numbers. Undeclared properties are counted
        only with the hook `on_deviation`. For each kind, at most 1,000 places are
        counted separately; all other places have the pointer "".
        """
        return self._context.deviations.snapshot()

    def __copy__(self) -> Self:
        clone = object.__new__(type(self))
        for name, value in vars(self).items():
            # Resources refer to their client, so the copy creates its own resources.
            if not isinstance(getattr(type(self), name, None), cached_property):
                vars(clone)[name] = value
        return clone

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self._context.server.url}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("clients cannot be pickled; create one in each process")

    def _raw(
        self,
        method: str,
        path: str,
        query: Values | None,
        headers: Values | None,
        body: Any,
    ) -> Flow[Received[Response]]:
        """Send a request that is not in the description, and return its response."""
        names = check_raw(method, path, query=query, headers=headers)
        template = template_of(path, self._context.redactor)
        operation = Operation(
            method.upper(), template, bytes, accept="*/*", names=names
        )
        values: CallValues = {"query": query, "headers": headers, "body": body}
        draft = self._draft(operation, values, path)
        received = yield from self._result(operation, draft)
        return Received(received.response, received.response)

    def _draft(
        self, operation: OperationBase, values: CallValues, path: str | None = None
    ) -> RequestDraft:
        """Return the draft of a call, with its extra parameters and members.

        For a request outside the description, `path` is the path with its query.
        """
        draft = build_draft(operation, clock=self._context.clock, **values)
        if path is not None:
            draft.path = path.partition("#")[0]
        settings = self._settings
        if settings.extra_query or settings.extra_body:
            add_extras(
                operation,
                draft,
                settings,
                arguments=values,
                credentials=self._context.credential_locations,
            )
            for value in (
                *settings.extra_query.values(),
                *settings.extra_body.values(),
            ):
                if isinstance(value, Secret):
                    self._context.redactor.add(value)
        return draft

    def _attempts(self, operation: OperationBase) -> Attempts:
        """Return the attempts of a call that reads before it writes."""
        settings = self._settings
        deadline = Deadline(operation.wire, self._context.clock, settings.deadline)
        return Attempts(self._sent, settings, deadline)

    def _sent(
        self, operation: Operation[Any], values: CallValues, settings: Settings
    ) -> Flow[Received[Any]]:
        clone = copy.copy(self)
        vars(clone)["_settings"] = settings
        draft = clone._draft(operation, values)
        return fetch_result(self._context, operation, draft, settings)

    def _result(
        self, operation: Operation[T], draft: RequestDraft
    ) -> Flow[Received[T]]:
        return fetch_result(self._context, operation, draft, self._settings)

    def _plan(
        self,
        operation: PagedOperation[Item, Page],
        draft: RequestDraft,
        page_size: int | None,
        start: int,
    ) -> ListPlan[Item, Page]:
        if operation.chunks:
            # A value that cannot be sent may be in a later chunk.
            build_request(operation, draft, "")
        plan = ListPlan(
            operation=operation,
            draft=draft,
            settings=self._settings,
            page_size=page_size,
            start=start,
            report=self._context.report,
            redactor=self._context.redactor,
            safe_link=self._context.safe_link,
        )
        if operation.windows:
            now = self._context.clock.wall()
            plan = plan.closed_at(datetime.fromtimestamp(now, UTC))
        if start or type(start) is not int:
            plan.check_start()
        return plan

    def _page(
        self, operation: PagedOperation[Any, Page], draft: RequestDraft, decode: Decode
    ) -> Flow[Received[Page]]:
        return fetch_page(self._context, operation, draft, self._settings, decode)

    def _stream_reader(
        self,
        operation: StreamOperation[T],
        draft: RequestDraft,
        reconnect: int,
        frame_limit: int,
    ) -> StreamReader[T]:
        check_count("reconnect", reconnect, 0)
        check_count("frame_limit", frame_limit)
        return StreamReader(
            self._context,
            operation,
            draft,
            self._settings,
            reconnect=reconnect or self._settings.reconnect,
            frame_limit=frame_limit,
        )

    def _saved(
        self,
        operation: OperationBase,
        draft: RequestDraft,
        to: str | os.PathLike[str] | IO[bytes],
        limit: int | None,
    ) -> Flow[Received[int]]:
        """Write a response's body to a file, and return its size in bytes."""
        most = self._settings.response_limit if limit is None else limit
        check_count("limit", most)
        with destination(to) as file:
            target = Download(file, most)
            return (
                yield from download(
                    self._context, operation, draft, self._settings, target
                )
            )


def stream_operation(
    method: str, path: str, framing: Framing, values: CallValues, redactor: Redactor
) -> StreamOperation[Event]:
    """Return the operation for a stream outside the description."""
    query, headers = values.get("query"), values.get("headers")
    names = check_raw(method, path, query=query, headers=headers)
    if framing not in STREAMS:
        expected = " or ".join(STREAMS)
        raise RequestError(f"framing cannot be {framing!r} (expected {expected})")
    template = template_of(path, redactor)
    return StreamOperation(method.upper(), template, framing=framing, names=names)


def check_raw(
    method: str, path: str, *, query: Values | None, headers: Values | None
) -> dict[str, str]:
    """Return the names of the parameters by location: those in the request.

    Raises RequestError, with the argument's name, if the request cannot be sent.
    """
    if not isinstance(method, str) or not FIELD_NAME.fullmatch(method):
        raise RequestError(f"method: {method!r} is not a method (expected GET or POST)")
    if not isinstance(path, str):
        raise RequestError(f"path: {path!r} is not a string")
    for keyword, values in (("query", query), ("headers", headers)):
        if not isinstance(values, Mapping | None):
            kind = type(values).__name__
            raise RequestError(f"{keyword}: a {kind} is not a mapping of names")
        if any(not isinstance(name, str) for name in values or ()):
            raise RequestError(f"{keyword}: its names must be strings")
    given = {f"query.{name}": name for name in query or ()}
    return given | {f"header.{name}": name for name in headers or ()}


def check_count(name: str, value: Any, least: int = 1) -> None:
    """Raise RequestError unless an argument is a whole number of at least `least`."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise RequestError(f"{name} must be at least {least} (not {value!r})")


def template_of(path: str, redactor: Redactor) -> str:
    """Return the path of a request outside the description, without its query.

    It is the name of the operation, so it must not contain credentials.
    """
    if not path.startswith("/"):
        raise RequestError("the path must start with a slash")
    return redactor.text(path.partition("#")[0].partition("?")[0])


@contextmanager
def destination(to: str | os.PathLike[str] | IO[bytes]) -> Iterator[IO[bytes]]:
    """Open the file to which a download is written.

    If `to` is a path, the download is written to a new file in the same folder. When
    the download is complete, this file is renamed, so that a failed download does not
    look complete.
    """
    if not isinstance(to, str | os.PathLike):
        if not hasattr(to, "write") or isinstance(to, io.TextIOBase):
            kind = type(to).__name__
            raise RequestError(
                f"to: a {kind} cannot be written to (expected a path or a binary file)"
            )
        yield to
        return
    part = Path(os.path.dirname(to), f".{uuid.uuid4().hex}.part")
    with part.open("xb") as file:
        try:
            yield file
            file.close()
            part.replace(to)
        finally:
            part.unlink(missing_ok=True)
