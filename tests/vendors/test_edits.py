"""Edit and put of the generated clients: raw requests against a small vendor."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from small_vendor import MODES, ok
from specloom_clients.economic import AsyncEconomic, Economic
from specloom_clients.economic.models import ContactUpdate, GroupInput, GroupUpdate
from specloom_runtime import ConflictError, RequestError
from wire_client import WireClient

KINDS = {"sync": Economic, "async": AsyncEconomic}
CONTACT = {
    "number": 7,
    "supplierNumber": 1,
    "name": "old",
    "notes": "Kept.",
    "phone": "1",
    "lastUpdated": "2024-02-24T14:15:22Z",
    "userInterfaceNumber": 3,
    "objectVersion": "v1",
    "mobile": "Not declared.",
}
CONFLICT = {"message": "Version does not match.", "logId": "1", "property": "version"}


class Suppliers:
    """Contacts and groups by their number; each write needs the latest version."""

    def __init__(self, *things: Any) -> None:
        self.things = {each["number"]: dict(each) for each in things}
        self.meanwhile: list[Any] = []
        self.seen: list[tuple[str, Any, str | None]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content) if request.content else {}
        key = request.headers.get("Idempotency-Key")
        self.seen.append((request.method, body, key))
        if request.method == "GET":
            number = int(request.url.path.rpartition("/")[2])
            found = self.things.get(number)
            return ok(found) if found else ok({"title": "No such number."}, 404)
        for change in self.meanwhile[:1]:
            self.things.setdefault(change["number"], {}).update(change)
            del self.meanwhile[0]
        current = self.things.get(body["number"])
        if request.method == "POST":
            if current:
                return ok({"errorCode": "SupplierGroupIdAlreadyExists"}, 400)
            self.things[body["number"]] = {**body, "objectVersion": "v1"}
            return ok({"number": body["number"]}, 201)
        if not current or body["objectVersion"] != current["objectVersion"]:
            return ok(CONFLICT, 409)
        # A property that a write omits is cleared.
        self.things[body["number"]] = {**body, "objectVersion": "new"}
        return httpx2.Response(204)

    @property
    def methods(self) -> str:
        return " ".join(method for method, _, _ in self.seen)


def economic(mode: str, vendor: Any) -> WireClient:
    keys = {"app_secret_token": "demo", "agreement_grant_token": "demo"}
    return WireClient(mode, KINDS, vendor, **keys)


@pytest.mark.parametrize("mode", MODES)
def test_edit_keeps_everything_else(mode: str) -> None:
    vendor = Suppliers(CONTACT)
    result = economic(mode, vendor).call(lambda c: c.contacts.edit(7, name="x"))
    assert vendor.methods == "GET PUT"
    kept = {"supplierNumber": 1, "notes": "Kept.", "phone": "1", "number": 7}
    assert vendor.seen[1][1] == {
        **kept,
        "name": "x",
        "mobile": "Not declared.",
        "objectVersion": "v1",
    }
    assert isinstance(result, ContactUpdate)


@pytest.mark.parametrize("mode", MODES)
def test_edit_clears_with_none(mode: str) -> None:
    vendor = Suppliers(CONTACT)
    economic(mode, vendor).call(lambda c: c.contacts.edit(7, notes=None))
    assert "notes" not in vendor.seen[1][1]
    assert vendor.seen[1][1]["phone"] == "1"


@pytest.mark.parametrize("mode", MODES)
def test_edit_repeats_a_conflict_with_another_key(mode: str) -> None:
    vendor = Suppliers(CONTACT)
    vendor.meanwhile.append({"number": 7, "phone": "2", "objectVersion": "v2"})
    economic(mode, vendor).call(
        lambda c: c.contacts.edit(7, lambda contact: {"name": f"{contact.name}!"})
    )
    assert vendor.methods == "GET PUT GET PUT"
    assert vendor.things[7]["phone"] == "2"
    assert vendor.things[7]["name"] == "old!"
    assert len({key for method, _, key in vendor.seen if method == "PUT"}) == 2


@pytest.mark.parametrize("mode", MODES)
def test_edit_refuses_wrong_changes_before_sending(mode: str) -> None:
    vendor = Suppliers(CONTACT)
    for changes in ({}, {"number": 8}, {"last_updated": None}, {"name": 5}):
        wire = economic(mode, vendor)
        with pytest.raises(RequestError):
            wire.call(lambda c, changes=changes: c.contacts.edit(7, **changes))
    assert vendor.seen == []


@pytest.mark.parametrize("mode", MODES)
def test_put_creates_and_replaces(mode: str) -> None:
    vendor = Suppliers()
    wire = economic(mode, vendor)
    group = GroupInput(number=3, name="a", account_number=1)
    assert wire.call(lambda c: c.groups.put(group)) == group
    assert vendor.methods == "GET POST"
    changed = GroupInput(number=3, name="b", account_number=2)
    result = wire.call(lambda c: c.groups.put(changed))
    assert vendor.methods == "GET POST GET PUT"
    assert isinstance(result, GroupUpdate)
    assert (result.name, result.object_version) == ("b", "v1")


@pytest.mark.parametrize("mode", MODES)
def test_put_of_what_is_created_meanwhile(mode: str) -> None:
    vendor = Suppliers()
    other = {"number": 3, "name": "x", "accountNumber": 9, "objectVersion": "v9"}
    vendor.meanwhile.append(other)
    group = GroupInput(number=3, name="a", account_number=1)
    economic(mode, vendor).call(lambda c: c.groups.put(group))
    assert vendor.methods == "GET POST GET PUT"
    assert vendor.seen[-1][1]["objectVersion"] == "v9"


@pytest.mark.parametrize("mode", MODES)
def test_put_gives_up_after_three_conflicts(mode: str) -> None:
    vendor = Suppliers()
    vendor.things[3] = {"number": 3, "name": "x", "accountNumber": 9}
    for number in range(9):
        change = {"number": 3, "objectVersion": f"w{number}"}
        vendor.meanwhile.append(change)
    vendor.things[3]["objectVersion"] = "w"
    group = GroupInput(number=3, name="a", account_number=1)
    with pytest.raises(ConflictError):
        economic(mode, vendor).call(lambda c: c.groups.put(group))
    assert vendor.methods == "GET PUT GET PUT GET PUT"


def test_only_groups_can_be_put() -> None:
    client = Economic(app_secret_token="demo", agreement_grant_token="demo")
    assert hasattr(client.groups, "put") and hasattr(client.groups, "edit")
    # The vendor numbers contacts itself, so a caller cannot choose one to create.
    assert hasattr(client.contacts, "edit") and not hasattr(client.contacts, "put")
