"""The result of comparing two builds of a vendor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..changes import Change

if TYPE_CHECKING:
    from ..surface import SurfaceChange

Bump: TypeAlias = Literal["major", "minor", "patch", "none"]
"""The part of the package's version that a change of the package raises (SemVer)."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two builds of a vendor, and all that differs between them.

    Attributes:
        vendor: the name of the vendor's package.
        old_version: the version of the API that the old description declares.
        new_version: the version of the API that the new description declares.
        old_operations: how many operations the old package has.
        new_operations: how many operations the new package has.
        changes: the changes, most important first.
        surface: what changes for Python code, for finding call sites.
        bump: the part of the package's version that the changes raise.
    """

    vendor: str
    old_version: str
    new_version: str
    old_operations: int
    new_operations: int
    changes: tuple[Change, ...]
    surface: tuple[SurfaceChange, ...]
    bump: Bump
