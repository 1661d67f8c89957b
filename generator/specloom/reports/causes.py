"""Separate what the vendor changed from what the project or Specloom changed.

Each side's description is built with the other side's overlay and names: a change that
is found with only one of them replaced is caused by that one alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..comparison import Comparison
from ..errors import SpecError
from .report_data import Cause

if TYPE_CHECKING:
    from ..builds.full_builds import FullBuild

Compare = Callable[["FullBuild", "FullBuild"], Comparison]
Mix = Callable[["FullBuild", "FullBuild"], "FullBuild"]


def causes(
    old: FullBuild, new: FullBuild, found: Comparison, compare: Compare, mix: Mix
) -> Mapping[str, Cause]:
    """Return the cause of each change, by fingerprint.

    Only what differs is built: if the overlay and the names are the same, the vendor
    caused everything, and no further build is made.

    Args:
        old: the build of the old side.
        new: the build of the new side.
        found: the comparison of the two.
        compare: compares two builds.
        mix: builds the first side's description with the second side's fixes; it
            raises SpecError if they do not fit together.
    """
    fingerprints = {each.fingerprint for each in found.changes}
    if old.vendor is None or new.vendor is None:
        # Of a wheel only the result is known.
        return dict.fromkeys(fingerprints, "vendor")
    is_described, is_fixed = _has_other_description(old, new), _has_other_fixes(
        old, new
    )
    if not is_fixed or not fingerprints:
        return dict.fromkeys(fingerprints, "vendor")
    if not is_described:
        return dict.fromkeys(fingerprints, "overlay")
    of_vendor = _alone(old, new, old, compare, mix) & fingerprints
    made: dict[str, Cause] = dict.fromkeys(of_vendor, "vendor")
    if left := fingerprints - of_vendor:
        of_overlay = _alone(old, old, new, compare, mix) & left
        made |= dict.fromkeys(of_overlay, "overlay")
        made |= dict.fromkeys(left - of_overlay, "together")
    return made


def _alone(
    old: FullBuild, source: FullBuild, fixes: FullBuild, compare: Compare, mix: Mix
) -> set[str]:
    """Return the changes with one side's description and the other side's fixes.

    If these do not fit together, nothing is caused by one of them alone.
    """
    try:
        mixed = mix(source, fixes)
    except SpecError:
        return set()
    return {each.fingerprint for each in compare(old, mixed).changes}


def _has_other_description(old: FullBuild, new: FullBuild) -> bool:
    one, other = old.documents, new.documents
    is_same = one.description.data == other.description.data
    return not is_same or one.others != other.others


def _has_other_fixes(old: FullBuild, new: FullBuild) -> bool:
    one, other = old.documents, new.documents
    return any(
        (before and before.data) != (after and after.data)
        for before, after in ((one.overlay, other.overlay), (one.names, other.names))
    )
