"""What a report needs besides the two builds that are compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from .acceptances import AcceptedChanges
from .report_data import ProposedRename

if TYPE_CHECKING:
    from ..builds.full_builds import FullBuild
    from ..callers import CallSite
    from ..surface import SurfaceChange

    Search: TypeAlias = Callable[
        [FullBuild, FullBuild, Sequence[SurfaceChange]], tuple[CallSite, ...]
    ]


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a report needs besides the two builds.

    Attributes:
        baseline: the name of the old side for readers.
        today: the present day, on which acceptances may have expired.
        package_version: the present version of the package; empty if unknown.
        strict_client: whether callers use clients with `strict=True`.
        accepted: the accepted changes of the vendor.
        search: returns the places in the callers' code that two builds with certain
            changes of the Python surface concern; None if it is not searched.
        renames: the proposed renames and moves.
    """

    baseline: str
    today: date
    package_version: str = ""
    strict_client: bool = False
    accepted: AcceptedChanges = AcceptedChanges("")
    search: Search | None = None
    renames: tuple[ProposedRename, ...] = ()
