"""Requests and results as values that are independent of the HTTP library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar
from urllib.parse import urlsplit

from ..core.responses import Headers, Response
from .timing import RequestTiming

if TYPE_CHECKING:
    from .upload import Upload


T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, repr=False)
class Request:
    """A request as it is sent, including credentials.

    Because of the credentials, its repr contains no headers, query or body, and it
    cannot be pickled.
    """

    method: str
    url: str
    headers: Headers = field(default_factory=Headers)
    content: bytes | Upload | None = None

    @property
    def repeatable(self) -> bool:
        """Whether the body can be sent (again); some files are not seekable."""
        return self.content is None or getattr(self.content, "repeatable", True)

    def is_bodiless(self, status: int) -> bool:
        """Return whether a response with this status has no body (RFC 9112, 6.3)."""
        return self.method == "HEAD" or status in (204, 304)

    def __repr__(self) -> str:
        return f"<Request {self.method} {safe_url(self.url)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a request contains credentials and cannot be pickled")


@dataclass(kw_only=True, repr=False)
class OpenResponse:
    """The status and headers of a response, and the connection that delivers its body.

    `decoded` is whether the transport has already decompressed the body. `response` and
    `chunks` are objects of the HTTP library; only drivers use them.
    """

    request: Request
    status: int
    headers: Headers
    timing: RequestTiming
    response: Any
    chunks: Any
    decoded: bool = False
    ended: bool = False

    def __repr__(self) -> str:
        return f"<OpenResponse {self.status}>"


@dataclass(frozen=True)
class Received(Generic[T]):
    """A result, and the response from which it was decoded.

    If the result is a member of the response, `envelope` is the whole decoded response.
    """

    value: T
    response: Response
    envelope: Any = field(default=None, kw_only=True)


@dataclass(frozen=True)
class ReceivedPage(Received[T]):
    """A page of a list, its response, and the total that the response declares.

    `total` is None if the response does not declare the number of items.
    """

    total: int | None = None


def safe_url(url: str) -> str:
    """Return the URL without user, query and fragment, which can contain secrets."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
