"""Numbers in JSON keep all their digits, or are refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field as Described
from pydantic import RootModel, ValidationError
from small_vendor import MODES, Vendor, ok
from specloom_runtime import (
    DecodeError,
    ExactNumber,
    Field,
    KeyMapGrammar,
    Model,
    Number,
    Operation,
    ParameterGrammar,
    RequestError,
    Response,
)
from specloom_runtime.core.exact_numbers import JsonNumber
from specloom_runtime.models.decoding import LARGE, DecodeContext, Decoder, decode
from specloom_runtime.serialization.scalars import dumps
from typing_extensions import TypeAliasType


class Price(Model):
    total: Decimal | None = Described(default=None, alias="totalPrice")
    share: Number | None = None
    parts: list[Price] = []
    by_name: dict[str, Decimal | str] = {}
    count: int | None = None


class Prices(RootModel[list[Price]]):
    pass


class Named(Model):
    __pydantic_extra__: dict[str, Decimal]


Alias = TypeAliasType("Alias", list[Price])


def read(kind: Any, body: str, **options: Any) -> Any:
    response = Response(status=200, body=body.encode())
    return decode(Decoder(kind), response, DecodeContext("GET /x", **options))


numbers = st.decimals(allow_nan=False, allow_infinity=False, places=25) | st.decimals(
    -(10**30), 10**30, allow_nan=False
)


@given(numbers)
def test_a_decimal_has_the_digits_of_its_number(number: Decimal) -> None:
    text = format(number, "f")
    value = read(
        Price,
        f'{{"totalPrice": {text}, "parts": [{{"totalPrice": {text}}}],'
        f' "by_name": {{"a": {text}, "b": "x"}}, "share": 0.1, "more": {text}}}',
    )
    digits = [value.total, value.parts[0].total, value.by_name["a"]]
    assert [format(each, "f") for each in digits] == [text] * 3
    assert (value.share, value.by_name["b"]) == (0.1, "x")


@pytest.mark.parametrize("kind", [list[Price], Prices, Alias, list[Price] | None])
def test_decimals_are_found_in_each_kind_of_type(kind: Any) -> None:
    text = '[{"totalPrice": 1.10}, {"totalPrice": "1.20"}, {"totalPrice": 5}, {}]'
    value = read(kind, text)
    rows = value.root if isinstance(value, Prices) else value
    expected = [Decimal("1.10"), Decimal("1.20"), Decimal(5), None]
    assert [str(row.total) for row in rows] == [str(each) for each in expected]


def test_decimals_are_found_in_undeclared_members_and_next_to_deviations() -> None:
    value = read(Named, '{"a": 0.12345678901234567890}')
    assert value.model_extra == {"a": Decimal("0.12345678901234567890")}
    value = read(Price, '{"totalPrice": 1.10, "parts": "none", "count": "x"}')
    assert (str(value.total), value.parts, value.count) == ("1.10", "none", "x")
    value = read(Price, '{"totalPrice": "soon", "share": 1.5, "by_name": 2.5}')
    assert (value.total, value.share) == ("soon", 1.5)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Price, '{"share": %s}'),
        (Price, '{"totalPrice": %s}'),
        (Price, '{"undeclared": [%s]}'),
        (list[Number], "[%s]"),
        (float, "%s"),
        (dict[str, Any], '{"a": {"b": %s}}'),
    ],
)
@pytest.mark.parametrize("number", ["1e400", "-1E+400", "1" * 400 + ".5"])
def test_a_number_out_of_range_is_an_error(kind: Any, body: str, number: str) -> None:
    with pytest.raises(DecodeError, match="the number .* is out of range"):
        read(kind, body % number)


def test_a_number_out_of_range_is_found_in_a_large_body() -> None:
    rows = ",".join(['{"share": 1.5}'] * (LARGE // 10))
    body = f'[{rows}, {{"share": 1e400}}]'
    with pytest.raises(DecodeError, match="the number 1e400 is out of range"):
        read(list[Price], body)
    value = read(Price, f'{{"totalPrice": "NaN", "note": "{"x" * LARGE}"}}')
    assert value.total == "NaN"


@pytest.mark.parametrize("mode", MODES)
def test_decimals_are_sent_and_read_with_all_digits(mode: str) -> None:
    digits = "0.12345678901234567890123"
    content = b'{"totalPrice": %s}' % digits.encode()
    response = httpx2.Response(200, content=content)
    vendor = Vendor(mode, [response, ok(None)])
    price = vendor.call(Operation("GET", "/x", Price))
    assert str(price.total) == digits
    vendor.call(Operation("POST", "/x", None), body=price)
    assert vendor.asked[1].content == b'{"totalPrice":"%s"}' % digits.encode()


def test_a_number_takes_only_decimals_that_it_can_hold() -> None:
    share: Any
    for share, expected in (
        (Decimal("0.10"), b"0.1"),
        (Decimal("12345678901234567890123"), b"12345678901234567890123"),
    ):
        assert dumps(Price(share=share)) == b'{"share":%s}' % expected
    for share in map(Decimal, ("0.12345678901234567890", "1e-5000", "1e400")):
        with pytest.raises(ValidationError, match="share"):
            Price(share=share)


class Amount(Model):
    size: ExactNumber | None = None
    by_name: dict[str, ExactNumber] | None = None
    other: Decimal | None = None


@given(numbers)
def test_an_exact_number_is_a_number_in_requests_and_responses(number: Decimal) -> None:
    text = format(number, "f")
    body = f'{{"size":{text},"by_name":{{"a":{text}}}}}'
    value = read(Amount, body)
    assert dumps(value) == body.encode()
    assert dumps([{"x": value}, "é", True]) == f'[{{"x":{body}}},"é",true]'.encode()
    assert dumps(Amount(other=number)) == f'{{"other":"{text}"}}'.encode()


def test_json_data_of_python_has_numbers_or_all_digits() -> None:
    digits = "12345678901.123456789012"
    names = {"a": Decimal("4.0"), "b": Decimal(digits), "c": Decimal("1e5000")}
    value = Amount(size=Decimal("0.5"), by_name=names)
    plain = {"size": 0.5, "by_name": {"a": 4, "b": digits, "c": "1E+5000"}}
    assert value.to_dict() == plain
    assert value.model_dump(mode="json", exclude_unset=True) == plain
    assert Amount.model_construct(size="many").model_dump()["size"] == "many"


@pytest.mark.parametrize("wrong", ["NaN", "sNaN", "-Infinity", "1e5000", "-1e400"])
def test_an_exact_number_that_cannot_be_sent_is_refused(wrong: str) -> None:
    amount = Amount.model_construct(size=Decimal(wrong))
    with pytest.raises(RequestError, match="size: "):
        dumps(amount)
    with pytest.raises(RequestError, match="0.a: "):
        dumps([{"a": JsonNumber(wrong)}])


@pytest.mark.parametrize("text", ["NaN", "sNaN", "-Infinity"])
def test_json_data_has_text_for_a_number_that_json_cannot_contain(text: str) -> None:
    amount = Amount.model_construct({"size"}, size=Decimal(text))
    assert amount.to_dict() == {"size": text}


def test_filters_in_a_body_have_exact_numbers() -> None:
    digits = "12345678901.123456789012"
    condition = Field("size").eq(Decimal(digits))
    keys = KeyMapGrammar(conditions={"eq": "eq"}, default="eq")
    members = ParameterGrammar(conditions={"eq": "{field}"}, nested=True)
    for grammar in (keys, members):
        assert dumps(grammar.render(condition)) == f'{{"size":{digits}}}'.encode()
    plain = ParameterGrammar(conditions={"eq": "{field}"})
    assert plain.render(condition) == {"size": digits}
