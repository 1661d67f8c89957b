"""Compare the responses of an operation, and their headers."""

from __future__ import annotations

from .bodies import compare_contents
from .deprecation import compare_deprecation
from .pairs import Aspect, Pair
from .reading import Operation, headers_of, schema_of
from .schemas import compare_schemas
from .sides import Spot
from .words import compare_words


def compare_responses(pair: Pair, old: Operation, new: Operation) -> None:
    """Compare the responses of an operation by their status.

    Args:
        pair: the pair that notes the differences; its aspect is that of responses.
        old, new: the operation.
    """
    before, after = old.responses, new.responses
    for status in sorted(before.keys() - after.keys()):
        rule = f"{_noun(pair, status)}-status-removed"
        pair.removed(rule, before[status].spot)
    for status in sorted(after.keys() - before.keys()):
        pair.added(f"{_noun(pair, status)}-status-added", after[status].spot)
    for status in sorted(before.keys() & after.keys()):
        first, second = before[status], after[status]
        pair.compare(_compare, first.spot, second.spot, pair.aspect)
        compare_contents(pair, first.body, second.body)


def _noun(pair: Pair, status: str) -> str:
    if pair.aspect.direction == "request":
        return "request-reply"
    is_success = status[:1] in ("1", "2", "3")
    return "response-success" if is_success else "response-error"


def _compare(pair: Pair) -> None:
    compare_words(pair)
    old, new = headers_of(pair.old), headers_of(pair.new)
    way = pair.aspect.direction
    for name in sorted(old.keys() - new.keys()):
        state = "required" if _is_required(old[name]) else "optional"
        pair.removed(f"{way}-{state}-header-removed", old[name])
    for name in sorted(new.keys() - old.keys()):
        pair.added(f"{way}-header-added", new[name])
    for name in sorted(old.keys() & new.keys()):
        aspect = Aspect(way, "header")
        pair.compare(_compare_header, old[name], new[name], aspect)


def _is_required(header: Spot) -> bool:
    return header.get("required") is True


def _compare_header(pair: Pair) -> None:
    way = pair.aspect.direction
    before, after = _is_required(pair.old), _is_required(pair.new)
    if before != after:
        state = "required" if after else "optional"
        rule = f"{way}-header-became-{state}"
        pair.report_rule(rule, "required")
    compare_deprecation(pair)
    compare_words(pair)
    schemas = schema_of(pair.old), schema_of(pair.new)
    if schemas[0] is not None and schemas[1] is not None:
        pair.compare(compare_schemas, schemas[0], schemas[1], pair.aspect)
