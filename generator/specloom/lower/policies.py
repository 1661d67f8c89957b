"""Errors, retries and limits of a service."""

from __future__ import annotations

import re
from typing import Any

from specloom_runtime.operations.service import ErrorRule, Idempotency, RateLimit, Retry

from ..document import Node, Spec, wire_location
from ..vocabulary import keys

RULE_LOCATIONS = ("message", "code", "details", "request-id")
_PARTS = re.compile(
    r"P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


def errors(spec: Spec) -> dict[str, tuple[ErrorRule, ...]]:
    """Return the rules of each error scheme."""
    return {
        scheme: tuple(map(_rule, said.get("rules", ())))
        for scheme, said in spec.schemes(keys.ERRORS).items()
    }


def _rule(rule: Node) -> ErrorRule:
    when = rule.get("when", {})
    locations = {
        key.replace("-", "_"): wire_location(rule[key])
        for key in RULE_LOCATIONS
        if key in rule
    }
    return ErrorRule(
        status=when.get("status"),
        location=wire_location(when["location"]) if "location" in when else None,
        equals=when.get("equals"),
        kind=rule.get("class"),
        retryable=rule.get("retryable"),
        **locations,
    )


def _default(spec: Spec, key: str) -> Any:
    return spec.schemes(key).get("default")


def retry(spec: Spec) -> Retry | None:
    """Return the service's retry policy."""
    said = _default(spec, keys.RETRY) or {}
    words = {key: said[key] for key in ("statuses", "maximum") if key in said}
    if "statuses" in words:
        words["statuses"] = tuple(words["statuses"])
    return Retry(**words) if words else None


def rate_limit(spec: Spec) -> RateLimit | None:
    """Return the service's declared quota."""
    said = _default(spec, keys.RATE_LIMIT)
    if not said:
        return None
    return RateLimit(said["requests"], seconds(said["per"]), by=said.get("by"))


def idempotency(spec: Spec) -> Idempotency | None:
    """Return the service's idempotency header."""
    said = _default(spec, keys.IDEMPOTENCY)
    if not said:
        return None
    replayed = said.get("replayed")
    return Idempotency(
        said["header"],
        lifetime=seconds(said["lifetime"]) if "lifetime" in said else None,
        replayed=wire_location(replayed) if replayed else None,
    )


def nulls(spec: Spec) -> Any:
    """Return what becomes of a null on write, where the vendor refuses it."""
    return (_default(spec, keys.NULL_HANDLING) or {}).get("write-null")


def seconds(duration: str) -> float:
    """Return the length of an ISO 8601 duration of days and less, such as `PT30S`.

    Raises:
        ValueError: for months, years or anything else without a fixed length.
    """
    found = _PARTS.fullmatch(duration)
    if found is None:
        raise ValueError(f"{duration!r} has no fixed length (expected PT30S or P1D)")
    given = {unit: int(n) for unit, n in found.groupdict().items() if n}
    return float(sum(_SECONDS[unit] * n for unit, n in given.items()))
