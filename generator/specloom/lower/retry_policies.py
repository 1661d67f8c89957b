"""Lower retry policies, rate limits and idempotency keys."""

from __future__ import annotations

import re
from typing import Any, Literal

from specloom_runtime.operations.service import Idempotency, RateLimit, Retry

from ..document import Spec, wire_location
from ..vocabulary import keys
from .security import Security

_PARTS = re.compile(
    r"P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


def default(spec: Spec, key: str) -> Any:
    """Return the value of a key that applies to all operations of the service."""
    return spec.schemes(key).get("default")


def retry(spec: Spec) -> Retry | None:
    """Return the service's retry policy."""
    fact = default(spec, keys.RETRY) or {}
    words = {key: fact[key] for key in ("statuses", "maximum") if key in fact}
    if "statuses" in words:
        words["statuses"] = tuple(words["statuses"])
    return Retry(**words) if words else None


def rate_limit(fact: Any, spec: Spec) -> RateLimit | Literal[False] | None:
    """Return the declared rate limit.

    The result is None if no rate limit is declared, and False if the document declares
    that there is none.
    """
    if not fact:
        return False if fact is False else None
    by = fact.get("by")
    if by is not None:
        by = Security(spec).credential_name(by)
    return RateLimit(fact["requests"], seconds(fact["per"]), by=by)


def idempotency(fact: Any) -> Idempotency | Literal[False] | None:
    """Return the declared idempotency header.

    The result is None if no header is declared, and False if the document declares that
    there is none.
    """
    if not fact:
        return False if fact is False else None
    replayed = fact.get("replayed")
    return Idempotency(
        fact["header"],
        lifetime=seconds(fact["lifetime"]) if "lifetime" in fact else None,
        replayed=wire_location(replayed) if replayed else None,
    )


def seconds(duration: str) -> float:
    """Return the length in seconds of an ISO 8601 duration, such as `PT30S`.

    Raises:
        ValueError: the duration has months, years or another unit that is longer than
            days.
    """
    match = _PARTS.fullmatch(duration)
    if match is None:
        raise ValueError(f"{duration!r} has no fixed length (expected PT30S or P1D)")
    counts = {unit: int(n) for unit, n in match.groupdict().items() if n}
    return float(sum(_SECONDS[unit] * n for unit, n in counts.items()))
