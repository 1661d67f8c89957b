"""The generation report: the state of every element that a document declares.

Each declared element is one `Subject`, regardless of the defects in it. Only this
module creates subjects, so that all passes use the same name for an element.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ...document import METHODS, each_operation, wire
from ...errors import SourceLocation
from ...load import SpecList, SpecMap, location_of
from ...structure import Defect, changed_at

KEYWORDS = frozenset({"pattern", "default"})
"""The reasons that are about the keyword of a schema that has their name."""
Kind = Literal["operation", "parameter", "body", "response", "schema", "event", "part"]
State = Literal["generated", "degraded", "skipped"]
REASONS = {
    "excluded-by-overlay": "the overlay excludes it, and gives the reason",
    "excluded": "it matches --exclude, or does not match --include",
    "unreferenced": "no operation refers to it",
    "unresolved-reference": "it contains a reference that cannot be resolved; in its "
    "place, a schema is typed as `Any`, and anything else is left out",
    "unresolved-example": "its example is a reference that cannot be resolved",
    "pattern": "its regular expression is not valid in Python",
    "default": "its default does not match its type",
    "invalid": "OpenAPI does not allow it in this place",
    "value-type": "its enum, const or default is written in a different type, such as "
    '"1" for an integer',
    "default-unstated": "its default is not written in the generated code",
    "no-value": "no value satisfies its schema",
    "untyped": "these keywords cannot be expressed as Python types, so they are not "
    "validated",
    "enum-names": "the names or descriptions that it gives to enum values are not used",
    "reserved-header": "OpenAPI ignores header parameters of this name",
    "credential": "the client sends a credential in this place; it is passed to the "
    "client, not to the method",
    "undeclared-parameter": "the path contains it, but it is not declared as a "
    "parameter",
    "optional-in-path": "it is a path parameter that is declared as optional; it is "
    "treated as required",
    "not-in-path": "it is declared as a path parameter, but the path does not contain "
    "it",
    "stated-in-path": "its value is fixed in the path",
    "declared-twice": "an earlier parameter has the same location and name",
    "second-body": "an operation can have only one body; its other body and form "
    "parameters are not sent",
    "media-type": "only one of its media types is used; the others are ignored",
    "media-type-name": "the name of one of its media types is not valid",
    "no-content": "HTTP allows no content in a response of this status or method",
    "raw": "it is neither JSON nor a form, so it is typed as text or bytes and its "
    "schema is ignored",
    "events": "it describes events of several kinds, so each event is returned with "
    "its name, and with its data as text",
    "encoding": "headers of parts, positional encodings and nested encodings are "
    "ignored",
    "unnamed-parts": "the parts of a multipart form have names, so it is typed as an "
    "object and its schema is ignored",
    "example": "its example is not valid for its own schema",
    "webhook": "the vendor sends it; only a type for its payload is generated",
    "security": "one of its security requirements names a scheme that is undeclared "
    "or not supported",
    "certificate": "it is a client certificate: load it into the TLS context that is "
    "passed as `verify=`",
    "deprecated-scheme": "it is a deprecated authentication scheme, but is still "
    "supported",
    "scope": "operations request scopes that it does not declare",
    "style": "its style has no unambiguous serialization",
    "provenance": "the action of the overlay has no x-specloom-provenance",
    "vocabulary": "the vendor's own document contains an x-specloom key, which is "
    "ignored there",
    "base-url": "it has no host, so callers must pass `base_url=`",
    "links": "callers call the operations that these links name, as any other",
    "query-string": "it is the entire query string, in a format other than "
    "application/x-www-form-urlencoded",
}
"""The closed list of reasons for any state but `generated`."""


NOTES = frozenset(
    {
        "optional-in-path",
        "unreferenced",
        "unresolved-example",
        "example",
        "enum-names",
        "untyped",
        "value-type",
        "no-value",
        "default-unstated",
        "reserved-header",
        "webhook",
    }
    | {"undeclared-parameter", "declared-twice", "not-in-path", "excluded"}
    | {"stated-in-path", "media-type-name", "certificate", "scope", "credential"}
    | {"deprecated-scheme"}
    | {"excluded-by-overlay", "provenance", "base-url", "no-content", "links"}
)
"""The reasons that are notes wherever they are found: a caller can do as much."""

Severity = Literal["loses", "note"]


@dataclass(frozen=True, order=True)
class Subject:
    """One row of the report: a declared operation, parameter, body, response or schema.

    Attributes:
        kind: the kind of the element.
        where: the name of the element: `GET /pets` (operation, body), `GET /pets query
            limit` (parameter), `GET /pets 200` (response), `webhook created POST`
            (event), the name of a component (schema), or the JSON pointer of a part
            that does not have the structure of OpenAPI (part).
        method: the HTTP method of an operation, in upper case; "" for other elements.
    """

    kind: Kind
    where: str
    method: str = field(default="", compare=False)

    @classmethod
    def operation(cls, path: str, method: str) -> Subject:
        """Return the subject of an operation."""
        return cls("operation", wire(path, method), method.upper())

    @classmethod
    def event(cls, name: str, method: str) -> Subject:
        """Return the subject of a webhook or callback."""
        return cls("event", f"webhook {name} {method.upper()}")

    @classmethod
    def schema(cls, name: str) -> Subject:
        """Return the subject of a component, by its name in the normalized document."""
        return cls("schema", name)

    def parameter(self, parameter: Mapping[str, Any]) -> Subject:
        """Return the subject of a parameter of this operation."""
        location, name = parameter.get("in"), parameter.get("name")
        return Subject("parameter", f"{self.where} {location} {name}")

    def body(self) -> Subject:
        """Return the subject of the request body; for an event, that of the event."""
        return Subject("body", self.where) if self.kind == "operation" else self

    def response(self, status: str) -> Subject:
        """Return the subject of a response of this operation."""
        return Subject("response", f"{self.where} {status}")


@dataclass(frozen=True, order=True)
class ReportEntry:
    """A reason why a subject is not generated as declared.

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
        """Return the entry about a subject as a JSON-serializable object."""
        location = "" if self.location is None else str(self.location)
        return {**vars(self), "location": location, "text": loss_text(subject, self)}


