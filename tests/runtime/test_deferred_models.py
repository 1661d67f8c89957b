"""Models that are built when they are first used behave like models built at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import ModuleType
from typing import Any

import pytest
from pydantic import ValidationError
from specloom_runtime.models.decoding import Decoder
from specloom_runtime.models.model import completed
from specloom_runtime.models.workload import choices_in

CIRCLE = """
from __future__ import annotations
from typing import Annotated
from pydantic import Field
from specloom_runtime import Model

class Customer(Model):
    id: Annotated[str, Field(max_length=5)]
    bank: str | Bank | Card | None = None
    cards: list[Card] = []

class Card(Model):
    number: int
    customer: str | Customer | None = None

class Bank(Model):
    iban: str
    owner: str | Customer | None = None
    mandates: dict[str, Mandate] = {}

class Mandate(Model):
    signed: bool
    bank: Bank | None = None
"""
BODY = {
    "id": "c1",
    "bank": {
        "iban": "NL1",
        "owner": {"id": "c2", "cards": [{"number": 1, "customer": {"id": "c3"}}]},
        "mandates": {"a": {"signed": True, "bank": {"iban": "NL2"}}},
    },
    "cards": [{"number": 2, "customer": "c1"}, {"number": 3, "new": [1]}],
}


@pytest.fixture
def circle(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A module of models that refer to each other, none of which was used."""
    module = ModuleType("customers_and_banks")
    sys.modules[module.__name__] = module
    exec(CIRCLE, vars(module))
    yield module
    del sys.modules[module.__name__]


def test_fields_are_resolved_without_building_the_validator(circle: Any) -> None:
    fields = completed(circle.Customer).model_fields
    assert fields["cards"].annotation == list[circle.Card]
    assert not circle.Customer.__pydantic_complete__
    assert not circle.Bank.__pydantic_fields_complete__
    assert circle.Customer.model_validate(BODY).bank.mandates["a"].signed is True
    assert circle.Customer.__pydantic_complete__


def test_searching_a_type_for_unions_builds_no_validator(circle: Any) -> None:
    assert choices_in(circle.Customer) == (True, 2)
    models = (circle.Customer, circle.Card, circle.Bank, circle.Mandate)
    assert not any(each.__pydantic_complete__ for each in models)


def test_model_whose_fields_are_resolved_behaves_like_others(circle: Any) -> None:
    choices_in(circle.Customer)
    value = Decoder[Any](circle.Customer).adapter.validate_json(json.dumps(BODY))
    assert type(value.bank.owner.cards[0].customer) is circle.Customer
    assert value.bank.model_dump(exclude_unset=True) == BODY["bank"]
    assert json.loads(value.model_dump_json(exclude_unset=True)) == BODY
    bank: Any = circle.Bank
    with pytest.raises(ValidationError) as caught:
        bank(iban="NL3", mandates={"a": {"signed": "perhaps"}})
    assert [each["loc"] for each in caught.value.errors()] == [
        ("mandates", "a", "signed")
    ]
    assert set(bank.model_json_schema()["$defs"]) == {
        *("Bank", "Card", "Customer", "Mandate")
    }


def test_threads_that_use_a_model_for_the_first_time_at_once(circle: Any) -> None:
    barrier = Barrier(8)

    def use(number: int) -> Any:
        barrier.wait()
        if number % 2:
            choices_in(circle.Customer)
        return circle.Customer.model_validate(BODY)

    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(use, range(8)))
    assert all(value == values[0] for value in values)
    assert {type(value.bank) for value in values} == {circle.Bank}
