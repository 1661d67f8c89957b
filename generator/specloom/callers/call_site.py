"""A place in a user's code that uses a name of a generated package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ..surface import SurfaceChange


@dataclass(frozen=True, kw_only=True)
class CallSite:
    """A place in a user's code that a change of the package concerns.

    Attributes:
        file: the path of the file, as the user named it or below the folder they named.
        line: the line, from 1.
        column: the column, from 1.
        code: the line of code, without indentation.
        change: the change that concerns it.
        certainty: `certain` if a type checker or the resolved name shows it;
            `possible` if dynamic code hides what is used.
        advice: one sentence about what to do; empty if `specloom migrate` mends it.
    """

    file: str
    line: int
    column: int
    code: str
    change: SurfaceChange
    certainty: Literal["certain", "possible"] = "certain"
    advice: str = ""
