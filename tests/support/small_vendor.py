"""A small vendor for the runtime's own tests, and a client in two modes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, ClassVar

import httpx2
from specloom_runtime import (
    AsyncClient,
    AsyncResource,
    Client,
    CursorPages,
    HeaderKey,
    ManualClock,
    Model,
    Operation,
    PagedOperation,
    ReceivedPage,
    Resource,
    Server,
    Service,
)
from specloom_runtime.testing import FakeTransport

MODES = ("sync", "async")
LIST_MODES = (*MODES, "sync rows", "async rows")
"""The modes for lists, of models and of rows."""
SECRET = "s3cr3t-token-value"


class Contact(Model):
    number: int
    name: str | None = None


class ContactPage(Model):
    items: list[Contact]
    cursor: str | None = None


GET = Operation("GET", "/contacts/{number}", Contact)
CREATE = Operation("POST", "/contacts", Contact)
UPDATE = Operation("PUT", "/contacts", None)
LIST = PagedOperation(
    "GET",
    "/contacts",
    ContactPage,
    Contact,
    pages=CursorPages(
        send="query.cursor", read="body.cursor", items="body.items", limit="query.limit"
    ),
)
SERVICE = Service(
    name="vendor",
    servers={"production": Server("https://vendor.test/v1")},
    schemes={"key": HeaderKey("X-Key", "key")},
    security=(("key",),),
    env={"key": "VENDOR_KEY"},
)

Handler = Callable[[httpx2.Request], httpx2.Response]
Transport = FakeTransport


def ok(data: Any, status: int = 200, **headers: str) -> httpx2.Response:
    """Return a JSON response."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(
        status,
        content=json.dumps(data).encode(),
        headers={"Content-Type": "application/json", **named},
    )


class RowView(dict[str, Any]):
    """A row whose members are also attributes, like a model's."""

    def __getattribute__(self, name: str) -> Any:
        if dict.__contains__(self, name):
            return viewed(dict.__getitem__(self, name))
        return super().__getattribute__(name)

    def __getattr__(self, name: str) -> Any:
        return None  # A property that is absent.

    def __eq__(self, other: object) -> bool:
        """Compare with another row, or with the model of the same values."""
        if isinstance(other, Model):
            return dict(self) == other.model_dump(exclude_unset=True)
        return dict(self) == other

    __hash__ = None  # type: ignore[assignment]  # As for dict.


def formed(pager: Any, form: str) -> Any:
    """Return the pager, or its rows."""
    return pager.rows() if form == "rows" else pager


def viewed(value: Any) -> Any:
    """Return a row so that its members are attributes.

    The same is done for a list of rows, and for the content of a page.
    """
    if type(value) is list:
        return [viewed(each) for each in value]
    if isinstance(value, ReceivedPage):
        return replace(value, value=viewed(value.value))
    return RowView(value) if type(value) is dict else value


class Vendor:
    """A client of the small vendor in one of the two modes, with the same methods."""

    modes: ClassVar = MODES

    def __init__(
        self,
        mode: str,
        answers: Handler | Iterable[Any],
        *,
        service: Service = SERVICE,
        credentials: dict[str, str | None] | None = None,
        **options: Any,
    ) -> None:
        self.mode, _, self._form = mode.partition(" ")
        self.transport = Transport(answers)
        self.clock = options.pop("clock", None) or ManualClock()
        kind: Any = Client if self.mode == "sync" else AsyncClient
        given = {"key": SECRET} if credentials is None else credentials
        self.client = kind(
            service, given, transport=self.transport, clock=self.clock, **options
        )

    @property
    def asked(self) -> list[httpx2.Request]:
        """The requests that the vendor received."""
        return self.transport.requests

    def call(self, operation: Any, **arguments: Any) -> Any:
        """Return the result of one operation."""
        options = arguments.pop("options", {})
        client = self.client.with_options(**options)
        if self.mode == "sync":
            return Resource(client)._call(operation, **arguments)
        return asyncio.run(AsyncResource(client)._call(operation, **arguments))

    def pager(self, operation: Any, **arguments: Any) -> Any:
        """Return a pager, to be read with `all`."""
        kind: Any = Resource if self.mode == "sync" else AsyncResource
        return formed(kind(self.client)._pages(operation, **arguments), self._form)

    def all(self, source: Any, into: list[Any] | None = None) -> list[Any]:
        """Return the elements of a sync or async iterable, also appended to `into`."""
        found = [] if into is None else into

        async def gather() -> None:
            async for each in source:
                found.append(viewed(each))

        if self.mode == "sync":
            for each in source:
                found.append(viewed(each))
        else:
            asyncio.run(gather())
        return found

    def wait(self, value: Any) -> Any:
        """Return the value, awaited if it is a coroutine."""
        return viewed(value if self.mode == "sync" else asyncio.run(value))
