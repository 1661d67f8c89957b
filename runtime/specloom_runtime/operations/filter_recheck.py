"""Evaluate at the client what a vendor's filter cannot decide, or refuse it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..core.errors import FilterError
from ..filters.conditions import Condition
from ..filters.day_precision import Recheck
from ..filters.grammar import Filter
from ..http.request_draft import RequestDraft
from .base_operation import OperationBase
from .operation import PagedOperation


def add_recheck(
    operation: OperationBase,
    filter_: Filter,
    draft: RequestDraft,
    arguments: Iterable[Any],
) -> None:
    """Add the part of the filter that the client has to evaluate to the draft.

    `arguments` are those among which the condition is. Raises FilterError if the
    operation returns no items, or if its items will lack a field of the condition.
    """
    conditions = [
        value
        for group in arguments
        if isinstance(group, Mapping)
        for value in group.values()
        if isinstance(value, Condition)
    ]
    recheck = filter_.recheck(conditions[0]) if conditions else None
    if recheck is None:
        return
    if not isinstance(operation, PagedOperation):
        raise FilterError(
            "filter: the vendor compares only days, so a time cannot be used here; "
            "count the items of a list instead"
        )
    _check_returned(filter_, draft, recheck)
    draft.recheck = recheck


def _check_returned(filter_: Filter, draft: RequestDraft, recheck: Recheck) -> None:
    """Raise FilterError if the arguments leave out a field of the condition."""
    for subject in recheck.fields:
        for location, wanted in ((filter_.returned, True), (filter_.omitted, False)):
            names = draft.get(location) if location else None
            if names and (subject.wire in names) is not wanted:
                verb = "must contain" if wanted else "must not contain"
                raise FilterError(
                    f"{draft.argument(str(location))} {verb} {subject.wire!r}: the "
                    "vendor compares only days, so the client compares the times"
                )
