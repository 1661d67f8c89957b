"""One file that a command would write, and the text that it has now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FileState = Literal["new", "extended", "unchanged", "kept"]


@dataclass(frozen=True, kw_only=True)
class PlannedFile:
    """A file of a project, as it is and as it would be.

    Attributes:
        path: the path relative to the project's folder.
        old: the present text; None if the file does not exist.
        new: the text that the file would have.
        note: what the file is for.
        replaces: whether lines of the present text would be lost.
    """

    path: str
    old: str | None
    new: str
    note: str
    replaces: bool = False

    @property
    def state(self) -> FileState:
        """What would happen to the file.

        `kept` is a file that differs and is not replaced unless the user names it.
        """
        if self.old is None:
            return "new"
        if self.old == self.new:
            return "unchanged"
        return "kept" if self.replaces else "extended"
