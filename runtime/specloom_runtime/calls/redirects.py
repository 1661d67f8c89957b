"""Follow redirects: decide which are followed, and which request is sent then."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from ..core.responses import Response
from ..http.links import absolute, origin
from ..http.messages import Request

MAX_REDIRECTS = 5
"""The maximum number of redirects that are followed in one attempt."""


def redirect_request(request: Request, response: Response) -> Request | None:
    """Return the request for a redirect; None if the redirect is not followed.

    Only redirects to the same origin are followed, because a request contains
    credentials. The URL must be valid and contain no user name. After 307 and 308, the
    request is repeated. After 303, the new URL is read with GET. 301 and 302 are
    followed only for GET and HEAD, because servers and clients disagree about other
    methods (RFC 9110, section 15.4).
    """
    if response.status not in (301, 302, 303, 307, 308):
        return None
    location = response.headers.get("location", "").strip()
    if not location:
        return None
    try:
        url = absolute(location, request.url)
        if origin(url) != origin(request.url) or "@" in urlsplit(url).netloc:
            return None
    except ValueError:
        return None
    if response.status in (307, 308) or request.method in ("GET", "HEAD"):
        return replace(request, url=url) if request.repeatable else None
    if response.status != 303:
        return None
    return reading_request(request, url)


def reading_request(request: Request, url: str) -> Request:
    """Return the request that follows a 303 (RFC 9110, section 15.4.4)."""
    headers = request.headers.without("Content-Type", "Content-Length")
    return replace(request, method="GET", url=url, headers=headers, content=None)
