"""Compare two documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from ..changes import Change, OperationKey
from ..load import Document
from .deprecation import is_unstable
from .descriptions import compare_info, compare_servers
from .operations import Roots, compare_operations
from .pairs import Aspect, Comparison, Draft, collect
from .reading import operations, webhooks
from .security import compare_schemes, compare_security
from .sides import Sameness, Side, canonical

Unstable: TypeAlias = frozenset[OperationKey]
_LEVELS = {"breaking": 0, "warning": 1, "info": 2}
_FIRST = ("server", "base-path", "security", "oauth", "api-version", "openapi-version")
"""The beginnings of the ids of rules that come first, in this order."""
_UNSTABLE = "The operations declare that they may change at any time."


def compare_contract(
    old: Document,
    new: Document,
    today: date | None = None,
    moves: Mapping[OperationKey, OperationKey] | None = None,
) -> list[Change]:
    """Return every difference of meaning between two documents.

    Changes to the API as a whole come first, then breaking changes, warnings and the
    others. The order of elements, and where equal schemas are written, do not matter.

    Args:
        old: the document of the old version.
        new: the document of the new version.
        today: the day that decides whether a sunset has passed; by default, the
            current day in UTC.
        moves: the new key of each operation that is known to have moved. Such an
            operation is compared with its old self instead of being removed and added.
    """
    if old.data == new.data and canonical(old.data) == canonical(new.data):
        return []
    sides = Side(old), Side(new)
    day = datetime.now(UTC).date() if today is None else today
    comparison = Comparison(Sameness(*sides), day)
    before, after = operations(sides[0]), operations(sides[1])
    roots = compare_operations(comparison, before, after, "request", moves)
    hooks = webhooks(sides[0]), webhooks(sides[1])
    roots += compare_operations(comparison, *hooks, "response")
    roots += _compare_api(comparison, *sides)
    comparison.run()
    known = (*before, *hooks[0])
    unstable = frozenset(each.key for each in known if is_unstable(each.spot))
    changes = (_change(each, unstable) for each in collect(roots))
    return sorted(changes, key=_order)


def _compare_api(comparison: Comparison, old: Side, new: Side) -> Roots:
    """Compare what holds for the whole API, and return the pair."""
    aspect = Aspect("request", "body")
    whole = comparison.root(old.spot(), new.spot(), aspect)
    compare_servers(whole)
    compare_schemes(whole)
    compare_info(whole)
    compare_security(whole)
    return [(None, whole)]


def _change(
    found: tuple[Draft, tuple[OperationKey, ...]], unstable: Unstable
) -> Change:
    """Return the change for a draft and the operations that it reaches."""
    draft, operations = found
    level, why = draft.rule.level, draft.rule.why
    if level != "info" and operations and unstable.issuperset(operations):
        level, why = "info", _UNSTABLE
    return Change(
        rule=draft.rule.id,
        level=level,
        direction=draft.direction,
        operations=operations,
        place=draft.place,
        text=draft.text,
        why=why,
        values=draft.values,
        act=draft.act,
    )


def _order(change: Change) -> tuple[Any, ...]:
    first = (n for n, name in enumerate(_FIRST) if change.rule.startswith(name))
    place = change.place
    values = json.dumps(dict(change.values), sort_keys=True)
    return (
        next(first, len(_FIRST)),
        _LEVELS[change.level],
        place.pointer,
        change.rule,
        change.direction,
        values,
    )
