"""Rows of all types that models have, and of JSON that does not match them."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import RootModel
from pydantic_core import from_json
from specloom_runtime import CamelModel, DecodeError, Minutes, OpenEnum, Tagged
from specloom_runtime.core.responses import Response
from specloom_runtime.filters.evaluation import value_of
from specloom_runtime.models.decode_context import DecodeContext
from specloom_runtime.models.decoding import LARGE, Decoder
from specloom_runtime.models.json_parsing import fast_parser, parse_json
from specloom_runtime.models.row_decoding import decode_rows
from typing_extensions import TypeAliasType

DAY, LATER = date(2026, 5, 1), date(2026, 5, 2)


class State(OpenEnum):
    OPEN = "open"


class Days(RootModel[list[date]]):
    pass


class Names(RootModel[dict[str, "Cat"]]):
    pass


class Cat(CamelModel):
    kind: Literal["cat"] = "cat"
    born_on: date


class Dog(CamelModel):
    kind: Literal["dog"] = "dog"
    tail_length: int


class Stone(CamelModel):
    kind: Literal["stone"] = "stone"
    weight: float


class Dated(CamelModel):
    number: int = 0
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, date]


class Node(CamelModel):
    next_node: Node | None = None
    day: date | None = None


Tree = TypeAliasType("Tree", "date | list[Tree]")
Text = TypeAliasType("Text", "str | list[Text]")
Day = TypeAliasType("Day", date)
Pair = TypeAliasType("Pair", tuple[Day, Day, Literal["a"]])
PET = Annotated[
    Cat | Dog | Stone, Tagged("kind", {"cat": Cat, "dog": Dog, "stone": Stone})
]


def rows(kind: Any, body: Any, **options: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    context = DecodeContext("GET /things", **options)
    return decode_rows(
        Decoder[Any](kind), Response(status=200, body=text.encode()), context
    )


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (Days, ["2026-05-01"], [DAY]),
        (list[Days], [["2026-05-01"], ["2026-05-02"]], [[DAY], [LATER]]),
        (Names, {"a": {"bornOn": "2026-05-01"}}, {"a": {"born_on": DAY}}),
        (dict[str, Cat], {"aB": {"bornOn": None}}, {"aB": {"born_on": None}}),
        (dict[str, Cat], {"aB": None, "b": 1}, {"aB": None, "b": 1}),
        (dict[str, list[Cat]], {"a": "no list"}, {"a": "no list"}),
        (list[dict[str, Cat]], [["no object"]], [["no object"]]),
        (list[Cat], ["no object", None, 3], ["no object", None, 3]),
        (Dated, {"number": 1, "x": "2026-05-01"}, {"number": 1, "x": DAY}),
        (Dated, {"x": None}, {"x": None}),
        (list[Tree], ["2026-05-01", [["2026-05-02"]]], [DAY, [[LATER]]]),
        (list[Text], ["a", [["b"]]], ["a", [["b"]]]),
        (list[Day], ["2026-05-01"], [DAY]),
        (Pair, ["2026-05-01", "2026-05-02", "a"], (DAY, LATER, "a")),
        (tuple[date, ...], ["2026-05-01"], (DAY,)),
        (date | int, '"2026-05-01"', DAY),
        (date | int, 7, 7),
        (State | date, '"open"', "open"),
        (list[State | None], ["open", "new", None], ["open", "new", None]),
        (list[Literal["a"] | date], ["a", "2026-05-01"], ["a", DAY]),
        (list[list[list[date]]], [[["2026-05-01"]]], [[[DAY]]]),
        (
            Node,
            {"nextNode": {"nextNode": {"day": "2026-05-01"}}},
            {"next_node": {"next_node": {"day": DAY}}},
        ),
        (
            list[PET],
            [
                {"kind": "cat", "bornOn": "2026-05-01"},
                {"kind": "dog", "tailLength": 3},
                {"kind": "stone", "weight": 2.5},
            ],
            [
                {"kind": "cat", "born_on": DAY},
                {"kind": "dog", "tail_length": 3},
                {"kind": "stone", "weight": 2.5},
            ],
        ),
        (list[PET], ["no object", None], ["no object", None]),
        (list[Cat | Dog], [{"bornOn": "2026-05-01"}], [{"born_on": DAY}]),
        (list[Cat | str], [{"bornOn": "2026-05-01"}, "x"], [{"born_on": DAY}, "x"]),
        (list[Cat | date], ["2026-05-01"], [DAY]),
        (list[Days | Cat], [["2026-05-01"]], [[DAY]]),
        (
            list[Cat | dict[str, Any]],
            [{"bornOn": "2026-05-01"}, {"a": 1}],
            [{"born_on": DAY}, {"a": 1}],
        ),
        (int, 3, 3),
        (list[Any], [{"aB": 1}], [{"aB": 1}]),
    ],
)
def test_values_by_type(kind: Any, data: Any, expected: Any) -> None:
    found = rows(kind, data)
    assert found == expected
    assert repr(found) == repr(expected)


def test_without_a_decoder_there_are_no_rows() -> None:
    assert (
        decode_rows(None, Response(status=200, body=b"{}"), DecodeContext("GET /x"))
        is None
    )


def test_decimals_of_a_page_have_all_digits() -> None:
    body = '{"a": [0.10, 12345678901234567890.123456789], "b": ["1.50", 2]}'
    found = rows(dict[str, list[Decimal]], body)
    assert list(map(str, found["a"])) == ["0.10", "12345678901234567890.123456789"]
    assert list(map(str, found["b"])) == ["1.50", "2"]


def test_place_of_a_value_that_does_not_match() -> None:
    found: list[Any] = []
    body = {"a": [[["2026-05-01", "yesterday"]]]}
    expected = {"a": [[[DAY, "yesterday"]]]}
    assert (
        rows(dict[str, list[list[list[date]]]], body, report=found.append) == expected
    )
    assert [deviation.path for deviation in found] == ["a.0.0.1"]


@pytest.mark.parametrize("kind", [list[Cat], Cat, dict[str, date]])
@pytest.mark.parametrize("body", ['"text"', "3", "true"])
def test_container_of_another_type_is_an_error(kind: Any, body: str) -> None:
    with pytest.raises(DecodeError):
        rows(kind, body)


@pytest.mark.parametrize(("kind", "body"), [(Days, "{}"), (Names, "[]")])
def test_model_of_a_container_has_another_type(kind: Any, body: str) -> None:
    found: list[Any] = []
    assert rows(kind, body, report=found.append) == json.loads(body)
    assert [str(deviation.kind) for deviation in found] == ["wrong type"]


def test_value_of_a_field_in_a_row() -> None:
    class Subject:
        wire, label = "lastUpdated", "last_updated"

    subject: Any = Subject()
    assert value_of({"lastUpdated": 1, "last_updated": 2}, subject) == 1
    assert value_of({"last_updated": 2}, subject) == 2
    assert value_of({"other": 2}, subject) is None


@pytest.fixture(params=["msgspec", "pydantic"])
def parser(request: pytest.FixtureRequest) -> Iterator[str]:
    """Parse with and without msgspec."""
    name: str = request.param
    with pytest.MonkeyPatch.context() as patch:
        fast_parser.cache_clear()
        if name == "pydantic":
            patch.setitem(sys.modules, "msgspec.json", None)
        assert (fast_parser() is None) is (name == "pydantic")
        yield name
    fast_parser.cache_clear()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[1e400]", "the number 1e400 is out of range"),
        ("[-1E+400]", "the number -1E+400 is out of range"),
        ('["Infinity", 1e999]', "the number 1e999 is out of range"),
        ("[1" + 400 * "0" + ".0]", "is out of range"),
        (f'["{LARGE * "x"}", 1e400]', "the number 1e400 is out of range"),
        ("[NaN]", "not JSON"),
        ("[Infinity]", "not JSON"),
        ("[1,]", "not JSON"),
        ("[1] 2", "not JSON"),
        ('["\\ud800"]', "not JSON"),
        ("[01]", "not JSON"),
    ],
)
def test_unreadable_json(parser: str, body: str, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        rows(list[Any], body)
    assert message in str(caught.value)
    assert str(caught.value).startswith("GET /things: ")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('["Infinity", "NaN"]', ["Infinity", "NaN"]),
        ("[1e308, 5e-324, 1e-400]", [1e308, 5e-324, 0.0]),
        ("[123456789012345678901234567890]", [123456789012345678901234567890]),
        ("[-0.0, -0, 1.0]", [-0.0, 0, 1.0]),
        ('["\\ud83d\\ude00", "\\u0000"]', ["\U0001f600", "\0"]),
    ],
)
def test_unusual_json(parser: str, body: str, expected: list[Any]) -> None:
    assert repr(rows(list[Any], body)) == repr(expected)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON, st.booleans())
def test_data_is_that_of_the_other_parser(data: Any, ascii_only: bool) -> None:
    body = json.dumps(data, ensure_ascii=ascii_only).encode()
    assert repr(parse_json(body)) == repr(from_json(body)) == repr(data)


@given(st.decimals(allow_nan=False, allow_infinity=False).map(str))
def test_floats_are_the_nearest(text: str) -> None:
    nearest = float(text)
    if not math.isinf(nearest):
        assert repr(parse_json(f"[{nearest!r}]".encode())) == repr([nearest])


def test_quantities_have_their_unit() -> None:
    (found,) = rows(list[Minutes], [90])
    assert (found, found.unit) == (90.0, "minutes")


def test_times_have_their_zone() -> None:
    (found,) = rows(list[datetime], ["2026-05-01T14:00:00+02:00"])
    assert found == datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert found.utcoffset().total_seconds() == 7200
