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
    """How a response differs from the description.

    INVALID_VALUE is a value of the right type that violates a bound, a pattern or a
    format. CONTRADICTION is a response that contradicts itself about the end of a list.
    """

    UNDECLARED_PROPERTY = "undeclared property"
    UNDECLARED_VALUE = "undeclared value"
    UNDECLARED_STATUS = "undeclared status"
    WRONG_TYPE = "wrong type"
    INVALID_VALUE = "invalid value"
    NULL = "null"
    MISSING = "missing"
    CONTRADICTION = "contradiction"


class Deviation(NamedTuple):
    """A part of a response that does not match the description; its value was kept.

    A named tuple, because a page can have thousands of them.

    Attributes:
        operation: the method and path of the operation, or the name of a webhook.
        path: the path from the root of the body (`items.3.name`); "" for the root.
        expected: what is declared.
        got: the JSON type of what was received, or "missing", but no value; for a
            contradiction, the number that does not fit.
        kind: how the response differs.
        schema: the JSON pointer of the violated schema in the normalized description
            (`#/components/schemas/Contact/properties/name`). References along it are
            followed. "" if the description has no schema for the place.
        status: the status of the response; None if there is no single one.
        value: the received value as text, shortened, without credentials. None unless
            the client has `deviation_values=True`.
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