def events(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield the name, method and description of each webhook and callback."""
    for name, item in (document.get("webhooks") or {}).items():
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield name, method, item[method]


def messages(document: Any) -> Iterator[tuple[Subject, Any]]:
    """Yield every operation and event with its subject."""
    for path, method, operation in each_operation(document):
        yield Subject.operation(path, method), operation
    for name, method, event in events(document):
        yield Subject.event(name, method), event


def message_parts(subject: Subject, message: Any) -> Iterator[tuple[Subject, Any]]:
    """Yield the parts of an operation or event, each with its subject."""
    for key, value in message.items():
        if key == "parameters":
            yield from ((subject.parameter(each), each) for each in value)
        elif key == "requestBody":
            yield subject.body(), value
        elif key == "responses" and isinstance(value, dict):
            yield from ((subject.response(s), each) for s, each in value.items())
        else:
            yield subject, value


class GenerationReport:
    """The states of all subjects of one document."""

    def __init__(self) -> None:
        self._degraded: dict[Subject, set[ReportEntry]] = {}
        self._skipped: dict[Subject, ReportEntry] = {}
        self._generated: set[Subject] = set()

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
        """Record a subject that is generated with less than its declaration.

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
        """Record a part that does not have the structure of OpenAPI."""
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
        """Find the pointer of each entry in a document by its location in the files.

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
        """Record an operation or event that is not generated, with all its parts."""
        for each in _units(subject, message):
            self.skip(each, reason, detail, at=message)

    def generate(self, subject: Subject) -> None:
        """Record a subject that the normalized document contains under another name."""
        self._generated.add(subject)

    def mark_generated(self, document: Any, schemas: Iterable[str]) -> None:
        """Record all subjects that the normalized document contains.

        Args:
            document: the normalized document.
            schemas: the components that the description declares. Components created by
                normalization are parts of other subjects.
        """
        for subject, message in messages(document):
            self._generated.update(_units(subject, message))
        known = document.get("components", {}).get("schemas", {})
        self._generated.update(
            Subject.schema(name) for name in schemas if name in known
        )

    def entries(self) -> Iterator[tuple[Subject, State, ReportEntry]]:
        """Yield every reason for a state other than `generated`, sorted."""
        for subject in sorted({*self._degraded, *self._skipped}):
            if subject in self._skipped:
                yield subject, "skipped", self._skipped[subject]
            else:
                for entry in sorted(self._degraded[subject]):
                    yield subject, "degraded", entry

    def rows(self) -> list[dict[str, Any]]:
        """Return one JSON-serializable row for each subject, sorted.

        A row has `kind`, `where`, `state` and `reasons`. The latter is a list of
        objects with the attributes of a `ReportEntry`, and a `text` with the reason in
        words.
        """
        found: dict[Subject, tuple[State, list[dict[str, str]]]] = {
            subject: ("generated", []) for subject in self._generated
        }
        for subject, state, entry in self.entries():
            reasons = found[subject][1] if subject in found else []
            found[subject] = state, [*reasons, entry.row(subject)]
        return [
            {**vars(subject), "state": state, "reasons": reasons}
            for subject, (state, reasons) in sorted(found.items())
        ]


def loss_text(subject: Subject, entry: ReportEntry) -> str:
    """Return the loss and its reason in words, on one line."""
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
    """Yield the JSON pointers of the nodes that begin at one of these locations."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(source, ())]
    while waiting:
        node, steps = waiting.pop()
        if node.location in wanted:
            yield node.location, "".join(f"/{escape(step)}" for step in steps)
        members = node.items() if isinstance(node, SpecMap) else enumerate(node)
        for key, value in members:
            if isinstance(value, (SpecMap, SpecList)):
                waiting.append((value, (*steps, key)))


def escape(step: str | int) -> str:
    """Return a name or index as one step of a JSON pointer."""
    return str(step).replace("~", "~0").replace("/", "~1")


def _units(subject: Subject, message: Any) -> Iterator[Subject]:
    """Yield the subject of an operation or event, and the subjects of its parts."""
    yield subject
    yield from (part_subject for part_subject, _ in message_parts(subject, message))
