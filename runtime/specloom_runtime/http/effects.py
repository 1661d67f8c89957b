"""What a flow asks its driver to do. A flow decides, a driver does."""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import IO, Any, TypeAlias, TypeVar

from ..core.errors import SpecloomError
from .messages import Request
from .open_response import OpenResponse

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Send:
    """Send the request and give its whole Response, or the error it ended with.

    `timeout` is the longest silence in seconds, `pool_timeout` the longest wait for a
    connection, `remaining` what is left of the call's total time, `limit` the most
    bytes of body. With `stream` it gives an OpenResponse, whose body is still unread.
    """

    request: Request
    timeout: float | None
    pool_timeout: float | None
    remaining: float | None
    limit: int
    stream: bool = False


@dataclass(frozen=True)
class Next:
    """Read on: the next piece of an answer as it came, None at its end; or an error."""

    incoming: OpenResponse


@dataclass(frozen=True)
class Write:
    """Write the data to a file that is open for writing."""

    file: IO[bytes]
    data: bytes


@dataclass(frozen=True)
class Sleep:
    """Wait so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Wait:
    """Wait until another call has finished and give its result.

    Gives None after `remaining` seconds. The future is never cancelled by a waiter.
    """

    future: Future[Any]
    remaining: float | None


Effect: TypeAlias = Send | Next | Write | Sleep | Wait
Flow: TypeAlias = Generator[Effect, Any, T]


def result_of(given: T | SpecloomError) -> T:
    """What an effect gave. Raises the error where it gave one."""
    if isinstance(given, SpecloomError):
        raise given
    return given
