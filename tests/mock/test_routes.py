"""A mock finds operations by path, and responds in the declared form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mocked import Mocked, content, parameter, shop
from specloom.mock.plausible import CITIES


def test_paths_with_and_without_the_part_of_a_server() -> None:
    """Both the path below the server's path and the bare path are served."""
    mocked = Mocked(shop())
    assert mocked.application.base_path == "/v1"
    assert mocked.get("/v1/items").json == mocked.get("/items").json
    assert mocked.get("/v2/items").status == 404


def test_a_concrete_path_comes_before_a_variable() -> None:
    """The order of the document does not matter."""
    document = shop()
    document["paths"]["/items/best"] = {
        "get": {
            "responses": {
                "200": {"description": "OK", **content({"const": "the best"})}
            }
        }
    }
    mocked = Mocked(document)
    assert mocked.get("/items/best").json == "the best"
    removal = mocked.call("DELETE", "/items/best")
    assert (removal.status, removal.headers["Allow"]) == (405, "GET, HEAD")


def test_undeclared_paths_and_methods() -> None:
    """Errors without a declaration are plain JSON (RFC 9457)."""
    mocked = Mocked(shop())
    missing = mocked.get("/nothing")
    assert (missing.status, missing.json["status"]) == (404, 404)
    wrong = mocked.call("TRACE", "/items")
    assert (wrong.status, wrong.headers["Allow"]) == (405, "GET, HEAD, POST")
    head = mocked.call("HEAD", "/items")
    assert (head.status, head.text) == (200, "")


@pytest.mark.parametrize(
    ("responses", "status", "media", "body"),
    [
        ({"202": {"content": {"text/plain": {}}}}, 202, "text/plain", "te xt"),
        ({"204": {}}, 204, "", ""),
        ({"2XX": content({"const": 5})}, 200, "application/json", "5"),
        ({"default": content({"const": 5})}, 200, "application/json", "5"),
        ({"302": {"headers": {"Location": {"schema": {"const": "/x"}}}}}, 302, "", ""),
        ({"400": content({})}, 200, "", ""),
        (
            {"200": {"content": {"application/hal+json": {"example": [1]}}}},
            200,
            "application/hal+json",
            "[1]",
        ),
    ],
)
def test_status_and_content_are_as_declared(
    responses: Any, status: int, media: str, body: str
) -> None:
    """The first successful response decides."""
    for each in responses.values():
        each["description"] = "a response"
    document = {"paths": {"/x": {"get": {"responses": responses}}}}
    found = Mocked(document).get("/x")
    assert (found.status, found.text) == (status, body)
    assert found.headers.get("Content-Type", "").split(";")[0] == media


@pytest.mark.parametrize("media", ["text/event-stream", "application/jsonl"])
def test_items_of_streams_look_like_those_of_a_vendor(media: str) -> None:
    city = {"type": "object", "properties": {"city": {"type": "string"}}}
    node = {"x-specloom-stream": {**city, "required": ["city"]}}
    responses = {"200": {"description": "OK", "content": {media: node}}}
    found = Mocked({"paths": {"/x": {"get": {"responses": responses}}}}).get("/x")
    lines = filter(None, found.text.replace("data: ", "").splitlines())
    first, second = (json.loads(line)["city"] for line in lines)
    assert first != second and {first, second} <= {*CITIES}


def test_the_header_accept_chooses_a_media_type() -> None:
    """Without the header, JSON is preferred."""
    media = {"text/csv": {"example": "a,b"}, "application/json": {"example": [1]}}
    response = {"description": "OK", "content": media}
    document = {"paths": {"/x": {"get": {"responses": {"200": response}}}}}
    mocked = Mocked(document)
    assert mocked.get("/x").json == [1]
    assert mocked.get("/x", Accept="text/csv").headers["Content-Type"] == "text/csv"
    assert mocked.get("/x", Accept="*/*").json == [1]


def test_the_seed_determines_the_values() -> None:
    """Equal seeds give equal values, others do not; each item has its own id."""
    one, same, other = (Mocked(shop(), seed=s).get("/items").json for s in (4, 4, 5))
    assert one == same != other
    assert len({each["id"] for each in one}) == len(one) == 25


def test_examples_are_used() -> None:
    """The first items are those of the example."""
    example = [{"id": 31, "name": "Green tea"}, {"id": 32, "name": "Blue cup"}]
    document = shop()
    operation = document["paths"]["/items"]["get"]
    operation["responses"]["200"]["content"]["application/json"]["example"] = example
    mocked = Mocked(document, items=4)
    found = mocked.get("/items").json
    assert found[:2] == example and len(found) == 4
    assert mocked.get("/items/32").json == example[1]


def test_write_only_properties_are_not_returned() -> None:
    """A response never has a property that only requests have."""
    found = Mocked(shop()).get("/items").json
    assert all("secret" not in each for each in found)


def test_a_gap_is_reported_in_json() -> None:
    """What the mock cannot do is an error of that request alone."""
    document = shop()
    document["paths"]["/bad"] = {"get": {"responses": {"200": {"content": 5}}}}
    document["paths"]["/worse"] = {"get": {"parameters": 5, "responses": {"200": 7}}}
    mocked = Mocked(document)
    for path in ("/bad", "/worse"):
        found = mocked.get(path)
        assert found.status in (200, 501), found
    assert mocked.get("/items").status == 200


def test_a_status_that_only_begins_a_response() -> None:
    """A server cannot end a request with 101."""
    document = {"paths": {"/x": {"get": {"responses": {"101": {}}}}}}
    found = Mocked(document).get("/x")
    assert found.status == 501 and "101" in found.json["detail"]


def test_variables_of_servers_and_paths() -> None:
    """Variables in the path of a server match any text; values can be escaped."""
    document = shop(servers=[{"url": "https://x/{tenant}/api"}])
    document["paths"]["/names/{name}"] = {
        "get": {
            "parameters": [parameter("name", "path")],
            "responses": {
                "200": {
                    "description": "OK",
                    **content(
                        {
                            "type": "object",
                            "required": ["name"],
                            "properties": {"name": {"type": "string"}},
                        }
                    ),
                }
            },
        }
    }
    found = Mocked(document).get("/acme/api/names/a%2Fb%20c")
    assert found.json == {"name": "a/b c"}


def test_allow_names_every_method_that_works() -> None:
    """A GET has a HEAD, which is not declared."""
    mocked = Mocked(shop())
    refused = mocked.call("OPTIONS", "/items")
    assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert mocked.call("HEAD", "/items").status == 200
