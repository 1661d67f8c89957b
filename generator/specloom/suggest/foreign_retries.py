"""Read retries and idempotency from the extensions of other tools.

Speakeasy (speakeasy.com/docs/customize-sdks/retries): `x-speakeasy-retries` at the root
or on an operation, with `strategy: backoff`, `statusCodes` (`5XX` or `429`) and
`backoff`.

Fern (buildwithfern.com, extensions, idempotency): `x-fern-idempotency-headers` at the
root is a list of objects with `header`; `x-fern-idempotent: true` marks the operations
that accept it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ..vocabulary import keys
from .described import Described
from .edits import operations_action, root_action
from .proposal import Proposal
from .titles import several

SURE: Final = 0.96
_WHOLE: Final = {"4XX": (408, 429), "5XX": (500, 502, 503, 504)}
"""The statuses of a range after which a retry can succeed."""
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def proposals(described: Described) -> Iterator[Proposal]:
    """Yield proposals of retries and idempotency keys."""
    yield from _retries(described)
    yield from _idempotency(described)


def _retries(described: Described) -> Iterator[Proposal]:
    key = "x-speakeasy-retries"
    value = described.tree.get(key)
    if keys.RETRY in described.spec.document or not isinstance(value, dict):
        return
    statuses = sorted({*_statuses(value.get("statusCodes"))})
    if not statuses:
        return
    location = described.place(described.tree, key)
    reason = f"The description says so for another tool, in {key}."
    update = {keys.RETRY: {"default": {"statuses": statuses}}}
    yield Proposal(
        kind="retry",
        title=f"retries after {', '.join(map(str, statuses))}",
        reason=reason,
        confidence=SURE,
        location=location,
        actions=(root_action(update, reason, location, described.checked),),
    )


def _statuses(value: object) -> Iterator[int]:
    for each in value if isinstance(value, list) else ():
        text = str(each).upper()
        if text in _WHOLE:
            yield from _WHOLE[text]
        elif re.fullmatch("[45][0-9]{2}", text):
            yield int(text)


def _idempotency(described: Described) -> Iterator[Proposal]:
    """Yield the header of idempotency keys, on the operations that accept it."""
    key, mark = "x-fern-idempotency-headers", "x-fern-idempotent"
    header = _header(described.tree.get(key))
    operations = [
        each
        for each in described.unstated(keys.IDEMPOTENCY)
        if described.own(each).get(mark) is True
    ]
    if keys.IDEMPOTENCY in described.spec.document or not header or not operations:
        return
    location = described.place(described.tree, key)
    reason = f"The description says so for another tool, in {key} and {mark}."
    update = {keys.IDEMPOTENCY: {"header": header}}
    action = operations_action(
        [(each, update) for each in operations], reason, location, described.checked
    )
    yield Proposal(
        kind="idempotency",
        title=f"idempotency keys in {header} of {several(operations)}",
        reason=reason,
        confidence=SURE,
        location=location,
        operations=tuple(each.wire for each in operations),
        actions=(action,),
    )


def _header(value: Any) -> str | None:
    for each in value if isinstance(value, list) else ():
        name = each.get("header") if isinstance(each, dict) else each
        if isinstance(name, str) and _HEADER.fullmatch(name):
            return name
    return None
