"""Read and update `losses.yaml`, which lists the losses accepted for a vendor.

The file is next to the vendor's source. Each entry has the location and the text of a
loss, without line numbers, and the reason why the loss is accepted. The entries are
sorted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os.path import lexists
from pathlib import Path
from typing import Any

from ..build_result import BuildResult
from ..errors import Problem, SourceLocation, SpecError
from ..load import load
from ..messages import Message


@dataclass(frozen=True)
class AcceptedLosses:
    """The content of losses.yaml.

    Attributes:
        file: the path of the file, relative to the root of the project.
        reasons: the reason for each accepted loss.
        locations: the location of each entry in the file.
    """

    file: str
    reasons: Mapping[str, str]
    locations: Mapping[str, SourceLocation]

    @classmethod
    def read(cls, root: Path, specs: str) -> AcceptedLosses:
        """Return the accepted losses of a vendor; empty if the file does not exist.

        Args:
            root: the root of the project.
            specs: the folder of the vendor, relative to the root.

        Raises:
            SpecError: the file cannot be read, or a loss has no reason.
        """
        file = f"{specs}/losses.yaml"
        if not lexists(root / file):
            return cls(file, {}, {})
        document = load(root / file, shown=file)
        data: Any = {} if document.data is None else document.data
        if not isinstance(data, dict):
            raise SpecError.at(SourceLocation(file=file), Message.NOT_LOSSES())
        problems = [
            Problem(document.location([loss]), Message.LOSS_WITHOUT_REASON(loss=loss))
            for loss, reason in data.items()
            if not isinstance(reason, str) or not reason.strip()
        ]
        if problems:
            raise SpecError(problems)
        return cls(file, data, {loss: document.location([loss]) for loss in data})

    def added(self, result: BuildResult) -> list[str]:
        """Return the losses that are not in losses.yaml: `file:line:column: text`."""
        return [
            shown for loss, shown in result.losses_by_place if loss not in self.reasons
        ]

    def stale(self, result: BuildResult) -> list[str]:
        """Return the listed losses that no longer occur: `file:line:column: loss`."""
        present = {loss for loss, _ in result.losses_by_place}
        gone = (loss for loss in self.reasons if loss not in present)
        return [f"{self.locations[loss]}: {loss}" for loss in gone]

    def text(self, result: BuildResult, reason: str) -> str:
        """Return the text of losses.yaml for the losses of a build.

        Args:
            result: the result of the build, with its losses.
            reason: the reason to write for new losses; other losses keep their reasons.
        """
        # Imported late: not always needed
        from ..normalize.yaml_writer import write_lines

        losses = sorted({loss for loss, _ in result.losses_by_place})
        lines = {loss: self.reasons.get(loss, reason) for loss in losses}
        return (
            f"# Losses of {result.vendor} that are accepted, and why; "
            "`specloom accept` writes them.\n" + write_lines(lines)
        )
