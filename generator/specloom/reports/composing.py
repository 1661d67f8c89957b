"""Compose the report about two builds of a vendor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..build_result import losses_by_place
from ..builds.full_builds import mixed_build
from ..callers import CallSite
from ..changes import Change
from ..comparison import Comparison, compare_builds
from .acceptances import AcceptedChanges
from .causes import causes
from .ordering import sorted_entries
from .report_data import Cause, Entry, ProposedRename, Report, UnneededRepair

if TYPE_CHECKING:
    from ..builds.full_builds import FullBuild


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a report needs besides the two builds.

    Attributes:
        baseline: the name of the old side for readers.
        today: the present day, on which acceptances may have expired.
        package_version: the present version of the package; empty if unknown.
        strict_client: whether callers use clients with `strict=True`.
        accepted: the accepted changes of the vendor.
        call_sites: the places in the callers' code; None if it was not searched.
        renames: the proposed renames and moves.
    """

    baseline: str
    today: date
    package_version: str = ""
    strict_client: bool = False
    accepted: AcceptedChanges = AcceptedChanges("")
    call_sites: tuple[CallSite, ...] | None = None
    renames: tuple[ProposedRename, ...] = ()


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
    # Imported late: a report about files that are the same composes nothing.
    from .provenance import touched_provenance

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
        entries=_entries(changes.values(), made, found, given),
        surface=surface,
        strict_client=given.strict_client,
        callers_searched=given.call_sites is not None,
        repairs=repairs,
        matched_repairs=matched,
        provenance=tuple(touched_provenance(new, changes.values())),
        losses_gained=gained,
        losses_mended=mended,
        renames=given.renames,
        acceptance_problems=tuple(given.accepted.problems(set(changes), given.today)),
    )


def _entries(
    changes: Iterable[Change],
    made: Mapping[str, Cause],
    found: Comparison,
    given: Circumstances,
) -> tuple[Entry, ...]:
    renamed = {
        each.before: each for each in found.surface if each.renamed_to and each.before
    }
    sites: dict[str, list[CallSite]] = {}
    for site in given.call_sites or ():
        sites.setdefault(site.change.before, []).append(site)
    entries = [
        Entry(
            change=change,
            cause=made.get(change.fingerprint, "vendor"),
            call_sites=tuple(s for each in change.before for s in sites.get(each, ())),
            command=(
                "specloom migrate PATH --changes report.json"
                if any(each in renamed for each in change.before)
                else ""
            ),
            accepted=given.accepted.matching(change.fingerprint, given.today),
        )
        for change in changes
    ]
    return sorted_entries(entries, strict_client=given.strict_client)


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
    from ..overlay.pruning import prune

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
