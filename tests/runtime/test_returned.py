"""Properties that responses always have, although the description allows less."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError
from small_vendor import MODES, Vendor, ok
from specloom_runtime import (
    CamelModel,
    DecodeError,
    Deviation,
    DeviationKind,
    Model,
    Operation,
    RequestError,
    Returned,
    TypeForm,
)


class Contact(CamelModel):
    name: str
    number: Returned[int] = Field(ge=1)
    note: Returned[str | None]
    version: Returned[Annotated[str, Field(alias="_version")]]
    fax: str | None = None


class ContactUpdate(CamelModel):
    name: str
    number: int


GET = Operation("GET", "/contacts/{number}", Contact)
LIST = Operation("GET", "/contacts", TypeForm[list[Contact]])
FULL = {"name": "A", "number": 1, "note": None, "_version": "v"}
both = pytest.mark.parametrize("mode", MODES)


def got(mode: str, data: Any, **options: Any) -> tuple[Any, list[Deviation]]:
    found: list[Deviation] = []
    vendor = Vendor(mode, [ok(data)], on_deviation=found.append, **options)
    if isinstance(data, list):
        return vendor.call(LIST), found
    return vendor.call(GET, path={"number": 1}), found


@both
def test_a_response_with_all_of_them_has_no_deviation(mode: str) -> None:
    contact, found = got(mode, FULL, strict=True)
    assert (contact.number, contact.note, contact.version) == (1, None, "v")
    assert found == []


@both
@pytest.mark.parametrize("strict", [False, True])
def test_an_absent_one_is_a_deviation_and_no_error(mode: str, strict: bool) -> None:
    items, found = got(mode, [FULL, {"name": "B"}], strict=strict)
    assert (items[1].name, items[1].number, items[1].version) == ("B", None, None)
    assert items[1].model_fields_set == {"name"}
    schema = "#/components/schemas/Contact/properties"
    assert [(each.kind, each.path, each.schema, each.got) for each in found] == [
        (DeviationKind.NOT_RETURNED, f"1.{wire}", f"{schema}/{wire}", "missing")
        for wire in ("number", "note", "_version")
    ]


@both
def test_they_are_counted_and_logged(
    mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    vendor = Vendor(mode, [ok({"name": "B"})], strict=True)
    vendor.call(GET, path={"number": 1})
    assert set(vendor.client.deviation_counts.values()) == {1}
    assert len(vendor.client.deviation_counts) == 3
    assert "not returned at #/components/schemas/Contact/properties/number" in (
        caplog.text
    )


@both
@pytest.mark.parametrize(
    "data", [{**FULL, "number": None}, {**FULL, "number": 0}, {"number": 1}]
)
def test_what_the_description_refuses_is_still_an_error(mode: str, data: Any) -> None:
    with pytest.raises(DecodeError):
        got(mode, data, strict=True)


def test_a_constructor_requires_them() -> None:
    with pytest.raises(ValidationError):
        Contact.model_validate({"name": "A"})
    given: Any = {"name": "A", "number": 1, "note": None, "version": "v"}
    assert Contact(**given).number == 1


def test_an_update_cannot_be_made_of_an_object_without_them() -> None:
    contact, _ = got("sync", {"name": "B"})
    with pytest.raises(RequestError, match="number"):
        ContactUpdate.of(contact)


def test_a_union_prefers_the_alternative_without_deviations() -> None:
    class Person(Model):
        name: str

    operation = Operation("GET", "/x", TypeForm[Contact | Person])
    assert isinstance(Vendor("sync", [ok({"name": "A"})]).call(operation), Person)
