"""Takes out of a document what a caller does not want of it.

A subset is cut out of the finished normal form, so that every name in it is the one it
has in the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from ..document import METHODS, each_operation, wire
from ..messages import normalizing as messages
from ..problems import Place, Problem
from ..vocabulary import keys
from ..wishes import Wishes
from .ledger import Ledger


def select(tree: Any, wishes: Wishes, ledger: Ledger, start: Place) -> list[Problem]:
    """Takes what is not wanted out of the tree; gives patterns that match nothing."""
    used: set[str] = set()
    for path, method, operation in list(each_operation(tree)):
        at = wire(path, method)
        names = _names(path, at, operation)
        wanted = _matching(wishes.include, names)
        refused = _matching(wishes.exclude, names)
        used |= wanted | refused
        if refused or (wishes.include and not wanted):
            why = min(refused, default="not included")
            ledger.leave(path, method, operation, "excluded", why)
            leave_out(tree, path, method)
    return [
        Problem(place=start, message=messages.PATTERN_WITHOUT_MATCH(pattern=pattern))
        for pattern in (*wishes.include, *wishes.exclude)
        if pattern not in used
    ]


def leave_out(document: Any, path: str, method: str) -> None:
    """Remove an operation from a document."""
    item = document["paths"][path]
    del (item if method in METHODS else item[keys.METHODS])[method]


def _names(path: str, at: str, operation: Any) -> Mapping[str, list[str]]:
    """What an operation is called, by the kind of pattern."""
    called = [at, str(operation.get("operationId")), str(operation.get(keys.NAME))]
    tags = [str(tag) for tag in operation.get("tags") or ()]
    return {"tag": tags, "path": [path], "operation": called}


def _matching(patterns: tuple[str, ...], names: Mapping[str, list[str]]) -> set[str]:
    found = set()
    for pattern in patterns:
        kind, _, wanted = pattern.partition(":")
        if any(fnmatchcase(name, wanted) for name in names[kind]):
            found.add(pattern)
    return found


ASKED = ("declared", "excluded", "unreferenced", "flattened")
"""Reasons that are no defect: somebody asked for it, or nothing is lost."""


def losses(ledger: Ledger, start: Place) -> list[Problem]:
    """Every defect in the ledger as a problem."""
    found = []
    for entry in ledger.entries:
        if entry.state != "generated" and entry.reason not in ASKED:
            detail = f": {entry.detail}" if entry.detail else ""
            message = messages.LOSS(
                kind=entry.kind,
                where=entry.where,
                state=entry.state,
                reason=entry.reason,
                detail=detail,
            )
            found.append(Problem(place=start, message=message))
    return found
