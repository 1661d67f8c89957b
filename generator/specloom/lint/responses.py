"""Find out whether rate limits and retries are declared."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Operation, Spec
from ..errors import Finding
from ..vocabulary import keys
from .note_texts import Note


def no_rate_limit(spec: Spec) -> Iterator[Finding]:
    """Yield the document if it declares no rate limit."""
    if keys.RATE_LIMIT not in spec.document and not any(
        keys.RATE_LIMIT in each.node for each in spec.operations()
    ):
        yield (), Note.NO_RATE_LIMIT(key=keys.RATE_LIMIT)


def post_without_retry(spec: Spec) -> Iterator[Finding]:
    """Yield the first POST operation without a retry rule and an idempotency key."""
    every = [each for each in spec.operations() if each.method == "POST"]
    found = [
        each
        for each in every
        if not each.node.keys() & {keys.RETRY, keys.IDEMPOTENCY}
        and not each.extension(keys.IDEMPOTENCY)
    ]
    for first in found[:1]:
        note = Note.POST_WITHOUT_RETRY(
            count=len(found),
            total=len(every),
            operation=first.wire,
            idempotency=keys.IDEMPOTENCY,
            retry=keys.RETRY,
        )
        yield first.pointer, note


def no_429_response(spec: Spec) -> Iterator[Finding]:
    """Yield the first operation that declares no response for status 429."""
    found = without_429(spec)
    for first in found[:1]:
        total = sum(1 for _ in spec.operations())
        note = Note.NO_429_RESPONSE(count=len(found), total=total, operation=first.wire)
        yield first.pointer, note


def without_429(spec: Spec) -> list[Operation]:
    """Return the operations that declare no response for status 429."""
    known = ("429", "4XX", "default")
    return [each for each in spec.operations() if not _declared(each, *known)]


def no_retry_after(spec: Spec) -> Iterator[Finding]:
    """Yield the first 429 and the first 503 response without a `Retry-After` header."""
    for status in ("429", "503"):
        found = without_retry_after(spec, status)
        for first in found[:1]:
            total = sum(bool(_declared(each, status)) for each in spec.operations())
            note = Note.NO_RETRY_AFTER(
                status=status,
                count=len(found),
                total=total,
                operation=first.wire,
            )
            yield (*first.pointer, "responses", status), note


def without_retry_after(spec: Spec, status: str) -> list[Operation]:
    """Return the operations whose response for a status has no `Retry-After` header."""
    return [
        each
        for each in spec.operations()
        if _declared(each, status) and "retry-after" not in _headers(each, status)
    ]


def _declared(operation: Operation, *wanted: str) -> list[str]:
    responses = operation.node.get("responses") or {}
    return [each for each in responses if each.lower() in map(str.lower, wanted)]


def _headers(operation: Operation, status: str) -> set[str]:
    response = operation.node["responses"][status]
    return {name.lower() for name in response.get("headers") or {}}
