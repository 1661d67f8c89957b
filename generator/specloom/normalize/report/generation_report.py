"""Record the state of every element that a document declares: the generation report.

Each declared element is one `Subject`, even if several parts of it have defects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, Literal

from ...document.pointers import json_pointer
from ...errors import SourceLocation
from ...load import SpecList, SpecMap, location_of
from ...structure import Defect, changed_at
from .reasons import KEYWORDS, NOTES, REASONS, Severity
from .subjects import Subject, messages, units

State = Literal["generated", "degraded", "skipped"]


@dataclass(frozen=True, order=True)
class ReportEntry:
    """A reason for which a subject is not generated as declared.

    Attributes:
        reason: one of `REASONS`.
        part: the JSON pointer from the subject to the affected part; "" for the whole
            subject.
        detail: the value that was found.
        severity: whether callers lose a feature or information.
        done: the change that was made.
        location: the location in the files; None if there is none.
        pointer: the JSON pointer in the document.
    """

    reason: str
    part: str = ""
    detail: str = ""
    severity: Severity = "loses"
    done: str = ""
    location: SourceLocation | None = field(default=None, compare=False)
    pointer: str = field(default="", compare=False)

    def row(self, subject: Subject) -> dict[str, str]:
        """Return the entry as a JSON-serializable object."""
        location = "" if self.location is None else str(self.location)
        return {**vars(self), "location": location, "text": loss_text(subject, self)}


# Tuples are compared faster than dataclasses.
_subject_key = attrgetter("kind", "where")
_entry_key = attrgetter("reason", "part", "detail", "severity", "done")


class GenerationReport:
    """The states of all subjects of one document."""

    def __init__(self) -> None:
        self._degraded: dict[Subject, set[ReportEntry]] = {}
        self._skipped: dict[Subject, ReportEntry] = {}
        self._generated: set[Subject] = set()
        self._aliases: dict[Subject, str] = {}

    def skip(
        self, subject: Subject, reason: str, detail: str = "", *, at: Any = None
    ) -> None:
        """Record a subject that is not generated.

        Args:
            subject: the subject.
            reason: one of `REASONS`.
            detail: the value that was found.
            at: the affected node.
        """
        self._skipped[subject] = _entry(reason, "", detail, at, "left out")

    def degrade(
        self,
        subject: Subject,
        reason: str,
        detail: str = "",
        *,
        part: str = "",
        at: Any = None,
        done: str = "",
    ) -> None:
        """Record a subject that is generated, but not exactly as declared.

        Args:
            subject: the subject.
            reason: one of `REASONS`.
            detail: the value that was found.
            part: the JSON pointer from the subject to the affected part.
            at: the affected node.
            done: the change that was made.
        """
        entry = _entry(reason, part, detail, at, done)
        self._degraded.setdefault(subject, set()).add(entry)

    def defect(self, defect: Defect) -> None:
        """Record a part of the document without the structure that OpenAPI requires."""
        entry = ReportEntry(
            reason=defect.reason,
            detail=defect.detail,
            severity="loses" if defect.loses else "note",
            done=defect.done,
            location=defect.location,
            pointer=defect.pointer,
        )
        self._degraded.setdefault(Subject("part", defect.pointer), set()).add(entry)

    def add_pointers(self, source: Any) -> None:
        """Add JSON pointers to the entries, which have only locations in files.

        Args:
            source: the tree of the document as it was read.
        """
        wanted = {
            entry.location
            for _, _, entry in self.entries()
            if entry.location is not None and not entry.pointer
        }
        if not wanted:
            return
        known = dict(_pointers(source, wanted))

        def found(entry: ReportEntry) -> ReportEntry:
            if entry.pointer or entry.location not in known:
                return entry
            return replace(entry, pointer=known[entry.location])

        self._skipped = {
            subject: found(each) for subject, each in self._skipped.items()
        }
        self._degraded = {
            subject: set(map(found, entries))
            for subject, entries in self._degraded.items()
        }

    def skip_message(
        self, subject: Subject, message: Any, reason: str, detail: str = ""
    ) -> None:
        """Record that an operation or event, with all its parts, is not generated."""
        for each in units(subject, message):
            self.skip(each, reason, detail, at=message)

    def generate(self, subject: Subject) -> None:
        """Record that a subject is in the normalized document under another name."""
        self._generated.add(subject)

    def add_alias(self, subject: Subject, alias: str) -> None:
        """Record another name of an operation's method."""
        self._aliases[subject] = alias

    def mark_generated(self, document: Any, schemas: Iterable[str]) -> None:
        """Record all subjects that the normalized document contains.

        Args:
            document: the normalized document.
            schemas: the components that the description declares. Other components were
                created by normalization, and are parts of other subjects.
        """
        for subject, message in messages(document):
            self._generated.update(units(subject, message))
        known = document.get("components", {}).get("schemas", {})
        self._generated.update(
            Subject.schema(name) for name in schemas if name in known
        )

    def entries(self) -> Iterator[tuple[Subject, State, ReportEntry]]:
        """Yield every entry with its subject and the state of the subject, sorted."""
        for subject in sorted({*self._degraded, *self._skipped}, key=_subject_key):
            if subject in self._skipped:
                yield subject, "skipped", self._skipped[subject]
            else:
                for entry in sorted(self._degraded[subject], key=_entry_key):
                    yield subject, "degraded", entry

    def rows(self) -> list[dict[str, Any]]:
        """Return one JSON-serializable row for each subject, sorted.

        A row has `kind`, `where`, `state` and `reasons`. Each of the `reasons` is an
        object with the attributes of a `ReportEntry`, and a `text` that states the
        reason in words. The row of an operation whose method has another name also has
        `alias`.
        """
        found: dict[Subject, tuple[State, list[dict[str, str]]]] = {
            subject: ("generated", []) for subject in self._generated
        }
        for subject, state, entry in self.entries():
            reasons = found[subject][1] if subject in found else []
            reasons.append(entry.row(subject))
            found[subject] = state, reasons
        return [
            {
                **vars(subject),
                "state": state,
                "reasons": reasons,
                **self._alias(subject),
            }
            for subject in sorted(found, key=_subject_key)
            for state, reasons in (found[subject],)
        ]

    def _alias(self, subject: Subject) -> dict[str, str]:
        known = subject in self._aliases
        return {"alias": self._aliases[subject]} if known else {}


