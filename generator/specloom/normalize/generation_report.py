"""The generation report: what became of everything that a document declares.

Each declared thing is one `Unit`, whatever is wrong with it or inside it. Units are
built here alone, so that two passes cannot have two names for one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from ..document import METHODS, each_operation, wire
from ..errors import SourceLocation
from ..load import location_of
from ..structure import Defect

Kind = Literal["operation", "parameter", "body", "response", "schema", "event", "part"]
State = Literal["generated", "degraded", "skipped"]
REASONS = {
    "excluded-by-overlay": "the overlay excludes it, and gives the reason",
    "excluded": "an option excludes it, or does not include it",
    "unreferenced": "no operation refers to it",
    "unresolved-reference": "it contains a reference that cannot be "
    "resolved; a schema has the type `Any`, anything else is left out",
    "unresolved-example": "its example is a reference that cannot be resolved",
    "pattern": "its regular expression is not valid in Python",
    "default": "its default is not of its own type",
    "invalid": "OpenAPI does not allow it in this place",
    "default-unstated": "its default is a value that code does not state",
    "no-value": "no value satisfies its schema",
    "untyped": "no type can state these keywords, so nothing checks them",
    "enum-names": "its names or descriptions of the values of an enum are not used",
    "reserved-header": "OpenAPI ignores header parameters of this name",
    "undeclared-parameter": "the path contains it and no parameter describes it",
    "optional-in-path": "it is a path parameter that is not required; it is anyway",
    "not-in-path": "it is a path parameter and the path does not contain it",
    "declared-twice": "an earlier parameter has the same location and name",
    "second-body": "an operation has one body: other parameters in it are not sent",
    "media-type": "one of several media types is used; the others are not offered",
    "raw": "it is neither JSON nor a form: text or bytes, not what the schema says",
    "example": "its example is not valid for its own schema",
    "webhook": "the vendor sends it; only its payload is read",
    "security": "an alternative of its security names a scheme that is not declared",
    "style": "its style has no form on the wire that every server reads the same way",
    "provenance": "the action of the overlay has no x-specloom-provenance",
    "vocabulary": "a document of the vendor has an x-specloom key",
    "base-url": "it names no host, so that a caller has to give `base_url=`",
    "query-string": "it is the whole query string in another form than a web form's",
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
        "no-value",
        "default-unstated",
        "reserved-header",
        "webhook",
    }
    | {"undeclared-parameter", "declared-twice", "not-in-path", "excluded"}
    | {"excluded-by-overlay", "provenance", "base-url"}
)
"""The reasons that are notes wherever they are found: a caller can do as much."""

Severity = Literal["loses", "note"]


@dataclass(frozen=True, order=True)
class Unit:
    """One row of the report: a declared operation, parameter, body, response or schema.

    Attributes:
        kind: what it is.
        where: its place: `GET /pets` (operation, body), `GET /pets query limit`
            (parameter), `GET /pets 200` (response), `webhook created POST` (event),
            the name of a component (schema), or the JSON pointer of a part that does
            not have the structure of OpenAPI (part).
    """

    kind: Kind
    where: str

    @classmethod
    def operation(cls, path: str, method: str) -> Unit:
        """Return the unit of an operation."""
        return cls("operation", wire(path, method))

    @classmethod
    def event(cls, name: str, method: str) -> Unit:
        """Return the unit of a webhook or callback."""
        return cls("event", f"webhook {name} {method.upper()}")

    @classmethod
    def schema(cls, name: str) -> Unit:
        """Return the unit of a component, by its name in the normalized document."""
        return cls("schema", name)

    def parameter(self, parameter: Mapping[str, Any]) -> Unit:
        """Return the unit of a parameter of this operation."""
        location, name = parameter.get("in"), parameter.get("name")
        return Unit("parameter", f"{self.where} {location} {name}")

    def body(self) -> Unit:
        """Return the unit of the request body; an event and its payload are one."""
        return Unit("body", self.where) if self.kind == "operation" else self

    def response(self, status: str) -> Unit:
        """Return the unit of one response of this operation."""
        return Unit("response", f"{self.where} {status}")


@dataclass(frozen=True, order=True)
class Finding:
    """Why a unit is not generated as declared.

    Attributes:
        reason: one of `REASONS`.
        part: a JSON pointer from the unit to the part that it is about, "" for all.
        detail: what exactly was found.
        severity: whether a caller can do or see less because of it.
        done: what was done about it.
        location: where it is in the files, None if it is nowhere.
        pointer: where it is in the document, as a JSON pointer.
    """

    reason: str
    part: str = ""
    detail: str = ""
    severity: Severity = "loses"
    done: str = ""
    location: SourceLocation | None = field(default=None, compare=False)
    pointer: str = field(default="", compare=False)

    def row(self, unit: Unit) -> dict[str, str]:
        """Return the finding about a unit as a JSON-serializable object."""
        location = "" if self.location is None else str(self.location)
        return {**asdict(self), "location": location, "text": loss_text(unit, self)}


def events(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield name, method and description of everything that the vendor sends."""
    for name, item in (document.get("webhooks") or {}).items():
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield name, method, item[method]


