"""What is written to a mock can be read afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from mocked import Mocked, content, parameter, shop


def _listed(mocked: Mocked) -> dict[int, Any]:
    return {each["id"]: each for each in mocked.get("/items").json}


def test_an_item_is_created_read_and_listed() -> None:
    """The vendor chooses the id; what the body leaves out is absent."""
    mocked = Mocked(shop())
    before = _listed(mocked)
    made = mocked.call("POST", "/items", {"name": "Green tea", "id": 1})
    assert made.status == 201 and made.json["name"] == "Green tea"
    key = made.json["id"]
    assert key not in before and made.json == {"id": key, "name": "Green tea"}
    assert mocked.get(f"/items/{key}").json == made.json
    assert _listed(mocked) == {**before, key: made.json}


def test_an_item_is_replaced_and_changed() -> None:
    """PUT replaces the whole item, PATCH only what it contains."""
    mocked = Mocked(shop())
    key = next(iter(_listed(mocked)))
    whole = {"name": "Blue cup", "price": 4.5, "kind": "cup"}
    assert mocked.call("PUT", f"/items/{key}", whole).json == {**whole, "id": key}
    changed = mocked.call("PATCH", f"/items/{key}", {"price": 5}).json
    assert changed == {**whole, "price": 5, "id": key}
    assert mocked.call("PUT", f"/items/{key}", {"name": "Cup"}).json == {
        "id": key,
        "name": "Cup",
    }
    assert _listed(mocked)[key] == mocked.get(f"/items/{key}").json
    assert mocked.call("PUT", "/items/98765", whole).status == 404


def test_an_item_is_removed() -> None:
    """Afterwards it does not exist."""
    mocked = Mocked(shop())
    before = _listed(mocked)
    key = next(iter(before))
    assert mocked.call("DELETE", f"/items/{key}").status == 204
    for method in ("GET", "DELETE", "PUT"):
        body = {"name": "x"} if method == "PUT" else None
        assert mocked.call(method, f"/items/{key}", body).status == 404
    before.pop(key)
    assert _listed(mocked) == before


def _nested() -> dict[str, Any]:
    """Return a document with items below other items, and wrapped bodies."""
    person = {
        "type": "object",
        "required": ["personId", "teamId", "name"],
        "properties": {
            "personId": {"type": "string"},
            "teamId": {"type": "string"},
            "name": {"type": "string"},
        },
    }
    one = {"type": "object", "required": ["data"], "properties": {"data": person}}
    many = {"type": "array", "items": person}
    several = {"type": "object", "properties": {"data": many}}
    team, key = parameter("team_id", "path"), parameter("person_id", "path")
    return {
        "paths": {
            "/teams/{team_id}/people": {
                "get": {
                    "parameters": [team],
                    "responses": {"200": {"description": "OK", **content(several)}},
                },
                "post": {
                    "parameters": [team],
                    "requestBody": content(
                        {
                            "type": "object",
                            "properties": {"data": {"type": "object"}},
                        }
                    ),
                    "responses": {"201": {"description": "OK", **content(one)}},
                },
            },
            "/teams/{teamId}/people/{person_id}": {
                "get": {
                    "parameters": [parameter("teamId", "path"), key],
                    "responses": {"200": {"description": "OK", **content(one)}},
                },
            },
        },
    }


def test_collections_below_other_items() -> None:
    """Each parent has a collection of its own; wrapped items are found."""
    mocked = Mocked(_nested(), items=3)
    made = mocked.call("POST", "/teams/a/people", {"data": {"name": "Ada"}}).json
    key = made["data"]["personId"]
    assert made["data"]["name"] == "Ada"
    assert mocked.get(f"/teams/a/people/{key}").json == made
    assert len(mocked.get("/teams/a/people").json["data"]) == 4
    other = mocked.get("/teams/b/people").json["data"]
    assert len(other) == 3 and {each["teamId"] for each in other} == {"b"}
    assert mocked.get(f"/teams/b/people/{key}").status == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_writes_that_the_body_identifies(method: str) -> None:
    """A write to the collection's path finds the item by the body."""
    document = shop()
    schema = {"type": "object", "required": ["id"]}
    document["paths"]["/items"][method.lower()] = {
        "requestBody": {"required": True, **content(schema)},
        "responses": {"204": {"description": "OK"}},
    }
    mocked = Mocked(document)
    key = next(iter(_listed(mocked)))
    body = {"id": key, "name": "Black tea"}
    assert mocked.call(method, "/items", body).status == 204
    assert mocked.get(f"/items/{key}").json["name"] == "Black tea"
    assert mocked.call(method, "/items", {**body, "id": 98765}).status == 404


@pytest.mark.parametrize(
    "fact", [{"filter": "added"}, {"interval": "$request.body#/added"}, None]
)
def test_the_time_of_the_last_change(fact: dict[str, str] | None) -> None:
    """It is the time of the write, so that lists of what changed have the item."""
    document = shop({"x-specloom-changed-since": fact or False})
    mocked = Mocked(document)
    key, before = next(iter(_listed(mocked).items()))
    begin = datetime.now(UTC).replace(microsecond=0)
    mocked.call("PATCH", f"/items/{key}", {"name": "Black tea"})
    after = mocked.get(f"/items/{key}").json
    if fact is None:
        assert after["added"] == before["added"]
    else:
        assert begin <= datetime.fromisoformat(after["added"]) <= datetime.now(UTC)


def test_an_id_that_the_caller_chooses() -> None:
    """A second item with the same id is a conflict."""
    document = shop()
    item = document["components"]["schemas"]["Item"]
    item["properties"]["id"] = {"type": "integer"}
    mocked = Mocked(document)
    body = {"id": 4321, "name": "Tea"}
    assert mocked.call("POST", "/items", body).json == body
    assert mocked.get("/items/4321").json == body
    assert mocked.call("POST", "/items", body).status == 409


def test_items_that_nothing_lists() -> None:
    """Every id has an item until it is removed, because none can be known."""
    document = shop()
    del document["paths"]["/items"]
    mocked = Mocked(document)
    assert mocked.get("/items/77").json["id"] == 77
    assert mocked.get("/items/77").json == mocked.get("/items/77").json
    assert mocked.call("DELETE", "/items/77").status == 204
    assert mocked.get("/items/77").status == 404


def test_items_are_counted() -> None:
    """The path `count` of a list returns the number of its items."""
    document = shop()
    document["paths"]["/items/count"] = {
        "get": {
            "responses": {"200": {"description": "OK", **content({"type": "integer"})}}
        }
    }
    mocked = Mocked(document)
    mocked.call("POST", "/items", {"name": "Tea"})
    assert mocked.get("/items/count").json == 26


def test_a_put_that_declares_201_creates() -> None:
    """The new item has the identity of the path, and is read and listed."""
    document = shop()
    responses = document["paths"]["/items/{itemId}"]["put"]["responses"]
    responses["201"] = responses["200"]
    mocked = Mocked(document)
    before = _listed(mocked)
    made = mocked.call("PUT", "/items/98765", {"name": "Pot"})
    assert (made.status, made.json) == (201, {"id": 98765, "name": "Pot"})
    assert mocked.get("/items/98765").json == made.json
    assert _listed(mocked) == {**before, 98765: made.json}
    again = mocked.call("PUT", "/items/98765", {"name": "Cup"})
    assert (again.status, again.json["name"]) == (200, "Cup")
    assert len(_listed(mocked)) == len(before) + 1
