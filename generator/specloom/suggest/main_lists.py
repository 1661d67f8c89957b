"""Propose which list of a resource is its main one, and is named `list`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..document import LIST, Operation, Spec, unnamed_main_lists
from ..vocabulary import keys
from .described import Described
from .operation_proposals import of_operations
from .proposal import Proposal
from .titles import several
from .words import folded, words

SURE: Final = 0.9


def proposals(described: Described) -> Iterator[Proposal]:
    """Yield a proposal for resources with several lists of which none is `list`.

    A resource with one list needs none: it is named `list` anyway.
    """
    updates: list[tuple[Operation, Mapping[str, Any]]] = []
    for resource, lists in unnamed_main_lists(_with_pages(described)).items():
        main = _main(resource, lists) if len(lists) > 1 else None
        own = described.own(main) if main else {}
        if main is None or not own or keys.NAME in own or keys.ALIAS in own:
            continue
        names = {keys.NAME: f"{resource}.{LIST}", keys.ALIAS: main.action}
        updates.append((main, names))
    if updates:
        yield of_operations(
            described,
            "name",
            f"the main list of a resource in {several([o for o, _ in updates])}",
            "The paths of the other lists of the resource begin with its path.",
            SURE,
            updates,
        )


def _with_pages(described: Described) -> Spec:
    """Return the document with a mark on the operations that are paged by proposals."""
    paths: dict[str, Any] = {**described.spec.document.get("paths", {})}
    for operation in described.operations:
        if operation.wire in described.paged:
            method = operation.method.lower()
            item = {**paths[operation.path]}
            item[method] = {**operation.node, keys.PAGINATION: {"style": "page"}}
            paths[operation.path] = item
    return Spec.of({**described.spec.document, "paths": paths})


def _main(resource: str, lists: list[Operation]) -> Operation | None:
    """Return the list whose path is the beginning of all others, if there is one."""
    first = min(lists, key=lambda each: len(each.path))
    start = first.path.rstrip("/")
    if first.method != "GET" or "{" in start:
        return None
    others = [each.path for each in lists if each is not first]
    if not all(path.startswith(f"{start}/") for path in others):
        return None
    wanted = {folded(resource), "".join(words(resource))}
    return first if folded(start.rpartition("/")[2]) in wanted else None
