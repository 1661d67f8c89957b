"""Warn about operations if their responses announce that they are deprecated or end.

The headers are `Deprecation` (RFC 9745) and `Sunset` (RFC 8594), with links to more
information.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from ..core.responses import Headers, Response
from ..core.shown_text import shown
from ..http.links import link_to
from ..http.messages import Request, safe_url
from ..operations.base_operation import OperationBase
from ..operations.deprecation import warn_caller
from .context import ClientContext
from .retry import http_date

_DATE = re.compile(r"@(-?[0-9]{1,12})")
"""A date of a structured field (RFC 9651): seconds since 1970."""
_LONGEST_DATE = 64
"""The maximum length of a string that is read as a date."""


def warn_of_end(
    context: ClientContext,
    operation: OperationBase,
    request: Request,
    response: Response,
) -> None:
    """Warn at the line of the caller if a response announces the end of its operation.

    A client and its copies warn once about each operation. The warning contains no
    credentials.
    """
    headers = response.headers
    if not ("deprecation" in headers or "sunset" in headers):
        return
    message = _message(headers)
    if message and context.warns_first(operation):
        link = _link(context, headers, request)
        text = f"{operation.wire} {message}{f' (see {link})' if link else ''}"
        warn_caller(context.redactor.text(text))


def _message(headers: Headers) -> str:
    """Return what the headers announce about an operation, or ""."""
    parts: list[str] = []
    since = next(iter(headers.all("deprecation")), "").strip()
    if since.partition(";")[0].strip().lower() not in ("", "false", "?0"):
        parts.append("deprecated" + _dated(" from ", _deprecation_date(since)))
    until = next(iter(headers.all("sunset")), "").strip()
    if until:
        ends = _dated("available until ", http_date(until[:_LONGEST_DATE]))
        parts.append(ends or "going to end")
    return "is " + " and ".join(parts) if parts else ""


def _deprecation_date(text: str) -> float | None:
    """Return the date in a `Deprecation` header; drafts of the RFC had other values."""
    if stated := _DATE.fullmatch(text.partition(";")[0].rstrip(" ")):
        return float(stated[1])
    return http_date(text[:_LONGEST_DATE])


def _dated(words: str, moment: float | None) -> str:
    """Return the words and a day in UTC; "" for a moment that has no date in Python."""
    if moment is None:
        return ""
    try:
        return f"{words}{datetime.fromtimestamp(moment, UTC).date()}"
    except (OverflowError, ValueError, OSError):
        return ""


def _link(context: ClientContext, headers: Headers, request: Request) -> str:
    """Return the link to the announcement, without credentials, or ""."""
    stated = ", ".join(headers.all("link"))
    link = link_to(stated, "deprecation") or link_to(stated, "sunset")
    if link is None:
        return ""
    try:
        url = context.safe_link(urljoin(safe_url(request.url), link))
        named = "@" in urlsplit(url).netloc
    except ValueError:
        return ""
    return "" if named else shown(context.redactor.text(url))
