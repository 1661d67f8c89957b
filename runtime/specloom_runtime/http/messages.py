"""What goes out and what comes back, as values.

Everything that decides works on these; only the drivers know an HTTP library.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar
from urllib.parse import urlsplit

from ..core.responses import Headers, Response

if TYPE_CHECKING:
    from .upload import Upload


T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, repr=False)
class Request:
    """One request as it is sent, credentials and all.

    So it shows neither headers, query nor body, and is not pickled.
    """

    method: str
    url: str
    headers: Headers = field(default_factory=Headers)
    content: bytes | Upload | None = None

    @property
    def repeatable(self) -> bool:
        """Whether its body can be sent (again): a file may be unable to go back."""
        return self.content is None or getattr(self.content, "repeatable", True)

    def __repr__(self) -> str:
        return f"<Request {self.method} {safe_url(self.url)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a request holds credentials and is not pickled")


@dataclass(frozen=True)
class Received(Generic[T]):
    """A result beside the answer it was decoded from."""

    value: T
    response: Response


def safe_url(url: str) -> str:
    """The URL without user, query and fragment: what may be shown."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
