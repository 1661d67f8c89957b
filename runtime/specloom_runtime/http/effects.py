"""Effects: values that the generator of a call yields for its driver to perform."""

from __future__ import annotations

import io
from collections.abc import Generator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import IO, Any, TypeAlias, TypeVar

from ..core.errors import RequestError, SpecloomError
from .messages import OpenResponse, Request

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Send:
    """Send the request; the outcome is the complete Response, or an error.

    `timeout` is the longest time without data, and `pool_timeout` the longest wait for
    a connection, both in seconds. `remaining` is the remaining time of the call, and
    `limit` is the maximum size of the body in bytes. With `stream`, the outcome is an
    OpenResponse, whose body was not read. `is_known_url` is whether the URL is the same
    in each call of its operation, so that it can be parsed once.
    """

    request: Request
    timeout: float | None
    pool_timeout: float | None
    remaining: float | None
    limit: int
    stream: bool = False
    is_known_url: bool = False


@dataclass(frozen=True)
class Next:
    """Read the next chunk of an open response.

    The outcome is the chunk, None at the end of the body, or an error.
    """

    incoming: OpenResponse


@dataclass(frozen=True)
class Write:
    """Write the data to a file that is open for writing."""

    file: IO[bytes]
    data: bytes

    def perform(self) -> None:
        """Write all data; a file without a buffer can accept only a part at a time.

        Raises RequestError if it accepts nothing.
        """
        rest = self.data
        while True:
            count = self.file.write(rest)
            if isinstance(self.file, io.RawIOBase) and not count:
                raise RequestError("to: the file does not accept more data")
            if not isinstance(count, int) or not 0 < count < len(rest):
                return
            rest = rest[count:]


@dataclass(frozen=True)
class Truncate:
    """Truncate a file at a position, and continue writing there."""

    file: IO[bytes]
    position: int

    def perform(self) -> None:
        """Change the file."""
        self.file.seek(self.position)
        self.file.truncate()


@dataclass(frozen=True)
class Sleep:
    """Wait for a number of seconds."""

    seconds: float


@dataclass(frozen=True)
class Wait:
    """Wait for the result of another call.

    After `remaining` seconds, the outcome is None. A waiting call never cancels the
    future.
    """

    future: Future[Any]
    remaining: float | None


Effect: TypeAlias = Send | Next | Write | Truncate | Sleep | Wait
Flow: TypeAlias = Generator[Effect, Any, T]


def result_of(given: T | SpecloomError) -> T:
    """Return the outcome of an effect; raise it if it is an error."""
    if isinstance(given, SpecloomError):
        raise given
    return given
