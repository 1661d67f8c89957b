"""Explain what a call returns."""

from __future__ import annotations

from collections.abc import Iterator

from ..ir import CallOperation, PagedOperation, StreamOperation
from ..printing.signatures import type_text
from ..vocabulary import keys
from .described_call import DescribedCall
from .explanation import Fact


def result_facts(call: DescribedCall) -> Iterator[Fact]:
    """Yield the type of the result, and how it is read from a response."""
    operation = call.method.operation
    by_status = {each.upper(): each for each in call.described.node["responses"]}
    successes = call.described.successes
    returned = type_text(operation.returns)
    first = next(iter(successes), None)
    at = call.own("responses", by_status[first]) if first else None
    yield call.fact("returns", returned, at, returned)
    if isinstance(operation, CallOperation) and operation.envelope is not None:
        text = f"the member {operation.member} of {type_text(operation.envelope)}"
        yield call.fact("envelope", text, call.own(keys.RESULT), operation.member)
    if isinstance(operation, PagedOperation):
        yield call.fact("page", type_text(operation.page), at)
    if isinstance(operation, StreamOperation):
        yield call.fact("framing", operation.framing, at, operation.framing)
    for status, content in successes.items():
        where = call.own("responses", by_status[status])
        if content is not None:
            where = (*where, "content", content[0])
        text = "no body" if content is None else content[0]
        yield call.fact(f"status {status}", text, where, text)
    if keys.OPTIMISTIC_LOCK in call.described.node and call.facts.conflict:
        text = f"status {call.facts.conflict} means that the version is outdated"
        yield call.fact("conflict", text, call.own(keys.OPTIMISTIC_LOCK))
