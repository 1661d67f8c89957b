"""Errors, retries and limits of a service as runtime constructors."""

from __future__ import annotations

from typing import Any

from ..document import Node, Spec, wire_location
from ..ir import Code
from ..literals import braces, call, literal, parens
from ..python_types import RUNTIME
from ..vocabulary import keys
from .durations import seconds
from .imports import ImportCollector

RULE_LOCATIONS = ("message", "code", "details", "request-id")


def errors(spec: Spec, names: ImportCollector) -> Code:
    """The error schemes by name."""
    pairs = []
    for scheme, said in spec.schemes(keys.ERRORS).items():
        rules = [_rule(rule, names) for rule in said.get("rules", ())]
        pairs.append((literal(scheme), parens(rules)))
    return braces(pairs)


def _rule(rule: Node, names: ImportCollector) -> Code:
    when = rule.get("when", {})
    words: dict[str, Code | None] = {}
    if "status" in when:
        words["status"] = literal(when["status"])
    if "location" in when:
        words["at"] = literal(wire_location(when["location"]))
        words["equals"] = literal(when.get("equals"))
    if "class" in rule:
        words["kind"] = literal(rule["class"])
    for key in RULE_LOCATIONS:
        if key in rule:
            words[key.replace("-", "_")] = literal(wire_location(rule[key]))
    if "retryable" in rule:
        words["retryable"] = literal(rule["retryable"])
    return call(names.use(RUNTIME, "ErrorRule"), **words)


def _default(spec: Spec, key: str) -> Any:
    return spec.schemes(key).get("default")


def retry(spec: Spec, names: ImportCollector) -> Code | None:
    """The service's retry policy."""
    said = _default(spec, keys.RETRY)
    if not said:
        return None
    return call(
        names.use(RUNTIME, "Retry"),
        statuses=literal(said["statuses"]) if "statuses" in said else None,
        maximum=literal(said["maximum"]) if "maximum" in said else None,
    )


def rate_limit(spec: Spec, names: ImportCollector) -> Code | None:
    """The service's declared quota."""
    said = _default(spec, keys.RATE_LIMIT)
    if not said:
        return None
    return call(
        names.use(RUNTIME, "RateLimit"),
        literal(said["requests"]),
        literal(seconds(said["per"])),
        by=literal(said["by"]) if "by" in said else None,
    )


def idempotency(spec: Spec, names: ImportCollector) -> Code | None:
    """The service's idempotency header."""
    said = _default(spec, keys.IDEMPOTENCY)
    if not said:
        return None
    replayed = said.get("replayed")
    return call(
        names.use(RUNTIME, "Idempotency"),
        literal(said["header"]),
        lifetime=literal(seconds(said["lifetime"])) if "lifetime" in said else None,
        replayed=literal(wire_location(replayed)) if replayed else None,
    )


def nulls(spec: Spec) -> Code | None:
    """What becomes of a null on write, where the vendor refuses it."""
    said = (_default(spec, keys.NULL_HANDLING) or {}).get("write-null")
    return literal(said) if said else None
