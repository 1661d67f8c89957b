"""Responses of models that refer to each other, whose validators grow when needed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Barrier
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter
from small_clients import built, imported
from specloom_runtime import DecodeError
from specloom_runtime.core.deviation_counts import DeviationCounts
from specloom_runtime.core.responses import Headers, Response
from specloom_runtime.models.decode_context import DecodeContext
from specloom_runtime.models.decoding import Decoder, decode
from specloom_runtime.models.partial_validators import MOST_PARTS, PartialValidator


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
DAY = {"type": "string", "format": "date"}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Small", "version": "1"},
    "servers": [{"url": "https://x.example"}],
    "components": {
        "schemas": {
            "Customer": _object(
                ["id"],
                id=TEXT,
                source={"anyOf": [TEXT, _schema("Bank"), _schema("Card")]},
                cards={"type": "array", "items": _schema("Card")},
                parent={"allOf": [_schema("Customer")], "nullable": True},
            ),
            "Card": _object(
                ["number"],
                number=NUMBER,
                until=DAY,
                customer={"anyOf": [TEXT, _schema("Customer")]},
                charges={
                    "type": "object",
                    "additionalProperties": _schema("Charge"),
                },
            ),
            "Bank": _object(["iban"], iban=TEXT, owner=_schema("Customer")),
            "Charge": _object(
                ["amount"],
                amount={"type": "number", "format": "decimal"},
                card=_schema("Card"),
                refund=_schema("Refund"),
                times=NUMBER,
                fee={"type": "string", "format": "decimal"},
                state={"type": "string", "enum": ["open", "paid"]},
            ),
            "Refund": _object(["charge"], charge=_schema("Charge")),
        }
    },
    "paths": {
        "/customer": {
            "get": {
                "operationId": "getCustomer",
                "tags": ["things"],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {"schema": _schema("Customer")}
                        },
                    }
                },
            }
        }
    },
}
TEXTS = built(DOCUMENT).texts


@pytest.fixture
def models() -> Iterator[Any]:
    with imported(TEXTS) as package:
        yield import_module(f"{package.__name__}.models")


def _decode(
    decoder: Decoder[Any], data: Any, found: list[Any] | None = None, **options: Any
) -> Any:
    body = json.dumps(data).encode()
    headers = Headers([("content-type", "application/json")])
    response = Response(status=200, headers=headers, body=body)
    report = None if found is None else found.append
    return decode(
        decoder, response, DecodeContext("GET /customer", report=report, **options)
    )


def _is_built(model: type[BaseModel]) -> bool:
    return model.__pydantic_complete__


def test_only_models_that_a_response_contains_are_included(models: Any) -> None:
    decoder = Decoder[Any](models.Customer)
    left_out = decoder.validator.left_out
    assert models.Card in left_out
    assert models.Customer not in left_out

    assert _decode(decoder, {"id": "1", "source": "s", "parent": {"id": "2"}}).id == "1"
    assert decoder.validator.left_out == left_out
    value = _decode(decoder, {"id": "1", "cards": [{"number": 3}]})

    assert type(value.cards[0]) is models.Card
    assert models.Card not in decoder.validator.left_out
    assert models.Charge in decoder.validator.left_out
    assert not any(map(_is_built, (models.Customer, models.Card, models.Charge)))


def _customer(source: random.Random, depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {"id": source.choice(["a", "b"])}
    if depth and source.random() < 0.7:
        bank = {"iban": "NL", "owner": _customer(source, depth - 1)}
        made["source"] = source.choice(["s", bank, _card(source, depth - 1)])
    if depth and source.random() < 0.5:
        made["cards"] = [_card(source, depth - 1) for _ in range(source.randint(0, 2))]
    if depth and source.random() < 0.5:
        made["parent"] = source.choice([None, _customer(source, depth - 1)])
    return made


def _card(source: random.Random, depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {"number": source.randint(0, 9), "until": "2024-02-29"}
    if depth and source.random() < 0.5:
        made["customer"] = source.choice(["c", _customer(source, depth - 1)])
    if depth and source.random() < 0.5:
        charge = {"amount": 0.1, "refund": {"charge": {"amount": 2.5}}}
        made["charges"] = {"x": {**charge, "card": _card(source, depth - 1)}}
    return made


def _spoiled(source: random.Random, data: Any) -> Any:
    """Return data with a wrong value at a random place."""
    if isinstance(data, dict) and data and source.random() < 0.8:
        key = source.choice(sorted(data))
        return {**data, key: _spoiled(source, data[key])}
    if isinstance(data, list) and data:
        return [_spoiled(source, data[0]), *data[1:]]
    return source.choice([None, 7, "w", [], {}, {"number": "x"}])


@pytest.mark.parametrize("seed", range(40))
def test_values_are_those_of_the_whole_validator(models: Any, seed: int) -> None:
    source = random.Random(seed)
    whole, decoder = TypeAdapter[Any](models.Customer), Decoder[Any](models.Customer)
    for depth in (1, 3, 5, 2):
        data = _customer(source, depth)
        value = _decode(decoder, data)
        expected = whole.validate_json(json.dumps(data), strict=True)
        assert value == expected
        assert repr(value) == repr(expected)
        assert value.model_dump_json(exclude_unset=True) == expected.model_dump_json(
            exclude_unset=True
        )


@pytest.mark.parametrize("seed", range(40))
def test_deviations_are_at_the_same_places(models: Any, seed: int) -> None:
    source = random.Random(seed)
    data = _spoiled(source, _customer(source, 4))
    partial, whole = Decoder[Any](models.Customer), Decoder[Any](models.Customer)
    while whole.validator.left_out:
        whole.validator = whole.validator.including(whole.validator.left_out)
    results = []
    for decoder in (whole, partial):
        found: list[Any] = []
        try:
            results.append((_decode(decoder, data, found), found))
        except DecodeError as error:
            results.append((str(error), found))
    assert results[0] == results[1]
    assert repr(results[0]) == repr(results[1])


def test_chain_of_needed_models_ends_with_the_whole_validator(models: Any) -> None:
    decoder = Decoder[Any](models.Customer)
    for _ in range(MOST_PARTS):
        decoder.validator = decoder.validator.including([])
    assert not decoder.validator.left_out
    data = {"id": "1", "cards": [{"number": 3, "charges": {"x": {"amount": 1}}}]}
    assert _decode(decoder, data).cards[0].charges["x"].amount == 1


def test_models_that_were_built_before_are_whole(models: Any) -> None:
    models.Card.model_validate({"number": 1})
    decoder = Decoder[Any](models.Customer)
    data = {"id": "1", "cards": [{"number": 3}]}
    assert type(_decode(decoder, data).cards[0]) is models.Card
    assert decoder.choices.branching == 2


def test_unions_that_can_contain_themselves_are_counted(models: Any) -> None:
    decoder = Decoder[Any](models.Customer)
    data: dict[str, Any] = {"id": "1"}
    for _ in range(60):
        data = {"id": "1", "source": {"iban": "NL", "owner": data}}
    value = _decode(decoder, data)
    for _ in range(60):
        value = value.source.owner
    assert value.id == "1"


def test_threads_with_different_first_responses(models: Any) -> None:
    decoder, barrier = Decoder[Any](models.Customer), Barrier(8)
    source = random.Random(1)
    bodies = [_customer(source, 4) for _ in range(8)]

    def read(data: Any) -> Any:
        barrier.wait()
        return _decode(decoder, data)

    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(read, bodies))
    whole = TypeAdapter[Any](models.Customer)
    assert values == [whole.validate_json(json.dumps(d), strict=True) for d in bodies]


def test_types_too_deep_for_the_stack_are_built_on_another(models: Any) -> None:
    kind: Any = models.Customer
    for _ in range(1000):
        kind = list[kind]
    decoder = Decoder[Any](kind)
    assert models.Card in decoder.validator.left_out
    assert _decode(decoder, [[[]]]) == [[[]]]


def test_undeclared_values_are_counted_once(models: Any) -> None:
    counts, decoder = DeviationCounts(), Decoder[Any](models.Charge)
    left_out = decoder.validator.left_out
    assert models.Refund in left_out
    data = {"amount": 1, "state": "lost", "refund": {"charge": {"amount": 1}}}
    _decode(decoder, data, counts=counts)
    assert decoder.validator.left_out != left_out
    assert list(counts.snapshot().values()) == [1]


def test_undeclared_values_are_counted_once_in_converted_data(models: Any) -> None:
    counts, decoder = DeviationCounts(), Decoder[Any](models.Charge)
    _decode(decoder, {"amount": 1, "state": "lost", "times": 2.0}, counts=counts)
    assert list(counts.snapshot().values()) == [1]


class _Shared(Decoder[Any]):
    """A decoder whose first validator another thread restores after each use."""

    @property  # type: ignore[override]
    def validator(self) -> PartialValidator[Any]:
        found, self._now = self._now, self._first
        return found

    @validator.setter
    def validator(self, value: PartialValidator[Any]) -> None:
        self._now = value
        self._first = vars(self).setdefault("_first", value)


def test_decimals_keep_their_digits_when_another_thread_replaces_the_validator(
    models: Any,
) -> None:
    decoder = _Shared(models.Customer)
    assert not decoder.validator.has_decimals
    fee = "0.1234567890123456789012345"
    charges = f'{{"x": {{"amount": 1, "fee": {fee}}}}}'
    body = f'{{"id": "1", "cards": [{{"number": 3, "charges": {charges}}}]}}'
    headers = Headers([("content-type", "application/json")])
    response = Response(status=200, headers=headers, body=body.encode())
    value = decode(decoder, response, DecodeContext("GET /customer"))
    assert value is not None
    assert str(value.cards[0].charges["x"].fee) == fee
