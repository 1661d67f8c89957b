"""Assign what changes for Python code to the entries of a report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..changes import Change
from ..comparison.wording import signatures

if TYPE_CHECKING:
    from ..callers import CallSite
    from ..surface import SurfaceChange


class SurfaceLinks:
    """Find the entry that a change of the Python surface belongs to.

    A comparison joins the signatures of both levels in one change. Equal signatures of
    other names differ in their operations or in their names.

    Args:
        changes: the changes of a comparison.
    """

    def __init__(self, changes: Iterable[Change]) -> None:
        self._by_before: dict[str, list[Change]] = defaultdict(list)
        self._by_after: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            for text in dict.fromkeys(change.before):
                self._by_before[text].append(change)
            for text in dict.fromkeys(change.after):
                self._by_after[text].append(change)

    def find(self, change: SurfaceChange) -> Sequence[Change]:
        """Return the changes that may be the one; empty if none is."""
        before, after = signatures(change)
        table = self._by_before if before else self._by_after
        found = table.get(before or after, [])
        for narrower in (_of_operations, _of_name):
            found = [*narrower(found, change)] or found
        return found


def _of_operations(found: Iterable[Change], change: SurfaceChange) -> Iterator[Change]:
    wanted = set(change.operations)
    return (each for each in found if wanted & set(each.operations))


def _of_name(found: Iterable[Change], change: SurfaceChange) -> Iterator[Change]:
    names = {_plain(name) for name in re.findall(r"\w+", change.qualname)}
    return (
        each
        for each in found
        if _plain(re.split("[/:]", each.place.pointer)[-1]) in names
        or str(each.values.get("name", "")).endswith(f".{change.qualname}")
    )


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def sites_by_fingerprint(
    changes: Sequence[Change], sites: Iterable[CallSite]
) -> dict[str, list[CallSite]]:
    """Return the call sites of each change, by its fingerprint.

    Args:
        changes: the changes of a comparison.
        sites: the call sites.
    """
    links = SurfaceLinks(changes)
    found: dict[str, list[CallSite]] = defaultdict(list)
    for site in sites:
        for change in links.find(site.change)[:1]:
            found[change.fingerprint].append(site)
    return dict(found)


def mended_fingerprints(
    changes: Sequence[Change], surface: Iterable[SurfaceChange]
) -> set[str]:
    """Return the changes that are renames, of which callers can be mended.

    Args:
        changes: the changes of a comparison.
        surface: what changes for Python code.
    """
    links = SurfaceLinks(changes)
    return {
        change.fingerprint
        for each in surface
        if each.renamed_to is not None and each.effect == "breaking"
        for change in links.find(each)
    }
