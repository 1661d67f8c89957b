"""The result of building one vendor.

This module imports no pass of the generator, so that reading the cache stays fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .ir import Package


@dataclass(frozen=True, kw_only=True)
class BuildResult:
    """The generated files of one vendor, and the numbers for the summary.

    Attributes:
        vendor: the name of the vendor's package.
        texts: the text of each file, by its path relative to the root of the output.
        operations: the number of generated operations.
        models: the number of components that have a type.
        report: the rows of the generation report, one for each declared element.
        facts: what the documents of the distribution say about the vendor, as JSON.
        package: the printed package; None if the result is from the cache.
        inputs: the files that the result was built from, except names.yaml, which is
            also written.
        seconds: the build time without formatting; 0 if the result is from the cache.
    """

    vendor: str
    texts: dict[str, str]
    operations: int
    models: int
    report: list[dict[str, Any]]
    facts: Mapping[str, Any]
    package: Package | None = None
    inputs: tuple[Path, ...] = ()
    seconds: float = 0.0

    @property
    def losses(self) -> list[str]:
        """Return what the description declares but the client does not support.

        Each entry has the form `file:line:column: text`.
        """
        return [shown for _, shown in self.losses_by_place]

    @property
    def losses_by_place(self) -> list[tuple[str, str]]:
        """Return each loss in two forms: without and with its line in the file.

        The first form is `pointer: text`, or only `text` if the text already names the
        place. The second form is `file:line:column: text`.
        """
        return losses_by_place(self.report, self.vendor)

    @property
    def unneeded_actions(self) -> list[str]:
        """Return the actions without effect: `file:line:column: text`."""
        return [
            f"{reason['location']}: {reason['text']}"
            for row in self.report
            for reason in row["reasons"]
            if reason["reason"] == "no-effect"
        ]


def losses_by_place(report: list[dict[str, Any]], vendor: str) -> list[tuple[str, str]]:
    """Return each loss in the two forms of `BuildResult.losses_by_place`.

    Args:
        report: the rows of the generation report.
        vendor: the name of the vendor's package, for losses without a location.
    """
    return [
        (
            f"{row['where']}: {text}" if row["kind"] == "part" else text,
            f"{reason['location'] or vendor}: {text}",
        )
        for row in report
        for reason in row["reasons"]
        if reason["severity"] == "loses"
        for text in [reason["text"]]
    ]


def stored_result(entry: Mapping[str, Any]) -> BuildResult:
    """Return a result built from its stored attributes.

    Raises:
        TypeError: an attribute is missing, unknown or of the wrong type.
    """
    result = BuildResult(**entry)
    texts = [*result.texts.items()]
    if not all(isinstance(part, str) for pair in texts for part in pair):
        raise TypeError("a file is not a string")
    counts = (result.operations, result.models)
    if not all(isinstance(count, int) for count in counts):
        raise TypeError("a figure is not a number")
    if not isinstance(result.facts, dict):
        raise TypeError("the facts are not a mapping")
    for row in result.report:
        for reason in row["reasons"]:
            if not {"reason", "location", "text", "severity"} <= {*reason}:
                raise TypeError("a row of the report lacks a member")
    return result
