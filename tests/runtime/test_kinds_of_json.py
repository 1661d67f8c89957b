"""Test that a value is read as its own kind of JSON, and any other is a deviation."""

from __future__ import annotations

import json
from datetime import date, datetime
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from specloom_runtime import DecodeError, Deviation, Number, Response
from specloom_runtime.models.decode_context import DecodeContext
from specloom_runtime.models.decoding import Decoder, decode

ID = "0b9c7f2e-1c0b-4a3e-9d1e-0123456789ab"
DAY, TIME = "2024-05-01", "2024-05-01T10:00:00Z"
VALUES: tuple[Any, ...] = (
    *(True, False, 0, 1, 5, 1700000000, 1.0, 1.5, None, [], [1], {}, {"a": 1}),
    *("", "a", "true", "null", DAY, TIME, ID),
)


NUMERALS = ("1", "1.5", "1700000000")
"""Text that pydantic reads as seconds where a time is expected."""


def is_whole(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int)


READ: dict[Any, Any] = {
    bool: lambda value: isinstance(value, bool),
    int: lambda value: is_whole(value) or value == 1.0,
    Number: lambda value: is_whole(value) or isinstance(value, float),
    str: lambda value: isinstance(value, str),
    date: lambda value: value == DAY,
    datetime: lambda value: value == TIME,
    UUID: lambda value: value == ID,
}
"""By type: whether a value is of it. 1.0 is an integer in JSON Schema."""
HOLDERS: dict[str, tuple[Any, Any]] = {
    "list": (lambda kind: list[kind], lambda value: [value]),
    "map": (lambda kind: dict[str, kind], lambda value: {"a": value}),
}


def named(kind: Any) -> str:
    return "Number" if kind is Number else str(kind.__name__)


def is_of(kind: Any, value: Any) -> bool:
    # True == 1, also in a set of values.
    return bool(READ[kind](value)) and (kind is bool or not isinstance(value, bool))


def read(kind: Any, value: Any, *, strict: bool) -> tuple[Any, list[Deviation]]:
    """The value as the type, and what deviates."""
    found: list[Deviation] = []
    body = json.dumps(value).encode()
    response = Response(status=200, body=body)
    context = DecodeContext("test", strict=strict, report=found.append)
    return decode(Decoder[Any](kind), response, context), found


def check(kind: Any, value: Any, *, is_valid: bool, holder: str) -> None:
    of, inside = HOLDERS[holder]
    made, found = read(of(kind), inside(value), strict=False)
    kept = next(iter(made)) if holder == "list" else made["a"]
    if is_valid:
        assert not found
        read(of(kind), inside(value), strict=True)
    else:
        assert len(found) == 1
        assert (type(kept), kept) == (type(value), value)
        with pytest.raises(DecodeError):
            read(of(kind), inside(value), strict=True)


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("kind", READ, ids=named)
def test_only_values_of_a_type_are_read_as_it(kind: Any, holder: str) -> None:
    for value in (*VALUES, *(NUMERALS if kind is not datetime else ())):
        check(kind, value, is_valid=is_of(kind, value), holder=holder)
        null = value is None
        check(kind | None, value, is_valid=null or is_of(kind, value), holder=holder)


@pytest.mark.parametrize(("one", "other"), [*permutations(READ, 2)], ids=named)
def test_only_values_of_an_alternative_are_read_as_a_union(
    one: Any, other: Any
) -> None:
    for value in (*VALUES, *(NUMERALS if datetime not in (one, other) else ())):
        is_valid = is_of(one, value) or is_of(other, value)
        check(one | other, value, is_valid=is_valid, holder="list")


def test_a_kept_number_is_what_was_sent() -> None:
    for kind, value in ((int, 1.5), (date, 1700000000), (bool, 1), (str, 1.0)):
        made, _ = read(list[kind], [value], strict=False)
        assert (type(made[0]), made[0]) == (type(value), value)
