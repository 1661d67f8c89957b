"""Create the subjects of the report: each declared element, and its parts.

No other module creates subjects, so that all passes use the same name for an element.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ...document import METHODS, each_operation, wire

Kind = Literal["operation", "parameter", "body", "response", "schema", "event", "part"]


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
        """Return the subject of a component with this name in normal form."""
        return cls("schema", name)

    def parameter(self, parameter: Mapping[str, Any]) -> Subject:
        """Return the subject of a parameter of this operation."""
        location, name = parameter.get("in"), parameter.get("name")
        return Subject("parameter", f"{self.where} {location} {name}")

    def body(self) -> Subject:
        """Return the subject of the request body; for an event, the event itself."""
        return Subject("body", self.where) if self.kind == "operation" else self

    def response(self, status: str) -> Subject:
        """Return the subject of a response of this operation."""
        return Subject("response", f"{self.where} {status}")


def events(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield the name, the method and the object of each webhook and callback."""
    for name, item in (document.get("webhooks") or {}).items():
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield name, method, item[method]


def messages(document: Any) -> Iterator[tuple[Subject, Any]]:
    """Yield every operation and event, with its subject."""
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


def units(subject: Subject, message: Any) -> Iterator[Subject]:
    """Yield the subject of an operation or event, and the subjects of its parts."""
    yield subject
    yield from (part_subject for part_subject, _ in message_parts(subject, message))
