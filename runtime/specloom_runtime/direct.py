"""Requests straight into httpx2's connection pool, past its own request and response.

Those would be built only to be taken apart again. Used for a client's own connections;
a transport that was handed in gets whole httpx2 requests, and so does one that has no
pool where httpx2 keeps it today.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx2

from .effects import Send
from .styles import fields
from .upload import Upload

if TYPE_CHECKING:
    import httpcore2

PLAIN = re.compile(
    r"(https?)://([a-z0-9.-]+)(?::([0-9]{1,5}))?"
    r"(/(?:[A-Za-z0-9\-_~.,:;@!$*()&=+/?]|%[0-9A-Fa-f]{2})*)"
)
"""URLs that httpx2 would leave as they are: absolute, ASCII, escaped."""

PORTS = {"http": 80, "https": 443}
EMPTY = (b"Content-Length", b"0")


class Place(NamedTuple):
    """Where a request goes: a server, and the target there."""

    scheme: bytes
    host: bytes
    port: int | None
    target: bytes

    @property
    def netloc(self) -> bytes:
        """The value of the Host header."""
        return self.host if self.port is None else b"%b:%d" % (self.host, self.port)


def place(url: str) -> Place:
    """The parts of an absolute URL. Raises httpx2.InvalidURL for what is none."""
    plain = PLAIN.fullmatch(url)
    if plain is None or "/." in url:
        parts = httpx2.URL(url)
        host, port = parts.raw_host, parts.port
        if b":" in host:
            host = b"[%b]" % host
        return Place(parts.raw_scheme, host, port, parts.raw_path)
    scheme, host_text, digits, target = plain.groups()
    number = int(digits) if digits else None
    if number == PORTS[scheme]:
        number = None
    return Place(scheme.encode(), host_text.encode(), number, target.encode())


class Pools:
    """The pools of an httpx2 client, by the server that they lead to."""

    def __init__(self, http: Any) -> None:
        self._http = http
        self._known: dict[tuple[bytes, bytes, int | None], Any] = {}

    def find(self, url: str, place: Place) -> Any:
        """The pool: a proxy's own, or that of direct connections; None for none."""
        if place[:3] not in self._known:
            transport = self._http._transport_for_url(httpx2.URL(url))
            self._known[place[:3]] = getattr(transport, "_pool", None)
        return self._known[place[:3]]

    def ready(self, effect: Send) -> tuple[Any, httpcore2.Request] | None:
        """The pool and its request; None for what httpx2 has to send as a whole.

        That is an upload, which it streams, and anything where no pool is found.
        """
        import httpcore2  # Late, as httpx2 does it: it doubles the time of an import.

        request = effect.request
        content = request.content
        if isinstance(content, Upload):
            return None
        at = place(request.url)
        pool = self.find(request.url, at)
        if pool is None:
            return None
        head = fields(request.headers.pairs())
        named = {name.lower() for name, _ in head}
        if b"host" not in named:
            head.insert(0, (b"Host", at.netloc))
        if b"content-length" not in named:
            if content:
                head.append((b"Content-Length", b"%d" % len(content)))
            elif request.method in ("POST", "PUT", "PATCH"):
                head.append(EMPTY)
        made = httpcore2.Request(
            request.method,
            httpcore2.URL(
                scheme=at.scheme,
                host=at.host.strip(b"[]"),
                port=at.port,
                target=at.target,
            ),
            headers=head,
            content=content or b"",
            extensions={"timeout": _timeout(effect)},
        )
        return pool, made


def _timeout(effect: Send) -> dict[str, float | None]:
    silence = effect.timeout
    return {
        "connect": silence,
        "read": silence,
        "write": silence,
        "pool": effect.pool_timeout,
    }


class Fields(NamedTuple):
    """Header fields as httpx2's have them."""

    raw: list[tuple[bytes, bytes]]


class Arrived:
    """A pool's answer, with as much of httpx2's as the drivers use."""

    is_stream_consumed = False

    def __init__(self, answer: httpcore2.Response) -> None:
        self.status_code = answer.status
        self.headers = Fields(answer.headers)
        self._stream: Any = answer.stream

    def iter_raw(self) -> Any:
        """The pieces of the body, for a thread."""
        return iter(self._stream)

    def aiter_raw(self) -> Any:
        """The pieces of the body, for a task."""
        return aiter(self._stream)

    def close(self) -> None:
        """Give the connection back, or close it where something is left on it."""
        self._stream.close()

    async def aclose(self) -> None:
        """The same, for a task."""
        await self._stream.aclose()
