"""Explain what happens if a request fails: retries, limits and errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specloom_runtime.calls.error_rules import BY_NAME, error_class
from specloom_runtime.calls.retry import NOT_PROCESSED
from specloom_runtime.core.errors import ApiError
from specloom_runtime.operations.base_operation import SAFE
from specloom_runtime.operations.service import ErrorRule, Idempotency, RateLimit

from ..lower.error_codes import declared_codes
from ..vocabulary import keys
from .described_call import DescribedCall
from .explanation import Fact, Pointer

DEFAULT = "default"
MOST_CODES = 12
"""The number of declared codes that are listed; the others are counted."""


def retry_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield how often and after which failures a request is repeated, and why."""
    policy = call.service.retry
    stated = call.spec.schemes(keys.RETRY).get(DEFAULT) or {}

    def at(member: str) -> Pointer | None:
        return (keys.RETRY, DEFAULT, member) if member in stated else None

    yield call.fact(
        "how often",
        f"at most {policy.maximum} more times",
        at("maximum"),
        policy.maximum,
    )
    yield _safety(call)
    statuses = policy.statuses
    if not _is_repeatable(call):
        statuses = tuple(each for each in statuses if each in NOT_PROCESSED)
    shown = ", ".join(map(str, statuses)) or "none"
    yield call.fact("statuses", shown, at("statuses"), [*statuses])
    yield from _exceptions(call)
    yield call.fact("connection", _connection(call), None)
    delays = (
        f"random, up to {policy.base:g} s, doubled each time up to "
        f"{policy.max_delay:g} s; at least Retry-After, at most "
        f"{policy.max_retry_after:g} s"
    )
    yield call.fact("delay", delays, None)


def _exceptions(call: DescribedCall) -> Iterator[Fact]:
    """Yield the rules for errors that decide instead of the status."""
    scheme = _error_scheme(call)
    for number, rule in enumerate(call.service.errors.get(scheme, ())):
        if rule.retryable is None:
            continue
        status = "any status" if rule.status is None else f"status {rule.status}"
        also = f" with {rule.location}" if rule.location else ""
        is_tried = rule.retryable and _is_repeatable(call)
        text = f"{status}{also} is {'' if is_tried else 'not '}repeated"
        at = (keys.ERRORS, scheme, "rules", number, "retryable")
        yield call.fact("exception", text, at, rule.retryable)


def _error_scheme(call: DescribedCall) -> str:
    """Return the name of the rules for errors; "" if there are none."""
    return "" if call.facts.errors is False else call.facts.errors or DEFAULT


def _is_repeatable(call: DescribedCall) -> bool:
    operation = call.method.operation
    if call.facts.safe is not None:
        return call.facts.safe or _key(call) is not None
    return operation.method in {*SAFE, "PUT", "DELETE"} or _key(call) is not None


def _connection(call: DescribedCall) -> str:
    if _is_repeatable(call):
        return "also after a lost connection or a late response"
    return "only if the request was certainly not sent"


def _safety(call: DescribedCall) -> Fact:
    """Return whether the request may be sent twice, and why."""
    method = call.method.operation.method
    if call.facts.safe is not None:
        value = call.described.node.get(keys.RETRY)
        path = ("safe",) if isinstance(value, dict) else ()
        at: Pointer | None = call.own(keys.RETRY, *path)
        said = (
            "yes: stated to be safe" if call.facts.safe else "no: stated to be unsafe"
        )
        return call.fact("repeatable", said, at, call.facts.safe)
    key = _key(call)
    if method not in SAFE and key is not None:
        text = f"yes: the key in {key.header} lets the vendor recognize it"
        return call.fact("repeatable", text, _key_pointer(call, "header"), True)
    if method in SAFE:
        text = f"yes: {method} only reads"
        return call.fact("repeatable", text, None, True)
    if method in ("PUT", "DELETE"):
        text = f"yes: {method} has the same effect if it is repeated (RFC 9110)"
        return call.fact("repeatable", text, None, True)
    text = f"no: {method} may have an effect twice"
    return call.fact("repeatable", text, None, False)


def _key(call: DescribedCall) -> Idempotency | None:
    rule = call.facts.idempotency
    found = call.service.idempotency if rule is None else rule
    return found if found and call.method.operation.method not in SAFE else None


def _key_pointer(call: DescribedCall, member: str) -> Pointer:
    return call.key_pointer(keys.IDEMPOTENCY, member)


