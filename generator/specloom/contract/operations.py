"""Compare the operations of two documents: match them by method and path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..changes import OperationKey
from .bodies import compare_requests
from .deprecation import Departure, compare_deprecation, compare_stability
from .descriptions import compare_own_servers
from .pairs import Aspect, Comparison, Pair, Way
from .parameters import compare_parameters
from .reading import Operation, callbacks
from .responses import compare_responses
from .security import compare_operation_security
from .words import compare_words

_PARAMETER = re.compile(r"\{([^{}]*)\}")
Roots = list[tuple[OperationKey | None, Pair]]


def compare_operations(
    comparison: Comparison,
    old: list[Operation],
    new: list[Operation],
    way: Way,
    moves: Mapping[OperationKey, OperationKey] | None = None,
) -> Roots:
    """Compare operations, and return a pair for each.

    Args:
        comparison: the comparison of the documents.
        old, new: the operations.
        way: the direction of their requests; `response` for webhooks.
        moves: the new key of each operation that is known to have moved.
    """
    before = {each.key: each for each in old}
    after = {each.key: each for each in new}
    moved = {a: b for a, b in (moves or {}).items() if a in before and b in after}
    renamed = {**_renamed_paths(before, after), **moved}
    roots: Roots = []
    for key, operation in before.items():
        other = after.get(renamed.get(key, key))
        if other is None:
            roots.append((key, _removed(comparison, operation, way)))
        else:
            pair = comparison.root(operation.spot, other.spot, Aspect(way, "body"))
            if _shape(key) != _shape(other.key):
                pair.report_rule("operation-moved", before=str(key))
            _compare(pair, operation, other)
            # Callers know the operation by its old path.
            roots.append((key, pair))
    matched = {renamed.get(key, key) for key in before}
    for key, operation in after.items():
        if key not in matched:
            roots.append((key, _added(comparison, operation, way)))
    return roots


def _renamed_paths(
    old: Mapping[OperationKey, Operation], new: Mapping[OperationKey, Operation]
) -> dict[OperationKey, OperationKey]:
    """Return the new keys of operations of which only path parameters were renamed."""
    left: dict[OperationKey, list[OperationKey]] = {}
    for key in new.keys() - old.keys():
        left.setdefault(_shape(key), []).append(key)
    found: dict[OperationKey, OperationKey] = {}
    for key in sorted(old.keys() - new.keys()):
        candidates = left.get(_shape(key), [])
        if len(candidates) == 1:
            found[key] = candidates.pop()
    return found


def _shape(key: OperationKey) -> OperationKey:
    return OperationKey(key.method, _PARAMETER.sub("{}", key.path))


def _removed(comparison: Comparison, old: Operation, way: Way) -> Pair:
    pair = comparison.root(old.spot, old.spot, Aspect(way, "body"))
    departure = Departure.of(old.spot, comparison.today)
    if departure.is_announced:
        pair.removed(
            f"operation-removed{departure.suffix}", old.spot, **departure.values
        )
    else:
        pair.removed("operation-removed", old.spot)
    return pair


def _added(comparison: Comparison, new: Operation, way: Way) -> Pair:
    pair = comparison.root(new.spot, new.spot, Aspect(way, "body"))
    pair.added("operation-added", new.spot)
    return pair


def _compare(pair: Pair, old: Operation, new: Operation) -> None:
    compare_words(pair)
    compare_deprecation(pair)
    compare_stability(pair)
    _compare_names(pair, old, new)
    compare_operation_security(pair)
    compare_own_servers(pair)
    if old.item.node is not new.item.node:
        compare_own_servers(pair.at(old.item, new.item))
    names = dict(_renamed_parameters(old.key.path, new.key.path))
    for before, after in names.items():
        pair.report_rule("path-parameter-renamed", before=before, after=after)
    compare_parameters(pair, old.parameters, new.parameters, names)
    compare_requests(pair, old.body, new.body)
    replies = pair.comparison.root(old.spot, new.spot, pair.aspect.turned())
    compare_responses(replies, old, new)
    pair.parts.append(replies)
    _compare_callbacks(pair, old, new)


def _renamed_parameters(old: str, new: str) -> Iterator[tuple[str, str]]:
    names = zip(_PARAMETER.findall(old), _PARAMETER.findall(new), strict=False)
    return ((before, after) for before, after in names if before != after)


def _compare_names(pair: Pair, old: Operation, new: Operation) -> None:
    before, after = old.spot.get("operationId"), new.spot.get("operationId")
    if before != after:
        values = {"before": before, "after": after}
        pair.report_rule("operation-id-changed", "operationId", **values)
    tags = [_texts(each.spot.get("tags")) for each in (old, new)]
    for tag in sorted(tags[0] - tags[1]):
        pair.report_rule("operation-tag-removed", "tags", value=tag)
    for tag in sorted(tags[1] - tags[0]):
        pair.report_rule("operation-tag-added", "tags", value=tag)


def _texts(value: object) -> set[str]:
    items = value if isinstance(value, list) else []
    return {each for each in items if isinstance(each, str)}


def _compare_callbacks(pair: Pair, old: Operation, new: Operation) -> None:
    """Compare callbacks, in which the vendor sends the request."""
    before, after = callbacks(old), callbacks(new)
    way = pair.aspect.turned().direction
    for name in sorted(before.keys() - after.keys()):
        pair.report_rule("callback-removed", "callbacks", value=name)
    for name in sorted(after.keys() - before.keys()):
        pair.report_rule("callback-added", "callbacks", value=name)
    for name in sorted(before.keys() & after.keys()):
        roots = compare_operations(pair.comparison, before[name], after[name], way)
        pair.parts += [part for _, part in roots]
