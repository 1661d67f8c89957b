"""The coverage ledger: what became of everything a document declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Literal

Kind = Literal["operation", "parameter", "body", "response", "schema"]
State = Literal["generated", "degraded", "skipped"]
REASONS = {
    "declared": "the overlay says to leave it out, and why",
    "unreferenced": "no operation refers to it",
    "dangling-reference": "it refers to nothing, in a place that costs no type",
    "pattern": "its regular expression is not one Python knows",
    "default": "its default is not of its own type",
    "malformed": "it is not what its place is for",
    "style": "its style has no wire form that every server reads the same way",
    "query-string": "it is the whole query string in a form other than a web form's",
    "stream": "its items come one by one, and are given as one body",
    "flattened": "its properties are arguments of a method instead of a class",
}
"""The closed list of reasons for anything but `generated`."""


@dataclass(frozen=True, kw_only=True, order=True)
class Entry:
    """One declared thing and what became of it."""

    kind: Kind
    where: str
    state: State = "generated"
    reason: str = ""
    detail: str = ""


@dataclass
class Ledger:
    """All entries of one vendor."""

    entries: list[Entry] = field(default_factory=list)

    def skip(self, kind: Kind, where: str, reason: str, detail: str = "") -> None:
        """Notes something left out."""
        self._add(kind, where, "skipped", reason, detail)

    def degrade(self, kind: Kind, where: str, reason: str, detail: str = "") -> None:
        """Notes something kept with less than it said."""
        self._add(kind, where, "degraded", reason, detail)

    def _add(
        self, kind: Kind, where: str, state: State, reason: str, detail: str
    ) -> None:
        if reason not in REASONS:
            raise ValueError(f"{reason!r} is no reason the docs explain")
        self.entries.append(
            Entry(kind=kind, where=where, state=state, reason=reason, detail=detail)
        )

    def rows(self) -> Iterator[dict[str, str]]:
        """The entries as JSON-able rows, sorted."""
        return (asdict(entry) for entry in sorted(self.entries))
