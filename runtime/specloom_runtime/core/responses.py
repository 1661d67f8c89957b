"""Header fields and complete responses, and the error if one cannot be decoded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .base_error import SpecloomError
from .body_text import body_text, json_value, replacing_text
from .shown_text import shown, snippet

REQUEST_IDS = (
    "x-request-id",
    "request-id",
    "x-requestid",
    "x-correlation-id",
    "x-amzn-requestid",
    "traceparent",
)
"""The headers that can contain the id of a request, the best first.

They are used if the description declares none.
"""


class Headers(Mapping[str, str]):
    """Header fields in order; the letter case of names is ignored."""

    __slots__ = ("_by_name", "_pairs")

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = tuple(pairs)
        self._by_name: dict[str, list[str]] = {}
        for name, value in self._pairs:
            self._by_name.setdefault(name.lower(), []).append(value)

    def __getitem__(self, name: str) -> str:
        """Return the value of a field; several values are joined by commas."""
        return ", ".join(self._by_name[name.lower()])

    def all(self, name: str) -> list[str]:
        """Return all values of the fields with a name, in order."""
        return list(self._by_name.get(name.lower(), ()))

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return all fields in the order in which they were received."""
        return self._pairs

    def without(self, *names: str) -> Headers:
        """Return a copy of these headers without the named fields."""
        gone = {name.lower() for name in names}
        return Headers(pair for pair in self._pairs if pair[0].lower() not in gone)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._by_name

    def __repr__(self) -> str:
        return f"Headers({', '.join(self)})"


@dataclass(frozen=True, kw_only=True, repr=False)
class Response:
    """A complete response, with its decompressed body."""

    status: int
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def request_id(self) -> str | None:
        """The vendor's id of this request, from one of the usual headers, or None."""
        return next((self.headers[n] for n in REQUEST_IDS if n in self.headers), None)

    @property
    def media(self) -> str:
        """The media type in lower case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx, which means success."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text, decoded by its charset.

        If the charset is missing or not supported, or if the body is not valid in it,
        the body is decoded as UTF-8, and each invalid byte becomes U+FFFD.
        """
        try:
            return body_text(self.body, self.headers.get("content-type", ""))
        except ValueError:
            return replacing_text(self.body)

    def json(self) -> Any:
        """Return the body as a JSON value, such as a dict, a list or a string.

        Raises DecodeError if the body is not JSON, or if its meaning is ambiguous: an
        object with repeated names, NaN, or a number that is too large. The error does
        not contain the body.
        """
        try:
            content_type = self.headers.get("content-type", "")
            return json_value(body_text(self.body, content_type))
        except ValueError as error:
            problem = str(error)
        raise DecodeError(f"the body ({self.status}) is not JSON: {problem}")

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.body)} bytes>"


class DecodeError(SpecloomError):
    """The response does not match the description.

    `response` is the complete response, `operation` the method and path of the request.
    """

    def __init__(
        self, message: str, *, response: Response | None = None, operation: str = ""
    ) -> None:
        super().__init__(message)
        self.response = response
        self.operation = operation
        self.request_id = response.request_id if response else None

    @property
    def status(self) -> int | None:
        """The HTTP status; None if there was no response."""
        return self.response.status if self.response else None

    def __str__(self) -> str:
        text = super().__str__()
        if self.operation:
            text = f"{self.operation}: {text}"
        if self.response is not None:
            text += f" (status {self.status}"
            if self.request_id:
                text += f", request id {shown(self.request_id)}"
            text += f") {snippet(self.response.text)}"
        return text.rstrip()
