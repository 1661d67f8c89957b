"""A client's HTTP connections: opened by the first call, shared by its copies."""

from __future__ import annotations

import os
import ssl
import threading
import weakref
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx2

from ..calls.context import ClientContext
from ..core.errors import ConfigurationError, RequestError
from ..operations.options import ClientOptions
from .sync_driver import Driver
from .transports import Transports

if TYPE_CHECKING:
    from .async_driver import AsyncDriver


class _BaseConnection:
    """The transports of a client, opened on demand, because setting up TLS takes time.

    If the caller passed a client or a transport, it is used instead.
    """

    client: type[httpx2.Client] | type[httpx2.AsyncClient]
    transport: Any

    def __init__(self, context: ClientContext, options: ClientOptions) -> None:
        self._context = context
        self._options: dict[str, Any] = {
            name: value
            for name, value in options.items()
            if name in ("limits", "proxy", "verify")
        }
        if isinstance(options.get("verify"), bool):
            raise ConfigurationError(
                "verify must be an ssl.SSLContext or the path of a CA bundle; "
                "verification cannot be disabled"
            )
        self._check_network()
        given: Any = options.get("http_client")
        if given is not None and not isinstance(given, self.client):
            kind = self.client.__name__
            raise ConfigurationError(f"http_client must be an httpx2.{kind}")
        self._owned = given is None
        if given is None and "proxy" not in self._options:
            given = options.get("transport")
        self._given: Any = given
        self._transports: Transports[Any] | None = None
        self.closed = threading.Event()
        """Set when the client is closed. Calls check it before each attempt."""
        self._owner: object = None
        self._lock = threading.Lock()

    def _check_network(self) -> None:
        """Raise ConfigurationError if a certificate file or a proxy cannot be used."""
        verify, proxy = self._options.get("verify"), self._options.get("proxy")
        if isinstance(verify, str):
            try:
                self._options["verify"] = ssl.create_default_context(cafile=verify)
            except OSError as error:
                raise ConfigurationError(f"verify: {verify}: {error}") from None
        elif not isinstance(verify, ssl.SSLContext | None):
            raise ConfigurationError("verify must be an ssl.SSLContext or a path")
        if proxy is not None:
            try:
                httpx2.Proxy(proxy)
            except (TypeError, ValueError, httpx2.InvalidURL):
                raise ConfigurationError("proxy must be the URL of a proxy") from None

    def is_closed(self) -> bool:
        """Return whether the client is closed, so that nothing may be sent."""
        return self.closed.is_set()

    def _open_transports(self) -> Any:
        with self._lock:
            if self.closed.is_set():
                raise RequestError("the client is closed")
            if self._given is not None:
                return self._given
            owner = self._current_owner()
            if owner != self._owner:
                self._transports, self._owner = self._opened_by(owner), owner
            return self._transports

    def _current_owner(self) -> object:
        """Return the process id; a fork must not use its parent's connections."""
        return os.getpid()

    def _opened_by(self, owner: object) -> Transports[Any]:
        """Return the transports of an owner, such as a process."""
        return self._new_transports()

    def _new_transports(self) -> Transports[Any]:
        options = dict(self._options)
        proxy = options.pop("proxy", None)
        return Transports(self.transport, proxy, options, self.is_closed)

    def _end(self) -> list[Any]:
        """Stop sending, and return the transports to close.

        Connections of a closed event loop or of the parent process are not closed.
        """
        with self._lock:
            self.closed.set()
            if self._given is not None:
                return [self._given] if self._owned else []
            if self._transports is None or self._owner != self._current_owner():
                return []
            return self._transports.made()


class Connection(_BaseConnection):
    """Connections for threads."""

    client = httpx2.Client
    transport = httpx2.HTTPTransport

    def driver(self) -> Driver:
        """Return a driver. Raises RequestError if the client is closed."""
        context = self._context
        return Driver(self._open_transports(), context.clock, context.redactor, self)

    def close(self) -> None:
        """Close the connections, but not a client that the caller passed."""
        for transport in self._end():
            transport.close()


class AsyncConnection(_BaseConnection):
    """Connections for tasks."""

    client = httpx2.AsyncClient
    transport = httpx2.AsyncHTTPTransport

    def __init__(self, context: ClientContext, options: ClientOptions) -> None:
        super().__init__(context, options)
        self._by_loop: dict[Any, tuple[Transports[Any], object]] = {}

    def _current_owner(self) -> object:
        # Connections belong to the event loop that opened them, and end with it.
        import asyncio  # Imported late: it is slow to import.

        return os.getpid(), weakref.ref(asyncio.get_running_loop())

    def _opened_by(self, owner: Any) -> Transports[Any]:
        """Return the transports of an event loop, which are closed when it ends."""
        for known in list(self._by_loop):
            process, loop = known
            if process == os.getpid() and (loop() is None or loop().is_closed()):
                del self._by_loop[known]
        if owner not in self._by_loop:
            made = self._new_transports()
            closing = _closed_with_loop(made)
            with suppress(StopIteration):
                anext(closing).send(None)  # Run to its `yield`.
            self._by_loop[owner] = made, closing
        return self._by_loop[owner][0]

    def driver(self) -> AsyncDriver:
        """Return a driver. Raises RequestError if the client is closed."""
        # Imported late: it imports asyncio, which programs with threads do not need.
        from .async_driver import AsyncDriver

        context = self._context
        return AsyncDriver(
            self._open_transports(), context.clock, context.redactor, self
        )

    async def close(self) -> None:
        """Close the connections, but not a client that the caller passed."""
        for transport in self._end():
            await transport.aclose()


async def _closed_with_loop(transports: Transports[Any]) -> AsyncGenerator[None]:
    """Close the connections when the running event loop ends.

    `asyncio.run` closes each started generator before it closes the loop, so that the
    connections can still be closed.
    """
    try:
        yield
    finally:
        for transport in transports.made():
            await transport.aclose()
