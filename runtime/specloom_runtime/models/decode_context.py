"""How the responses of an operation are decoded, and the report of deviations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NoReturn

from ..core.deviation_counts import DeviationCounts
from ..core.errors import DecodeError
from ..core.events import Deviation, DeviationKind
from ..core.responses import Response
from ..core.secrets import Redactor
from ..core.shown_text import shown
from .findings import JSON_TYPES, Finding, Rule
from .model import is_model
from .schema_pointers import body_pointer, schema_pointer

NAME = 100
"""The most characters of an undeclared name that a deviation's pointer contains."""
ALLOWED = (DeviationKind.UNDECLARED_PROPERTY, DeviationKind.NOT_RETURNED)
"""What a description allows, unless it says otherwise."""
PATH = 200
"""The most characters of a path in an error or a deviation."""


@dataclass
class _Place:
    """A violated rule in a response, with texts that have no credentials."""

    rule: Rule
    schema: str
    expected: str
    number: int = 0


@dataclass(frozen=True)
class DecodeContext:
    """The operation of a response, and the treatment of deviations.

    `accept` is the media type of a response without one. `redactor` removes the
    credentials that a response repeats. All deviations are counted in `counts`. The
    hook `report` receives them; they have a value only with `with_values`.
    """

    operation: str
    strict: bool = False
    report: Callable[[Deviation], None] | None = None
    accept: str = ""
    redactor: Redactor = field(default_factory=Redactor)
    counts: DeviationCounts = field(default_factory=DeviationCounts)
    with_values: bool = False

    def report_findings(self, findings: Iterable[Finding], response: Response) -> None:
        """Count the deviations, log those of new places, and call the hook.

        With `strict`, raises DecodeError for the first one that the description does
        not allow.
        """
        places: dict[int, _Place] = {}
        try:
            for finding in findings:
                rule, is_strict = finding.rule, self.strict
                if is_strict and rule.kind not in ALLOWED:
                    self.fail_for(finding, response)
                # By the id, which is quicker; the place keeps the rule alive.
                if (place := places.get(id(rule))) is None:
                    place = places[id(rule)] = _Place(rule, *self._texts(rule))
                place.number += 1
                if self.report is not None:
                    self.report(self._deviation(finding, place, response.status))
        finally:
            for place in places.values():
                self.counts.add(
                    self.operation,
                    place.schema,
                    place.rule.kind,
                    place.expected,
                    place.number,
                )

    def count_values(self, members: Iterable[Enum]) -> None:
        """Count undeclared values of enumerations, and log those of new places."""
        for kind, number in Counter(map(type, members)).items():
            schema, expected = schema_pointer(kind), f"a known {kind.__name__}"
            undeclared = DeviationKind.UNDECLARED_VALUE
            self.counts.add(self.operation, schema, undeclared, expected, number)

    def _deviation(self, finding: Finding, place: _Place, status: int) -> Deviation:
        redacted = self.redactor.text
        return Deviation(
            self.operation,
            shown(redacted(finding.path()), PATH),
            place.expected,
            JSON_TYPES.get(type(finding.value), "a value"),
            place.rule.kind,
            place.schema,
            status,
            finding.shown(redacted) if self.with_values else None,
        )

    def _texts(self, rule: Rule) -> tuple[str, str]:
        """Return the pointer and what is declared, without credentials.

        The pointer of an undeclared property ends with a name that the vendor chose.
        That of a body can contain the media type that the vendor sent.
        """
        holder, slash, name = self.redactor.text(rule.schema).rpartition("/")
        schema = holder + slash + shown(name, NAME)
        return schema, self.redactor.text(rule.expected)

    def fail_for(self, finding: Finding, response: Response) -> NoReturn:
        """Raise a DecodeError about a deviation."""
        redacted = self.redactor.text
        where = shown(redacted(finding.path()), PATH) or "the response"
        got, expected = finding.shown(redacted), finding.rule.expected
        self.fail(f"{where} is {got} (expected {expected})", response)

    def fail(self, message: str, response: Response) -> NoReturn:
        """Raise a DecodeError about the response."""
        raise DecodeError(
            self.redactor.text(message),
            response=self.redactor.response(response),
            operation=self.operation,
        ) from None

    def body_schema(self, kind: Any, response: Response) -> str:
        """Return the JSON pointer of the schema of a response's body."""
        if is_model(kind):
            return schema_pointer(kind)
        media = response.media or self.accept
        return body_pointer(self.operation, str(response.status), media)
