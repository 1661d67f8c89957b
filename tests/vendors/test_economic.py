"""Test the requests of the e-conomic client, and how it reads the responses."""

from __future__ import annotations

import json

import httpx2
import pytest
from small_vendor import MODES, ok
from specloom_clients.economic import AsyncEconomic, ContactFields, Economic
from specloom_clients.economic.models import Contact, ContactInput, ContactUpdate
from specloom_runtime import FilterError
from wire_client import WireClient

C = ContactFields
KINDS = {"sync": Economic, "async": AsyncEconomic}
TOKENS = {"app_secret_token": "demo", "agreement_grant_token": "demo"}


def nothing(_: httpx2.Request) -> httpx2.Response:
    return ok({"items": []})


@pytest.mark.parametrize("mode", MODES)
def test_null_is_a_value_of_a_list(mode: str) -> None:
    wire = WireClient(mode, KINDS, nothing, **TOKENS)
    emails = [f"{number}@b.dk" for number in range(200)]
    for condition in (
        C.email.in_(["a@b.dk", None]),
        C.email.not_in([None, "a@b.dk"]),
        C.email.in_([*emails, None]),
    ):
        wire.call(lambda client, c=condition: client.contacts.list(filter=c))
    first, second, third = [each.url.params["filter"] for each in wire.asked]
    assert first == "email$in:[a@b.dk,$null:]"
    assert second == "email$nin:[$null:,a@b.dk]"
    assert third == f"email$in:[{','.join(emails)}]$or:email$in:[$null:]"
    with pytest.raises(FilterError, match="name cannot be compared with None"):
        C.name.in_(["a", None])


@pytest.mark.parametrize("mode", MODES)
def test_a_false_is_not_sent(mode: str) -> None:
    wire = WireClient(mode, KINDS, lambda _: ok({"number": 7}), **TOKENS)
    for deleted in (False, True):
        wire.call(
            lambda client, said=deleted: client.contacts.create(
                ContactInput(is_deleted=said, name="A", supplier_number=1)
            )
        )
        wire.call(
            lambda client, said=deleted: client.contacts.update(
                ContactUpdate(
                    is_deleted=said,
                    name="A",
                    supplier_number=1,
                    number=7,
                    object_version="v",
                )
            )
        )
    bodies = [json.loads(each.content) for each in wire.asked]
    assert [each.method for each in wire.asked] == ["POST", "PUT"] * 2
    assert ["isDeleted" in body for body in bodies] == [False, False, True, True]
    read = WireClient(
        mode, KINDS, lambda _: ok({"name": "A", "supplierNumber": 1}), **TOKENS
    )
    found: Contact = read.call(lambda client: client.contacts.get(7))
    assert found.is_deleted is False