def messages(document: Any) -> Iterator[tuple[Unit, Any]]:
    """Yield every operation and event with its unit."""
    for path, method, operation in each_operation(document):
        yield Unit.operation(path, method), operation
    for name, method, event in events(document):
        yield Unit.event(name, method), event


def message_parts(unit: Unit, message: Any) -> Iterator[tuple[Unit, Any]]:
    """Yield the parts of an operation or event with the unit each belongs to."""
    for key, value in message.items():
        if key == "parameters":
            yield from ((unit.parameter(each), each) for each in value)
        elif key == "requestBody":
            yield unit.body(), value
        elif key == "responses" and isinstance(value, dict):
            yield from ((unit.response(s), each) for s, each in value.items())
        else:
            yield unit, value


class GenerationReport:
    """What became of each unit of one document."""

    def __init__(self) -> None:
        self._degraded: dict[Unit, set[Finding]] = {}
        self._skipped: dict[Unit, Finding] = {}
        self._generated: set[Unit] = set()

    def skip(
        self, unit: Unit, reason: str, detail: str = "", *, at: Any = None
    ) -> None:
        """Record a unit that is not generated.

        Args:
            unit: the unit.
            reason: one of `REASONS`.
            detail: what exactly was found.
            at: the node that it is about.
        """
        self._skipped[unit] = _finding(reason, "", detail, at, "left out")

    def degrade(
        self,
        unit: Unit,
        reason: str,
        detail: str = "",
        *,
        part: str = "",
        at: Any = None,
        done: str = "",
    ) -> None:
        """Record a unit that is generated with less than it declares.

        Args:
            unit: the unit.
            reason: one of `REASONS`.
            detail: what exactly was found.
            part: a JSON pointer from the unit to the part that it is about.
            at: the node that it is about.
            done: what was done about it.
        """
        finding = _finding(reason, part, detail, at, done)
        self._degraded.setdefault(unit, set()).add(finding)

    def defect(self, defect: Defect) -> None:
        """Record a part that does not have the structure of OpenAPI."""
        finding = Finding(
            reason=defect.reason,
            detail=defect.detail,
            severity="loses" if defect.loses else "note",
            done=defect.done,
            location=defect.location,
            pointer=defect.pointer,
        )
        self._degraded.setdefault(Unit("part", defect.pointer), set()).add(finding)

    def add_pointers(self, source: Any) -> None:
        """Look up where each finding is in a document, by its location in the files.

        Args:
            source: the tree of the document, as it was read.
        """
        wanted = {
            finding.location
            for _, _, finding in self.findings()
            if finding.location is not None and not finding.pointer
        }
        if not wanted:
            return
        known = dict(_pointers(source, wanted))

        def found(finding: Finding) -> Finding:
            if finding.pointer or finding.location not in known:
                return finding
            return replace(finding, pointer=known[finding.location])

        self._skipped = {unit: found(each) for unit, each in self._skipped.items()}
        self._degraded = {
            unit: set(map(found, findings)) for unit, findings in self._degraded.items()
        }

    def skip_message(
        self, unit: Unit, message: Any, reason: str, detail: str = ""
    ) -> None:
        """Record an operation or event that is not generated, with all its parts."""
        for each in _units(unit, message):
            self.skip(each, reason, detail, at=message)

    def mark_generated(self, document: Any, schemas: Iterable[str]) -> None:
        """Record everything that the normalized document contains.

        Args:
            document: the normalized document.
            schemas: the components that the description declares; those that
                normalization made are parts of other units.
        """
        for unit, message in messages(document):
            self._generated.update(_units(unit, message))
        known = document.get("components", {}).get("schemas", {})
        self._generated.update(Unit.schema(name) for name in schemas if name in known)

    def findings(self) -> Iterator[tuple[Unit, State, Finding]]:
        """Yield every reason for a state other than `generated`, sorted."""
        for unit in sorted({*self._degraded, *self._skipped}):
            if unit in self._skipped:
                yield unit, "skipped", self._skipped[unit]
            else:
                for finding in sorted(self._degraded[unit]):
                    yield unit, "degraded", finding

    def rows(self) -> list[dict[str, Any]]:
        """Return one JSON-serializable row for each unit, sorted.

        A row has `kind`, `where`, `state` and `reasons`, a list of objects with the
        attributes of a `Finding`, and a `text` that says it in words.
        """
        found: dict[Unit, tuple[State, list[dict[str, str]]]] = {
            unit: ("generated", []) for unit in self._generated
        }
        for unit, state, finding in self.findings():
            reasons = found[unit][1] if unit in found else []
            found[unit] = state, [*reasons, finding.row(unit)]
        return [
            {**asdict(unit), "state": state, "reasons": reasons}
            for unit, (state, reasons) in sorted(found.items())
        ]


