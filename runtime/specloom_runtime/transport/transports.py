"""Create the default httpx2 transports of a client: one for each proxy.

Requests are sent with `handle_request` of httpx2's own transports; tools that record or
mock httpx2 replace this method. httpx2's client is not used, because it would log each
URL, and a URL can contain a key.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar
from urllib.request import getproxies, proxy_bypass

import httpx2

from .network_backend import instrument

Transport = TypeVar("Transport", httpx2.HTTPTransport, httpx2.AsyncHTTPTransport)
Server = tuple[str, bytes]


class Transports(Generic[Transport]):
    """The transports of a client, one for each proxy.

    The first transport is created immediately, so that the time for its TLS context
    does not count towards a deadline. Transports for proxies from the environment are
    created when a request first needs them.

    Args:
        kind: the class of the transports.
        proxy: the proxy for every server; if None, the environment variables
            `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are used.
        options: other arguments of the class.
        closed: whether no more connections may be opened.
    """

    def __init__(
        self,
        kind: type[Transport],
        proxy: Any,
        options: Mapping[str, Any],
        closed: Callable[[], bool] = lambda: False,
    ) -> None:
        self._kind: type[Transport] = kind
        self._proxy = proxy
        self._options = options
        self._closed = closed
        self._environment = {} if proxy else getproxies()
        self._by_server: dict[Server, Transport] = {}
        self._by_proxy: dict[Any, Transport] = {}
        self._lock = threading.Lock()
        self._to(proxy)

    def find(self, url: httpx2.URL) -> Transport:
        """Return the transport for a request to the URL."""
        server = (url.scheme, url.netloc)
        known = self._by_server.get(server)
        if known is None:
            with self._lock:
                known = self._by_server[server] = self._to(self._proxy_for(url))
        return known

    def made(self) -> list[Transport]:
        """Return every transport created so far."""
        with self._lock:
            return list(self._by_proxy.values())

    def _to(self, proxy: Any) -> Transport:
        if proxy not in self._by_proxy:
            transport = self._kind(proxy=proxy, **self._options)
            instrument(transport, self._closed)
            self._by_proxy[proxy] = transport
        return self._by_proxy[proxy]

    def _proxy_for(self, url: httpx2.URL) -> Any:
        proxy = self._environment.get(url.scheme) or self._environment.get("all")
        if not proxy or proxy_bypass(url.host):
            return self._proxy
        return proxy if "://" in proxy else f"http://{proxy}"
