"""Find the facts in an overlay that should be checked again.

An action may say where its fact was read and when (`x-specloom-provenance`). If the
vendor changes the element that the fact is about, the fact may no longer be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from jsonpath_rfc9535 import JSONPathError

from ..changes import Change
from ..load import Document
from ..overlay.actions import overlay_actions
from ..overlay.queries import Query
from ..vocabulary import keys

if TYPE_CHECKING:
    from ..builds.full_builds import FullBuild

LEAST_DEPTH = 2
"""How many keys lead to an element that a fact is about; the root says nothing."""


def touched_provenance(new: FullBuild, changes: Iterable[Change]) -> Iterator[str]:
    """Yield a line for each fact about an element in which something changed.

    Args:
        new: the new side.
        changes: the changes; those of texts alone count, too, because facts are often
            read in them.
    """
    overlay = new.documents.overlay
    if overlay is None:
        return
    changed = _parents(change.place.pointer for change in changes)
    if not changed:
        return
    for number, action in enumerate(overlay_actions(overlay)):
        fact = action.get(keys.PROVENANCE)
        if not isinstance(fact, dict):
            continue
        found = _changed_elements(action["target"], new.documents.description, changed)
        if found:
            at = overlay.location(["actions", number])
            checked = fact.get("checked")
            when = f", checked {checked}" if checked else ""
            more = f" and {len(found) - 1:,} more" if len(found) > 1 else ""
            yield f"{at.file}:{at.line}{when}: changes in {found[0]}{more}"


def _parents(pointers: Iterable[str]) -> set[str]:
    """Return the pointers of the changed elements and of all around them."""
    found: set[str] = set()
    for pointer in pointers:
        while pointer and pointer not in found:
            found.add(pointer)
            pointer = pointer.rpartition("/")[0]
    return found


def _changed_elements(
    target: str, description: Document, changed: set[str]
) -> list[str]:
    """Return the pointers of the selected elements in which something changed."""
    try:
        nodes = Query(target).select(description.data)
    except JSONPathError:
        return []
    pointers = (
        "".join(f"/{_escaped(key)}" for key in node.location)
        for node in nodes
        if len(node.location) >= LEAST_DEPTH
    )
    return [pointer for pointer in pointers if pointer in changed]


def _escaped(key: str | int) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
