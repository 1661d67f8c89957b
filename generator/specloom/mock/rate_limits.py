"""Count requests against the declared rate limits."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from specloom_runtime.core.durations import CalendarDuration

from ..document import Operation, Spec
from ..document.durations import each_period
from ..testing.json_values import as_text
from ..vocabulary import keys
from .refusals import Refusal
from .requests import MockRequest

MOST_COUNTERS = 10_000


@dataclass
class RateLimits:
    """The requests of the last periods.

    Attributes:
        spec: the normalized document.
        clock: returns the time in seconds.
    """

    spec: Mapping[str, Any]
    clock: Callable[[], float]
    _counted: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def check(self, request: MockRequest) -> None:
        """Count a request.

        Raises:
            Refusal: the vendor would refuse it, because there were too many.
        """
        described = request.route.operation
        operation = Operation(
            Spec.of(self.spec), described.path, described.method, described.node
        )
        limit = operation.extension(keys.RATE_LIMIT)
        if not limit:
            return
        own = isinstance(described.node.get(keys.RATE_LIMIT), Mapping)
        name = operation.wire if own else "default"
        key = name, self._caller(operation, request, limit)
        duration = CalendarDuration.parse(limit["per"])
        period = duration.days * 86_400 + duration.time.total_seconds()
        now = self.clock()
        if len(self._counted) >= MOST_COUNTERS:
            self._counted.clear()
        times = self._counted.setdefault(key, deque())
        while times and times[0] <= now - period:
            times.popleft()
        if len(times) >= limit["requests"]:
            wait = max(1, math.ceil(times[0] + period - now))
            per = each_period(limit["per"])
            detail = f"more than {limit['requests']} requests per {per}"
            raise Refusal(detail, (429,), {"Retry-After": str(wait)})
        times.append(now)

    def _caller(
        self, operation: Operation, request: MockRequest, limit: Mapping[str, Any]
    ) -> str:
        """Return the credential whose requests are counted; "" if all are."""
        schemes = self.spec.get(keys.AUTH) or {}
        for scheme in schemes.values():
            field = (scheme.get("fields") or {}).get(limit.get("by"))
            if field and "location" in field:
                return as_text(str(request.value(field["location"])))
        return request.raw.headers.get("Authorization", "") if "by" in limit else ""
