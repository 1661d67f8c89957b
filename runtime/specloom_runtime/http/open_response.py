"""A response whose body is still to be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..core.responses import Headers
from .messages import Request
from .timing import RequestTiming


@dataclass(kw_only=True, repr=False)
class OpenResponse:
    """The head of a response, and the connection that its body is read from.

    `decoded` is a body that the transport has already decompressed. Only drivers
    touch `answer` and `pieces`.
    """

    request: Request
    status: int
    headers: Headers
    timing: RequestTiming
    answer: Any
    pieces: Any
    decoded: bool = False
    ended: bool = field(default=False)

    def __repr__(self) -> str:
        return f"<OpenResponse {self.status}>"
