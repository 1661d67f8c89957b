"""Test the requests of the e-conomic client, and how it reads the responses."""

from __future__ import annotations

import json
from importlib import import_module

import httpx2
import pytest
from small_vendor import MODES, ok
from specloom_clients.economic import AsyncEconomic, ContactFields, Economic
from specloom_clients.economic.contacts import Contacts
from specloom_clients.economic.groups import Groups
from specloom_clients.economic.models import (
    Contact,
    ContactInput,
    ContactUpdate,
    GroupUpdate,
)
from specloom_runtime import (
    ApiError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    FilterError,
    NotFoundError,
    PermissionDeniedError,
    ServerError,
    UnprocessableError,
)
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
    with pytest.raises(FilterError, match="name cannot be compared with None$"):
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


@pytest.mark.parametrize("mode", MODES)
def test_errors_have_the_hint_for_developers(mode: str) -> None:
    body = {
        "message": "The version is not the latest.",
        "developerHint": "Read the object again.",
        "logId": "6f1c2a54",
        "property": "version",
    }
    group = GroupUpdate(name="A", number=1, account_number=2, object_version="v")
    for status, kind in (
        (409, ConflictError),
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (405, ApiError),
        (415, ApiError),
        (422, UnprocessableError),
        (500, ServerError),
    ):
        wire = WireClient(mode, KINDS, [ok(body, status)], **TOKENS, retries=0)
        with pytest.raises(kind) as caught:
            wire.call(lambda client: client.groups.update(group))
        assert (type(caught.value), caught.value.status) == (kind, status)
        error = caught.value
        assert (error.message, error.request_id) == (body["message"], "6f1c2a54")
        assert (error.hint, error.details) == ("Read the object again.", "version")
        assert str(error) == (
            f"{status}: The version is not the latest. "
            "(hint: Read the object again.) (request id 6f1c2a54)"
        )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("status", [400, 409, 415, 500])
def test_errors_are_read_from_every_shape(mode: str, status: int) -> None:
    one = {"errorCode": "SupplierContactIsInUse", "message": "It is in use."}
    for body, message, code in (
        ({"title": "T", "detail": "D", "errorCode": "X"}, "D", "X"),
        ({"title": "T"}, "T", None),
        ({"title": "T", "errors": [one]}, "It is in use.", "SupplierContactIsInUse"),
        ({"title": "T", "detail": "", "errors": []}, "T", None),
    ):
        wire = WireClient(mode, KINDS, [ok(body, status)], **TOKENS, retries=0)
        with pytest.raises(ApiError) as caught:
            wire.call(lambda client: client.contacts.delete(7))
        assert (caught.value.message, caught.value.code) == (message, code)


@pytest.mark.parametrize("code", ["SupplierGroupId", "SupplierContactName"])
def test_what_exists_already_is_a_conflict(code: str) -> None:
    answers = [ok({"errors": [{"errorCode": f"{code}AlreadyExists"}]}, 400)]
    wire = WireClient("sync", KINDS, answers, **TOKENS)
    with pytest.raises(ConflictError):
        wire.call(
            lambda c: c.contacts.create(ContactInput(name="A", supplier_number=1))
        )


def test_what_the_page_says_about_every_endpoint_is_documented() -> None:
    for resource in (Contacts, Groups):
        assert "SuperUser or Bookkeeping" in (
            import_module(resource.__module__).__doc__ or ""
        )
        for method in (resource.create, resource.list, resource.get):
            text = " ".join((method.__doc__ or "").split())
            assert "403: " in text and "the role SuperUser or Bookkeeping" in text
            assert "405: " in text and "415: " in text