def idempotency_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield the header by which the vendor recognizes a repeated request."""
    rule = _key(call)
    if rule is None:
        return
    text = f"{rule.header}: a random key, the same for all attempts of a call"
    yield call.fact("header", text, _key_pointer(call, "header"), rule.header)
    if rule.lifetime is not None:
        text = f"the vendor remembers it for {rule.lifetime:g} s"
        yield call.fact("lifetime", text, _key_pointer(call, "lifetime"))
    if rule.replayed:
        text = f"{rule.replayed} marks a response that was sent before"
        yield call.fact("replayed", text, _key_pointer(call, "replayed"))


def rate_limit_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield how many requests are sent in a period."""
    own = call.facts.rate_limit
    limit: RateLimit | bool | None = call.service.rate_limit if own is None else own
    if not isinstance(limit, RateLimit):
        at = call.own(keys.RATE_LIMIT) if own is False else None
        yield call.fact("limit", "no request is delayed", at)
        return
    who = f"for each {limit.by}" if limit.by else "for each client"
    text = f"{limit.requests:,} requests in {limit.per:g} s {who}; others wait"
    at = call.key_pointer(keys.RATE_LIMIT, "requests")
    yield call.fact("limit", text, at, {"requests": limit.requests, "per": limit.per})


def error_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield the rules for error classes, the declared statuses and the codes."""
    yield from _rules(call)
    yield from _statuses(call)
    yield from _codes(call)


def _rules(call: DescribedCall) -> Iterator[Fact]:
    if call.facts.errors is False:
        text = "no rules: the status alone decides"
        yield call.fact("rules", text, call.own(keys.ERRORS))
        return
    scheme = _error_scheme(call)
    for number, rule in enumerate(call.service.errors.get(scheme, ())):
        at: Pointer = (keys.ERRORS, scheme, "rules", number)
        name = "any status" if rule.status is None else f"status {rule.status}"
        yield call.fact(name, _rule_text(rule), at)
    kinds = call.service.error_kinds.get(scheme, {})
    for code, kind in kinds.items():
        at = (keys.ERRORS, scheme, "classes", code)
        yield call.fact(f"code {code}", f"raises {BY_NAME[kind].__name__}", at, kind)


def _rule_text(rule: ErrorRule) -> str:
    said = [f"raises {BY_NAME[rule.kind].__name__}" if rule.kind else _usual(rule)]
    if rule.location:
        has = "" if rule.equals is None else f" = {rule.equals!r}"
        said.insert(0, f"with {rule.location}{has}")
    for name in ("message", "code", "hint", "details", "request_id"):
        if value := getattr(rule, name):
            places = value if isinstance(value, str) else " or ".join(value)
            said.append(f"{name.replace('_', ' ')} at {places}")
    if rule.retryable is not None:
        said.append("is repeated" if rule.retryable else "is not repeated")
    return ", ".join(said)


def _usual(rule: ErrorRule) -> str:
    """Return the class of errors of a rule that states no class."""
    if isinstance(rule.status, int):
        return f"raises {error_class(rule.status).__name__}"
    return "raises the class of the status"


def _statuses(call: DescribedCall) -> Iterator[Fact]:
    """Yield the error class of each status that the operation declares."""
    responses: dict[str, Any] = call.described.node.get("responses") or {}
    successes = call.described.successes
    for status in sorted(responses):
        if status.upper() in successes or status[:1] in "123":
            continue
        kind = error_class(int(status)) if status.isdigit() else ApiError
        if status.upper() == "5XX":
            kind = BY_NAME["server"]
        at = call.own("responses", status)
        text = f"raises {kind.__name__}"
        if kind is ApiError and not status.isdigit():
            text = "raises ApiError or its class for the status"
        yield call.fact(f"declared {status}", text, at, kind.__name__)


def _codes(call: DescribedCall) -> Iterator[Fact]:
    tags = call.described.node.get("tags", ())
    codes = declared_codes(call.spec, tags)
    if not codes:
        return
    declared = [each["name"] for each in call.spec.document.get("tags", ())]
    marked = [
        number
        for number, name in enumerate(declared)
        if name in tags and keys.ERRORS in call.spec.document["tags"][number]
    ]
    at = ("tags", marked[0], keys.ERRORS, "codes")
    names = [*codes]
    shown = ", ".join(names[:MOST_CODES])
    if len(names) > MOST_CODES:
        shown += f" and {len(names) - MOST_CODES} more"
    yield call.fact("error.code", shown, at, names)
