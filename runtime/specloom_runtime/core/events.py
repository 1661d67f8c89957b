"""The values that a client's hooks receive: attempts and deviations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


@dataclass(frozen=True)
class Attempt:
    """One attempt of a call, for the `on_attempt` hook.

    `number` counts from 1. `reason` is the reason of the failure, or "" for a success.
    `delay` is the number of seconds until the next attempt; None if there is no further
    attempt.
    """

    number: int
    operation: str
    reason: str = ""
    delay: float | None = None
    status: int | None = None
    request_id: str | None = None
    replayed: bool = False


class DeviationKind(StrEnum):
    """The kinds of difference between a response and the description.

    INVALID_VALUE is a value of the right type that violates a bound, a pattern or a
    format. MISSING is a property that the description requires, and NOT_RETURNED one
    that it does not require but that responses always have. CONTRADICTION is a response
    that contradicts itself about the end of a list.
    """

    UNDECLARED_PROPERTY = "undeclared property"
    UNDECLARED_VALUE = "undeclared value"
    UNDECLARED_STATUS = "undeclared status"
    WRONG_TYPE = "wrong type"
    INVALID_VALUE = "invalid value"
    NULL = "null"
    MISSING = "missing"
    NOT_RETURNED = "not returned"
    CONTRADICTION = "contradiction"


class Deviation(NamedTuple):
    """A part of a response that does not match the description; its value was kept.

    It is a named tuple, because a page can have thousands of deviations.

    Attributes:
        operation: the method and path of the operation, or the name of a webhook.
        path: the path from the root of the body (`items.3.name`); "" for the root.
        expected: the declared type or value.
        got: the JSON type of the received value, or "missing". For a contradiction, it
            is the number that contradicts another one.
        kind: the kind of difference.
        schema: the JSON pointer of the violated schema in the normalized description
            (`#/components/schemas/Contact/properties/name`), with references followed;
            "" if the description has no schema for the place.
        status: the status of the response; None if there is not exactly one.
        value: the received value as shortened text without credentials. None unless the
            client has `deviation_values=True`.
    """

    operation: str
    path: str
    expected: str
    got: str
    kind: DeviationKind
    schema: str = ""
    status: int | None = None
    value: str | None = None

    def __str__(self) -> str:
        where, got = self.path or "the response", self.value or self.got
        return f"{self.operation}: {where} is {got} (expected {self.expected})"
