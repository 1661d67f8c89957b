"""The progress of a list that is written in several requests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WriteProgress:
    """How much of a list was written when a call failed.

    The list is sent in order, so its first `written` values are written. After them
    come the values of the failed request, and then those that were never sent. To
    continue, write the rest again: `values[error.progress.written:]`.

    Attributes:
        written: the number of values that the vendor has accepted.
        failed: the number of values in the failed request, some of which the vendor
            may have written; 0 if that request was not sent.
        unsent: the number of values that were not sent.
    """

    written: int
    failed: int
    unsent: int

    def __str__(self) -> str:
        return (
            f"{self.written} values were written, {self.failed} are uncertain, and "
            f"{self.unsent} were not sent"
        )
