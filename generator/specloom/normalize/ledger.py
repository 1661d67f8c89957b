"""The coverage ledger: what became of everything a document declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ..document import METHODS, each_operation, wire
from ..vocabulary import keys

Kind = Literal["operation", "parameter", "body", "response", "schema", "event"]
State = Literal["generated", "degraded", "skipped"]
REASONS = {
    "declared": "the overlay says to leave it out, and why",
    "excluded": "it was not asked for, or asked to be left out",
    "unreferenced": "no operation refers to it",
    "dangling-reference": "it refers to nothing, in a place that costs no type",
    "dangling-type": "it refers to nothing and is taken for anything, as was asked",
    "pattern": "its regular expression is not one Python knows",
    "default": "its default is not of its own type",
    "malformed": "it is not what its place is for",
    "reserved-header": "OpenAPI says that a parameter of this name means nothing",
    "undeclared-parameter": "the path has it and no parameter describes it",
    "not-in-path": "it is a path parameter and the path does not have it",
    "declared-twice": "another one of the same place and name stands before it",
    "media-type": "one of several media types is sent; the others are not offered",
    "example": "it is not what its own schema allows",
    "webhook": "it is what the vendor sends; only its payload is read",
    "style": "its style has no wire form that every server reads the same way",
    "query-string": "it is the whole query string in a form other than a web form's",
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

    def leave(
        self, path: str, method: str, operation: Any, reason: str, detail: str = ""
    ) -> None:
        """Notes an operation left out, with everything it declares."""
        alone = {"paths": {path: {method: operation}}}
        if method not in METHODS:
            alone = {"paths": {path: {keys.ADDITIONAL_OPERATIONS: {method: operation}}}}
        for kind, where in _declared(alone):
            self.skip(kind, where, reason, detail)

    def _add(
        self, kind: Kind, where: str, state: State, reason: str, detail: str
    ) -> None:
        if reason not in REASONS:
            raise ValueError(f"{reason!r} is no reason the docs explain")
        self.entries.append(
            Entry(kind=kind, where=where, state=state, reason=reason, detail=detail)
        )

    def account(self, document: Any) -> None:
        """Notes as generated whatever the normal form has that has no entry yet."""
        noted = {(entry.kind, entry.where) for entry in self.entries}
        for kind, where in _declared(document):
            if (kind, where) not in noted:
                noted.add((kind, where))
                self.entries.append(Entry(kind=kind, where=where))

    def counts(self) -> dict[str, dict[str, int]]:
        """How many of each kind are in each state."""
        found: dict[str, dict[str, int]] = {}
        for entry in self.entries:
            kind = found.setdefault(entry.kind, {})
            kind[entry.state] = kind.get(entry.state, 0) + 1
        return found

    def rows(self) -> Iterator[dict[str, str]]:
        """The entries as JSON-able rows, sorted."""
        return (asdict(entry) for entry in sorted(self.entries))


def _declared(document: Any) -> Iterator[tuple[Kind, str]]:
    """Kind and place of everything in a normal form."""
    for path, method, operation in each_operation(document):
        at = wire(path, method)
        yield "operation", at
        for each in operation.get("parameters", ()):
            yield "parameter", parameter_at(at, each)
        if "requestBody" in operation:
            yield "body", at
        for status in operation.get("responses", ()):
            yield "response", f"{at} {status}"
    for name, item in document.get("webhooks", {}).items():
        for method in item:
            yield "event", f"webhook {name} {method.upper()}"
    for name in document.get("components", {}).get("schemas", ()):
        yield "schema", name


def parameter_at(at: str, parameter: Any) -> str:
    """How the ledger calls a parameter: `GET /things query page`."""
    return f"{at} {parameter.get('in')} {parameter.get('name')}"
