"""Make one proposal of what several operations should state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..document import Operation
from .described import Described
from .edits import operations_action
from .proposal import Proposal

Updates = Sequence[tuple[Operation, Mapping[str, Any]]]
"""Operations, each with the members to merge into it."""


def of_operations(
    described: Described,
    kind: str,
    title: str,
    reason: str,
    confidence: float,
    updates: Updates,
) -> Proposal:
    """Return a proposal for at least one operation; the first one is its place."""
    location = described.locate(updates[0][0])
    action = operations_action(updates, reason, location, described.checked)
    return Proposal(
        kind=kind,
        title=title,
        reason=reason,
        confidence=confidence,
        location=location,
        operations=tuple(operation.wire for operation, _ in updates),
        actions=(action,),
    )
