"""Propose how lists are paged."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary import keys
from .described import Described
from .foreign_pages import stated_paging
from .page_facts import Paging
from .page_proposals import page_proposals
from .page_styles import detected_paging
from .proposal import Proposal


def proposals(described: Described) -> list[Proposal]:
    """Return proposals for the operations that do not state how they are paged."""
    found = page_proposals(described, _found(described))
    described.paged.update(wire for each in found for wire in each.operations)
    return found


def _found(described: Described) -> Iterator[Paging]:
    for operation in described.unstated(keys.PAGINATION):
        if operation.success is not None:
            stated = stated_paging(described, operation)
            if found := stated or detected_paging(described, operation):
                yield found
