"""Compose the report about two builds of a vendor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..build_result import losses_by_place
from ..builds.full_builds import mixed_build
from ..callers import CallSite
from ..changes import Change
from ..comparison import compare_builds
from ..overlay.pruning import prune
from ..updates.renames import kept_names
from .causes import causes
from .circumstances import Circumstances
from .linked_sites import mended_fingerprints, sites_by_fingerprint
from .ordering import sorted_entries
from .provenance import touched_provenance
from .report_data import Cause, Entry, ProposedRename, Report, UnneededRepair

if TYPE_CHECKING:
    from ..builds.full_builds import FullBuild


_MIGRATE = "specloom migrate PATH --changes report.json"


class Sites(NamedTuple):
    """What is known about callers, by the fingerprint of the change.

    Attributes:
        sites: the call sites.
        mended: the changes that `specloom migrate` mends.
    """

    sites: Mapping[str, Sequence[CallSite]]
    mended: Collection[str]


def composed_report(
    old: FullBuild,
    new: FullBuild,
    given: Circumstances,
    recorded: FullBuild | None = None,
) -> Report:
    """Return the report about two builds of a vendor.

    Args:
        old: the old side, built by today's Specloom.
        new: the new side.
        given: what else is known.
        recorded: the old side as an earlier Specloom generated it; None if that is not
            known or the same. What differs from it is caused by Specloom.

    Raises:
        SpecError: a document cannot be compared.
    """
    found = compare_builds(old, new)
    made = causes(old, new, found, compare_builds, mixed_build)
    changes = {each.fingerprint: each for each in found.changes}
    bump, surface = found.bump, found.surface
    if recorded is not None:
        upgrade = compare_builds(recorded, old)
        added = {
            e.fingerprint: e for e in upgrade.changes if e.fingerprint not in changes
        }
        made = {**made, **dict.fromkeys(added, "generator")}
        changes |= added
        bump = max(bump, upgrade.bump, key=("none", "patch", "minor", "major").index)
        surface = (*surface, *upgrade.surface)
    listed = [*changes.values()]
    sites = None if given.search is None else given.search(old, new, surface)
    linked = Sites(
        sites_by_fingerprint(listed, sites or ()), mended_fingerprints(listed, surface)
    )
    gained, mended = _losses(old, new)
    repairs, matched = _repairs(new)
    return Report(
        vendor=found.vendor,
        baseline=given.baseline,
        old_version=found.old_version,
        new_version=found.new_version,
        old_operations=found.old_operations,
        new_operations=found.new_operations,
        package_version=given.package_version,
        bump=bump,
        entries=_entries(listed, made, linked, given),
        surface=surface,
        strict_client=given.strict_client,
        callers_searched=sites is not None,
        repairs=repairs,
        matched_repairs=matched,
        provenance=tuple(touched_provenance(new, listed)),
        losses_gained=gained,
        losses_mended=mended,
        renames=(*given.renames, *_renames(new, listed)),
        acceptance_problems=tuple(given.accepted.problems(set(changes), given.today)),
    )


def _entries(
    changes: Sequence[Change],
    made: Mapping[str, Cause],
    found: Sites,
    given: Circumstances,
) -> tuple[Entry, ...]:
    entries = [
        Entry(
            change=change,
            cause=made.get(change.fingerprint, "vendor"),
            call_sites=tuple(found.sites.get(change.fingerprint, ())),
            command=_MIGRATE if change.fingerprint in found.mended else "",
            accepted=given.accepted.matching(change.fingerprint, given.today),
        )
        for change in changes
    ]
    return sorted_entries(entries, strict_client=given.strict_client)


def _renames(new: FullBuild, changes: Sequence[Change]) -> list[ProposedRename]:
    """Return the proposed renames, with the action that keeps the name of each."""
    overlay = new.documents.overlay
    specs = f"{new.vendor.specs}/" if new.vendor else ""
    return [
        ProposedRename(
            old=each.old,
            new=each.new,
            reason=each.reason,
            line=each.action,
            file=overlay.file if overlay else f"{specs}overlay.yaml",
        )
        for each in kept_names(changes, new.documents.description.data)
    ]


def _losses(old: FullBuild, new: FullBuild) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the losses that are new, with their lines, and those that are gone."""
    if old.rebuilt is None or new.rebuilt is None:
        return (), ()
    before = dict(losses_by_place(old.rebuilt.report.rows(), old.name))
    after = dict(losses_by_place(new.rebuilt.report.rows(), new.name))
    gained = tuple(shown for loss, shown in after.items() if loss not in before)
    return gained, tuple(loss for loss in before if loss not in after)


def _repairs(new: FullBuild) -> tuple[tuple[UnneededRepair, ...], int]:
    """Return the actions of the overlay without effect, and how many have one."""
    overlay = new.documents.overlay
    if overlay is None:
        return (), 0
    found = prune(new.documents.description.data, overlay)
    unneeded = tuple(
        UnneededRepair(
            location=each.effect.location,
            target=each.effect.target,
            reason=each.reason,
        )
        for each in found.unneeded
    )
    return unneeded, found.kept - len(found.unmatched)
