"""Find out where the examples that were removed contradict their schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend
from referencing.exceptions import Unresolvable

from ...document import schema_name
from ...errors import Contradiction, SourceLocation
from ...load import location_of
from ..report import Subject

MOST = 20
"""The maximum number of contradictions of one example that are reported."""
LONGEST = 120
"""The maximum length of the description of a contradiction."""
UNREADABLE = (Unresolvable, RecursionError, ValueError, TypeError, ArithmeticError)


@dataclass(frozen=True)
class RemovedExample:
    """An example that is not valid for its schema.

    Attributes:
        subject: the body or response that has the example.
        example: the example, with its locations.
        schema: the schema, with its locations.
        near: the location of the object that had the example.
        components: the component schemas.
        validator: creates a validator for the schema.
    """

    subject: Subject
    example: Any
    schema: Any
    near: SourceLocation
    components: Any
    validator: Callable[[Any], Any]

    def contradictions(self) -> Iterator[Contradiction]:
        """Yield each contradiction; equal ones of several items are one."""
        seen = set()
        for error in islice(self._errors(), MOST):
            at = self._schema_location(list(error.absolute_schema_path))
            problem = " ".join(error.message.split())[:LONGEST]
            if (at, problem) in seen:
                continue
            seen.add((at, problem))
            steps = list(error.absolute_path)
            subject = f"{self.subject.kind} {self.subject.where}"
            path = "/".join(map(str, steps))
            place = self._location(steps)
            yield Contradiction(place, subject, path, problem, at, self.near)

    def _errors(self) -> Iterator[ValidationError]:
        try:
            for error in self.validator(self.schema).iter_errors(self.example):
                # Of an alternative, the error that is deepest in the best one.
                yield best_match(iter([error])) or error
        except UNREADABLE:
            return  # The schema itself is invalid, which the report says.

    def _location(self, steps: Sequence[str | int]) -> SourceLocation:
        """Return the location of a part of the example."""
        node, found = self.example, location_of(self.example, None, self.near)
        for step in steps:
            found, node = location_of(node, step, found), node[step]
        return found

    def _schema_location(self, steps: Sequence[str | int]) -> SourceLocation:
        """Return the location of a keyword; the path does not contain references."""
        node, found = self.schema, location_of(self.schema, None, self.near)
        for step in steps:
            try:
                while isinstance(node, dict) and "$ref" in node and step not in node:
                    node = self.components[schema_name(node["$ref"])]
                found, node = location_of(node, step, found), node[step]
            except (KeyError, IndexError):
                return found  # A condition for a discriminator has no location.
        return found


def complete_validator(once: Any) -> Any:
    """Return a validator class that reports all errors, with their paths.

    Args:
        once: a class that validates a value against a referenced schema only once.
    """
    keywords = {"$ref": Draft202012Validator.VALIDATORS["$ref"]}
    return cast(Any, extend)(once, keywords)
