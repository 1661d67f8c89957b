"""An answer whose body is still on its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..core.responses import Headers
from .messages import Request
from .timing import RequestTiming


@dataclass(kw_only=True, repr=False)
class OpenResponse:
    """The head of an answer, and the connection its body comes on.

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
        return f"<Incoming {self.status}>"
