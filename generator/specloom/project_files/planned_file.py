"""One file that a command would write, and the text that it has now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["make", "ci", "pre-commit", "git", "agents", "editors"]
PARTS: dict[Part, str] = {
    "make": "targets of make",
    "ci": "a GitHub Actions workflow that reviews vendors' changes",
    "pre-commit": "hooks for pre-commit",
    "git": "attributes of generated files for git",
    "agents": "lines for AGENTS.md",
    "editors": "JSON Schemas for editors",
}
"""The parts that can be left out, and what they are."""
FileState = Literal["new", "extended", "unchanged", "kept", "replaced"]


@dataclass(frozen=True, kw_only=True)
class PlannedFile:
    """A file of a project, as it is and as it would be.

    Attributes:
        path: the path relative to the project's folder.
        old: the present text; None if the file does not exist.
        new: the text that the file would have.
        note: what the file is for.
        replaces: whether lines of the present text would be lost.
        is_named: whether the user named the file as one to replace.
    """

    path: str
    old: str | None
    new: str
    note: str
    replaces: bool = False
    is_named: bool = False

    @property
    def state(self) -> FileState:
        """What would happen to the file.

        `kept` is a file that differs and is not replaced unless the user names it.
        """
        if self.old is None:
            return "new"
        if self.old == self.new:
            return "unchanged"
        if self.replaces:
            return "replaced" if self.is_named else "kept"
        return "extended"

    @property
    def is_written(self) -> bool:
        """Whether the file would be written."""
        return self.state not in ("unchanged", "kept")

    def row(self) -> dict[str, str]:
        """Return what would happen to the file as JSON."""
        return {"file": self.path, "state": self.state, "note": self.note}
