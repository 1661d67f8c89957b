"""Errors on purpose: those that a request asks for, and one of several requests."""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug.wrappers import Request

from .options import MockOptions

STATUS = "X-Mock-Status"
"""The header with the status that a request asks for."""


@dataclass
class Faults:
    """The errors that a mock makes on purpose.

    Attributes:
        options: the status of errors, and of how many requests one fails.
        count: the number of requests.
    """

    options: MockOptions
    count: int = 0

    def status(self, request: Request) -> int | None:
        """Return the status of the error for a request; None if there is none."""
        self.count += 1
        if (wanted := requested_status(request)) is not None:
            return wanted
        fails = self.count % self.options.fail_every == 0
        return self.options.fail if fails else None


def requested_status(request: Request) -> int | None:
    """Return the status that a request asks for; None if it asks for none.

    The headers are `X-Mock-Status: 503` and `Prefer: code=503` (RFC 7240).
    """
    texts = [request.headers.get(STATUS, "")]
    for header in request.headers.getlist("Prefer"):
        for part in re.split("[,;]", header):
            name, _, value = part.partition("=")
            if name.strip().lower() in ("code", "status"):
                texts.append(value.strip().strip('"'))
    for text in texts:
        if re.fullmatch("[2-5][0-9][0-9]", text.strip()):
            return int(text)
    return None
