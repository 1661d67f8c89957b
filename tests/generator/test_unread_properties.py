"""Test that generated tests notice described properties that no field reads."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import Field
from specloom.testing.samples import Samples
from specloom.testing.unread_properties import assert_properties_are_read
from specloom_runtime import CamelModel, Model

TEXT = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "Base": {"type": "object", "properties": {"placedAt": TEXT}},
    "Order": {
        "allOf": [
            {"$ref": "#/components/schemas/Base"},
            {"properties": {"paidBy": TEXT, "kind": {"const": "order"}}},
        ]
    },
    "Other": {"type": "object", "properties": {"kind": {"const": "other"}}},
}
ORDER = {"$ref": "#/components/schemas/Order"}
SAMPLES = Samples({"components": {"schemas": SCHEMAS}})
CONTENT = {"placedAt": "now", "paidBy": "card", "kind": "order", "further": 1}


class Right(CamelModel):
    placed_at: str | None = None
    paid_by: str | None = None
    kind: str | None = None


class AnotherRule(Model):
    placed_at: str | None = None
    paid_by: str | None = None


class AnotherAlias(CamelModel):
    placed_at: str | None = Field(default=None, alias="placed")
    paid_by: str | None = None


class NoBase(CamelModel):
    paid_by: str | None = None


def lists(schema: Any) -> Any:
    return {"type": "array", "items": schema}


def mappings(schema: Any) -> Any:
    return {"type": "object", "additionalProperties": schema}


def either(schema: Any) -> Any:
    return {"oneOf": [schema, {"type": "null"}]}


def inner(schema: Any) -> Any:
    return {"type": "object", "properties": {"inner": either(schema)}}


class Inner(Model):
    inner: Model | None = None


PLACES = [
    (lambda schema: schema, lambda value: value),
    (lists, lambda value: [value]),
    (mappings, lambda value: {"a": value}),
    (either, lambda value: value),
    (inner, lambda value: Inner.model_construct(inner=value)),
]


@pytest.mark.parametrize(("schema", "value"), PLACES)
@pytest.mark.parametrize("model", [AnotherRule, AnotherAlias, NoBase])
def test_a_property_that_no_field_reads_is_found(
    schema: Any, value: Any, model: type[Model]
) -> None:
    read = value(model.model_validate(CONTENT))
    with pytest.raises(AssertionError, match=rf"{model.__name__}\.placedAt is desc"):
        assert_properties_are_read(SAMPLES, schema(ORDER), read)


@pytest.mark.parametrize(("schema", "value"), PLACES)
def test_properties_that_are_not_described_are_kept(schema: Any, value: Any) -> None:
    read = value(Right.model_validate(CONTENT))
    assert_properties_are_read(SAMPLES, schema(ORDER), read)


def test_one_alternative_is_read() -> None:
    both = {"oneOf": [ORDER, {"$ref": "#/components/schemas/Other"}]}

    class Other(Model):
        kind: str

    read = Other.model_validate({"kind": "other", "placedAt": "now"})
    assert_properties_are_read(SAMPLES, both, read)
