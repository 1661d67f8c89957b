"""Answer requests to the servers of vendors by mocks, in every Python that starts.

The folders of the projects are in `SPECLOOM_MOCKED`. Requests to the loopback interface
are sent; those to hosts that no vendor declares fail.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache, partial
from pathlib import Path
from typing import Any

_call_application: Any = None


def install() -> None:
    """Replace what httpx2 sends requests with."""
    import httpx2

    global _call_application
    # Recorders replace it later, and must not see these requests.
    _call_application = httpx2.WSGITransport.handle_request
    send = httpx2.HTTPTransport.handle_request
    send_async = httpx2.AsyncHTTPTransport.handle_async_request

    def handle_request(self: Any, request: Any) -> Any:
        if request.url.host in ("127.0.0.1", "localhost"):
            return send(self, request)
        return answer(request)

    async def handle_async_request(self: Any, request: Any) -> Any:
        if request.url.host in ("127.0.0.1", "localhost"):
            return await send_async(self, request)
        await request.aread()
        return answer(request)

    httpx2.HTTPTransport.handle_request = handle_request  # type: ignore[method-assign]
    httpx2.AsyncHTTPTransport.handle_async_request = (  # type: ignore[method-assign]
        handle_async_request
    )


def answer(request: Any) -> Any:
    """Return the response of the mock whose servers have the host of a request."""
    import httpx2

    found = _server_of(str(request.url))
    if found is not None:
        document, rest = found
        base, respond = _mock(document)
        request.read()
        # With the host of the request, the links in pages lead to it.
        origin = str(request.url.copy_with(raw_path=b"/")).rstrip("/")
        sent = httpx2.Request(
            request.method,
            httpx2.URL(f"{origin}{base}{rest}"),
            headers=request.headers,
            content=request.content,
        )
        response = respond(sent)
        response.request = sent
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            content=response.read(),
            request=request,
        )
    raise httpx2.ConnectError(f"no vendor has the host {request.url.host}")


def _server_of(url: str) -> tuple[str, str] | None:
    """Return the document that declares a URL's server, and the rest of the URL.

    A variable can be any host, so that a server without variables is preferred, and of
    several ones that with the longest path.
    """
    found = [
        (pattern.count("[^/?#]+"), -match.end(), document, url[match.end() :])
        for root in os.environ["SPECLOOM_MOCKED"].split(os.pathsep)
        for folder in sorted(Path(root, "specs").glob("*/"))
        for pattern, document in _servers(str(folder))
        if (match := re.match(pattern, url))
    ]
    return min(found)[2:] if found else None


@cache
def _servers(folder: str) -> list[tuple[str, str]]:
    """Return a pattern for each server of a vendor, with the vendor's document."""
    import yaml

    path = Path(folder, "openapi.yaml")
    if not path.is_file():
        return []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(path.read_text("utf-8"), loader)
    urls = [server["url"].rstrip("/") for server in document.get("servers", ())]
    patterns = (
        "[^/?#]+".join(map(re.escape, re.split(r"\{\w+\}", url))) for url in urls
    )
    return [(rf"{pattern}(?=[/?]|$)", str(path)) for pattern in patterns]


@cache
def _mock(path: str) -> tuple[str, Any]:
    """Return the path of a mock's server, and a function that calls the mock."""
    import httpx2
    from specloom.mock import MockApplication, description_of_vendor

    folder = Path(path).parent
    application = MockApplication(description_of_vendor(folder.parents[1], folder.name))
    transport = httpx2.WSGITransport(app=application)
    return application.base_path, partial(_call_application, transport)


if "SPECLOOM_MOCKED" in os.environ and not any(
    word.endswith("specloom") for word in sys.orig_argv[1:2]
):
    install()
