"""A finding: a note at a place, why it matters, and the actions that mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import Problem
from .mends import CHANGING
from .note_texts import Note
from .severities import ABOUT, About, Severity


@dataclass(frozen=True)
class LintFinding:
    """A note about a vendor's description.

    Attributes:
        vendor: the name of the vendor.
        problem: the place and the text.
        actions: the actions of an overlay that mend it without a decision; empty if
            there are none.
    """

    vendor: str
    problem: Problem
    actions: tuple[dict[str, Any], ...] = ()

    @property
    def id(self) -> str:
        """The id of the note."""
        return self.problem.message.message.id

    @property
    def severity(self) -> Severity:
        """How serious it is."""
        return self._about.severity

    @property
    def keeps_client(self) -> bool:
        """Whether the actions must leave the client as it is."""
        return self.problem.message.message not in CHANGING

    @property
    def why(self) -> str:
        """Why it matters to a caller."""
        return self._about.why

    @property
    def advice(self) -> str:
        """What to do; "" if `specloom lint --fix` mends it."""
        if self.actions:
            return ""
        return self._about.mend.value.format(vendor=self.vendor)

    @property
    def _about(self) -> About:
        return ABOUT[Note(self.problem.message.message)]

    def row(self) -> dict[str, Any]:
        """Return the finding as JSON."""
        return {
            "id": self.id,
            "vendor": self.vendor,
            "severity": self.severity,
            **self.problem.location._asdict(),
            "message": str(self.problem.message),
            "why": self.why,
            "advice": self.advice,
            "actions": list(self.actions),
        }