def loss_text(unit: Unit, finding: Finding) -> str:
    """Return what is lost and why, in words."""
    done = f" ({finding.done})" if finding.done else ""
    if unit.kind == "part":
        return f"{finding.detail}{done}"
    detail = f": {finding.detail}" if finding.detail else ""
    part = f" at {finding.part}" if finding.part else ""
    return f"{unit.kind} {unit.where}{part}: {REASONS[finding.reason]}{detail}{done}"


def _finding(reason: str, part: str, detail: str, at: Any, done: str) -> Finding:
    if reason not in REASONS:
        raise ValueError(f"{reason!r} is not a documented reason")
    severity: Severity = "note" if reason in NOTES else "loses"
    location = location_of(at) if hasattr(at, "location") else None
    return Finding(reason, part, detail, severity, done, location)


def _pointers(
    source: Any, wanted: set[SourceLocation]
) -> Iterator[tuple[SourceLocation, str]]:
    """Yield the JSON pointer of each node that begins at one of these locations."""
    waiting: list[tuple[Any, str]] = [(source, "")]
    while waiting:
        node, pointer = waiting.pop()
        location: SourceLocation | None = getattr(node, "location", None)
        if location is not None and location in wanted:
            yield location, pointer
        if isinstance(node, dict | list):
            keys = node if isinstance(node, dict) else range(len(node))
            waiting.extend((node[key], f"{pointer}/{escape(key)}") for key in keys)


def escape(step: str | int) -> str:
    """Return a name or index as one step of a JSON pointer."""
    return str(step).replace("~", "~0").replace("/", "~1")


def _units(unit: Unit, message: Any) -> Iterator[Unit]:
    """Yield the unit of an operation or event, and those of its parts."""
    yield unit
    yield from (part_unit for part_unit, _ in message_parts(unit, message))
