"""Convert requests to httpx2's requests, and its responses back, for both drivers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import httpx2

from ..core.errors import RequestError
from ..core.responses import Headers
from ..http.effects import Send
from ..http.messages import Request
from ..http.upload import Upload
from ..serialization.header_values import header_fields

WITH_BODY = frozenset({"POST", "PUT", "PATCH", "QUERY"})
"""The methods whose requests state the length of their body even if it is empty."""

known_url = lru_cache(maxsize=256)(httpx2.URL)
"""Parse a URL that many calls have; it must not contain values of one call."""


class Outgoing:
    """A request of httpx2 whose repr hides the query, which can contain a key."""

    __slots__ = ("request",)

    def __init__(self, request: httpx2.Request) -> None:
        self.request = request


def httpx_request(
    http: httpx2.Client | httpx2.AsyncClient | None, effect: Send, chunks: Any = None
) -> httpx2.Request:
    """Build the httpx2 request; the client `http` adds its own headers.

    `chunks` yields the content of an upload.
    """
    request = effect.request
    content: Any = request.content if chunks is None else chunks
    headers = header_fields(request.headers.pairs())
    if http is None:
        return _for_transport(effect, headers, chunks)
    return http.build_request(
        request.method,
        request.url,
        headers=headers,
        content=content,
        timeout=httpx2.Timeout(effect.timeout, pool=effect.pool_timeout),
    )


def _for_transport(
    effect: Send, headers: list[tuple[bytes, bytes]], chunks: Any
) -> httpx2.Request:
    """Build the httpx2 request for a transport.

    For a body of bytes, the fields that httpx2 would add are added here: it would
    collect all fields a second time.
    """
    request, content = effect.request, effect.request.content or b""
    url = (known_url if effect.is_known_url else httpx2.URL)(request.url)
    # Transports read the timeouts here; httpx2.Request has no argument for them.
    kinds = ("connect", "read", "write")
    timeouts = {**dict.fromkeys(kinds, effect.timeout), "pool": effect.pool_timeout}
    options: dict[str, Any] = {"extensions": {"timeout": timeouts}}
    if isinstance(content, Upload):
        return httpx2.Request(
            request.method, url, headers=headers, content=chunks, **options
        )
    if "host" not in request.headers:
        headers.insert(0, (b"Host", url.netloc))
    has_body = content or request.method in WITH_BODY
    if has_body and "content-length" not in request.headers:
        headers.append((b"Content-Length", b"%d" % len(content)))
    stream = httpx2.ByteStream(content)
    made = httpx2.Request(
        request.method, url, headers=headers, stream=stream, **options
    )
    made.read()
    return made


def content_length(request: Request) -> int | None:
    """Return the length that the headers of a request give to its body, or None.

    Raises RequestError if it is not the length of the body, and for another framing.
    """
    headers, content = request.headers, request.content
    if "transfer-encoding" in headers:
        raise RequestError("Transfer-Encoding cannot be set: it follows from the body")
    if "content-length" not in headers:
        return None
    size = content.size if isinstance(content, Upload) else len(content or b"")
    lengths = set(headers.all("content-length"))
    text = lengths.pop()
    if lengths or not (text.isdecimal() and text.isascii()) or len(text) > 18:
        raise RequestError("Content-Length is not a number of bytes")
    if size not in (None, int(text)):
        raise RequestError(f"Content-Length is {text}, but the body has {size} bytes")
    return int(text)


def response_headers(response: httpx2.Response) -> Headers:
    """Return the headers of a response; bytes outside ASCII are read as Latin-1."""
    return Headers(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in response.headers.raw
    )
