"""Check that the locations of optimistic locks exist: the version and the key."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Spec
from ..errors import Finding
from ..vocabulary import keys
from .findings import LookUp, facts, failures, look_up


def check_optimistic_locks(spec: Spec) -> Iterator[Finding]:
    """Yield a problem for each lock location that the request or response lacks."""
    looked_up: list[LookUp] = []
    for operation in spec.operations():
        for fact in facts(operation, keys.OPTIMISTIC_LOCK):
            for member in ("version", "key"):
                looked_up += look_up(operation, keys.OPTIMISTIC_LOCK, fact, (member,))
    yield from failures(looked_up)
