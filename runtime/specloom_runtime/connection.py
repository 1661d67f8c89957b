"""A client's HTTP connections: opened by the first call, shared by its copies."""

from __future__ import annotations

import os
import ssl
import threading
import weakref
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx2

from .direct import Pools
from .drivers import Driver
from .engine import Engine
from .errors import ConfigurationError, RequestError
from .options import ClientOptions
from .wire import watch

if TYPE_CHECKING:
    from .tasks import AsyncDriver

Http = TypeVar("Http", httpx2.Client, httpx2.AsyncClient)


class _Connection(Generic[Http]):
    """Makes its httpx2 client when first needed: a TLS context takes its time."""

    def __init__(
        self, kind: type[Http], engine: Engine, options: ClientOptions
    ) -> None:
        self._kind: type[Http] = kind
        self._engine = engine
        self._transport = options.get("transport")
        names = ("limits", "proxy", "verify")
        self._said: dict[str, Any] = {n: v for n, v in options.items() if n in names}
        self._check()
        given = options.get("http_client")
        if given is not None and not isinstance(given, kind):
            raise ConfigurationError(f"http_client has to be an httpx2.{kind.__name__}")
        self._http: Http | None = given
        self._owned = given is None
        self._made = given is None and self._transport is None
        self._closed = False
        self._place: object = None
        self._pools: Pools | None = None
        self._lock = threading.Lock()

    def _opened(self) -> Http:
        with self._lock:
            if self._closed:
                raise RequestError("the client is closed")
            place = self._here()
            if self._http is None or (self._made and place != self._place):
                self._http, self._place = self._kind(**self._arguments()), place
                if self._made:
                    watch(self._http)
                    self._pools = Pools(self._http)
            return self._http

    def _here(self) -> object:
        """The process: a fork must not write into its parent's connections."""
        return os.getpid()

    def _arguments(self) -> Mapping[str, Any]:
        # An API has no session: a cookie kept from one call would change the next.
        nothing = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        said: dict[str, Any] = {
            "transport": self._transport,
            "cookies": nothing,
            **self._said,
        }
        if isinstance(said.get("verify"), str):
            said["verify"] = ssl.create_default_context(cafile=said["verify"])
        return said

    def _check(self) -> None:
        if isinstance(self._said.get("verify"), bool):
            raise ConfigurationError(
                "verify has to be a TLS context or a file of authorities: "
                "certificates are always verified"
            )

    def _ended(self) -> Http | None:
        """The client to close, if it is ours; nothing is sent from here on.

        What an event loop that has ended, or the parent process, held open is theirs.
        """
        with self._lock:
            self._closed = True
            foreign = self._made and self._place != self._here()
            return self._http if self._owned and not foreign else None


class Connection(_Connection[httpx2.Client]):
    """Connections for threads."""

    def driver(self) -> Driver:
        """What performs a call. Raises RequestError after closing."""
        engine, foreign = self._engine, not self._owned
        http = self._opened()
        return Driver(
            http, engine.clock, engine.redactor, foreign=foreign, pools=self._pools
        )

    def close(self) -> None:
        """Close the connections; a client that was handed in stays open."""
        http = self._ended()
        if http is not None:
            http.close()


class AsyncConnection(_Connection[httpx2.AsyncClient]):
    """Connections for tasks."""

    def _here(self) -> object:
        # Connections belong to the event loop that opened them, and end with it.
        import asyncio  # Late, as `tasks` is.

        return os.getpid(), weakref.ref(asyncio.get_running_loop())

    def driver(self) -> AsyncDriver:
        """What performs a call. Raises RequestError after closing."""
        from .tasks import AsyncDriver  # Late: who has no tasks need not wait for it.

        engine, foreign = self._engine, not self._owned
        http = self._opened()
        return AsyncDriver(
            http, engine.clock, engine.redactor, foreign=foreign, pools=self._pools
        )

    async def close(self) -> None:
        """Close the connections; a client that was handed in stays open."""
        http = self._ended()
        if http is not None:
            await http.aclose()