def loss_text(subject: Subject, entry: ReportEntry) -> str:
    """Return, on one line, what is lost and why."""
    reason = REASONS[entry.reason]
    if subject.kind == "part":
        text = entry.detail or reason
    else:
        part = f" at {entry.part}" if entry.part else ""
        detail = f": {entry.detail}" if entry.detail else ""
        text = f"{subject.kind} {subject.where}{part}: {reason}{detail}"
    done = f" ({entry.done})" if entry.done else ""
    return " ".join(f"{text}{done}".split())


def _entry(reason: str, part: str, detail: str, at: Any, done: str) -> ReportEntry:
    if reason not in REASONS:
        raise ValueError(f"{reason!r} is not a documented reason")
    severity: Severity = "note" if reason in NOTES else "loses"
    location = location_of(at) if hasattr(at, "location") else None
    if reason in KEYWORDS:
        location = changed_at(at, reason) or location
    return ReportEntry(reason, part, detail, severity, done, location)


def _pointers(
    source: Any, wanted: set[SourceLocation]
) -> Iterator[tuple[SourceLocation, str]]:
    """Yield the JSON pointers of the nodes at the given locations."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(source, ())]
    while waiting:
        node, steps = waiting.pop()
        if node.location in wanted:
            yield node.location, json_pointer(steps)
        members = node.items() if isinstance(node, SpecMap) else enumerate(node)
        for key, value in members:
            if isinstance(value, (SpecMap, SpecList)):
                waiting.append((value, (*steps, key)))
