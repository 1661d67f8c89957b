"""What a report says about a vendor, before it is written in a format.

A report exists only if the comparison was made: an error in it is raised instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..changes import Change
from ..errors import Problem, SourceLocation

if TYPE_CHECKING:
    # These packages import much more, which a report without changes does not need.
    from ..callers import CallSite
    from ..comparison import Bump
    from ..surface import SurfaceChange

Cause: TypeAlias = Literal["vendor", "overlay", "generator", "together"]
"""What made a change.

- `vendor`: the vendor's description alone.
- `overlay`: the project's overlay or names alone.
- `generator`: another version of Specloom; the inputs do not matter.
- `together`: only the vendor's and the project's files together have this effect.
"""


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """The project's decision that a change needs no more attention.

    Attributes:
        fingerprint: the fingerprint of the change.
        reason: why it is accepted.
        owner: the person or team that decided.
        expires: the last day on which the decision is valid.
        location: the location of the entry.
    """

    fingerprint: str
    reason: str
    owner: str
    expires: date
    location: SourceLocation


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One change, with what a reviewer has to know to act.

    Attributes:
        change: the change.
        cause: what made it.
        call_sites: the places in the callers' code that it concerns.
        command: the command that mends it; empty if there is no such command.
        accepted: the decision that accepts it; None if there is none.
    """

    change: Change
    cause: Cause = "vendor"
    call_sites: tuple[CallSite, ...] = ()
    command: str = ""
    accepted: Acceptance | None = None


@dataclass(frozen=True, kw_only=True)
class UnneededRepair:
    """An action of the overlay that no longer changes the description.

    Attributes:
        location: the location of the action.
        target: what the action selects.
        reason: why it is not needed, for example `has no effect`.
    """

    location: SourceLocation
    target: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProposedRename:
    """Two names that may denote the same thing: a proposal, not a fact.

    Attributes:
        old: the Python name or operation before.
        new: the Python name or operation after.
        reason: why it may be the same.
        line: the line that keeps the old name.
        file: the file in which to write the line.
    """

    old: str
    new: str
    reason: str
    line: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that a reviewer of a vendor's change should know.

    Attributes:
        vendor: the name of the vendor's package.
        baseline: what the old side is, for example `HEAD` or `v1.8.2`.
        old_version: the version of the API that the old description declares.
        new_version: the version of the API that the new description declares.
        old_operations: how many operations the old package has; None if it was not
            built, because its inputs are the same.
        new_operations: how many operations the new package has.
        package_version: the present version of the package; empty if it is not known.
        bump: the part of the version that the changes of the package raise.
        entries: the changes, in the order of `ordering.sorted_entries`.
        surface: what changes for Python code, for `specloom impact`.
        strict_client: whether callers use the client with `strict=True`, for which a
            breaking change of a response breaks calls.
        callers_searched: whether the callers' code was searched for call sites.
        repairs: the actions of the overlay that are no longer needed.
        matched_repairs: how many actions of the overlay still change something.
        provenance: the facts of the overlay that should be checked again, as lines,
            because what they are about has changed.
        losses_gained: the losses that are new, as lines.
        losses_mended: the losses that no longer occur, as lines.
        renames: the proposed renames and moves.
        acceptance_problems: the accepted changes that are stale or expired.
    """

    vendor: str
    baseline: str
    old_version: str
    new_version: str
    old_operations: int | None
    new_operations: int | None
    package_version: str
    bump: Bump
    entries: tuple[Entry, ...]
    surface: tuple[SurfaceChange, ...] = ()
    strict_client: bool = False
    callers_searched: bool = False
    repairs: tuple[UnneededRepair, ...] = ()
    matched_repairs: int = 0
    provenance: tuple[str, ...] = ()
    losses_gained: tuple[str, ...] = ()
    losses_mended: tuple[str, ...] = ()
    renames: tuple[ProposedRename, ...] = ()
    acceptance_problems: tuple[Problem, ...] = ()
