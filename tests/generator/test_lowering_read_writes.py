"""Which resources have edit and put, from the smallest document that has both."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from specloom import ir
from specloom.document import Spec
from specloom.ir.python_types import NONE, parts
from specloom.ir.read_writes import Edit
from specloom.lint.edits import no_edit
from specloom.lower import lower
from specloom.models import Models
from specloom.vocabulary import keys

JSON = "application/json"
LOCK = {"version": "$request.body#/version", "key": "$request.body#/id"}
KEY = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
TAG = {"name": "If-Match", "in": "header", "required": True, "schema": {}}


def content(name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"content": {JSON: {"schema": schema}}}


def thing(**view: Any) -> dict[str, Any]:
    names = ("id", "version", "label")
    kinds = {name: {"type": "string"} for name in names}
    return {"type": "object", "properties": {**kinds, "id": KEY["schema"]}, **view}


def document() -> dict[str, Any]:
    """Return a document whose resource has edit and put."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tiny", "version": "1"},
        "paths": {
            "/things": {
                "post": {
                    keys.NAME: "things.create",
                    "requestBody": {"required": True, **content("ThingInput")},
                    "responses": {"204": {}},
                },
                "put": {
                    keys.NAME: "things.update",
                    keys.OPTIMISTIC_LOCK: dict(LOCK),
                    "requestBody": {"required": True, **content("ThingUpdate")},
                    "responses": {"204": {}},
                },
            },
            "/things/{id}": {
                "get": {
                    keys.NAME: "things.get",
                    "parameters": [dict(KEY)],
                    "responses": {"200": content("Thing")},
                },
            },
        },
        "components": {
            "schemas": {
                "Thing": thing(),
                "ThingInput": thing(**{keys.VIEW_OF: "Thing"}),
                "ThingUpdate": thing(**{keys.VIEW_OF: "Thing"}),
                "Other": thing(),
                "Names": {"type": "array", "items": {"type": "string"}},
            }
        },
    }


def resource(change: Callable[[Any], Any] = lambda document: None) -> ir.Resource:
    made = document()
    change(made)
    package = lower(made, "tiny", Models(made))
    return next(each for each in package.resources if each.name == "Things")


def operation(made: Any, method: str) -> Any:
    return made["paths"]["/things/{id}" if method == "get" else "/things"][method]


def setting(method: str, **members: Any) -> Callable[[Any], Any]:
    return lambda made: operation(made, method).update(copy.deepcopy(members))


def test_edit_and_put_of_one_object() -> None:
    found = resource()
    assert found.edit is not None and found.put is not None
    edit = found.edit
    assert (edit.read, edit.write, found.put.create) == ("get", "update", "create")
    assert (edit.version, edit.body_key, edit.noun) == ("body#/version", "id", "thing")
    assert [each.wire for each in edit.key] == ["id"]
    assert [each.name for each in edit.changes.fields] == ["label"]
    assert edit.changes.name == "ThingChanges"
    assert edit.undeclared and found.put.key == "id"


def test_the_key_can_be_in_the_path_and_the_version_a_header() -> None:
    def change(made: Any) -> None:
        paths = made["paths"]
        put = paths["/things"].pop("put")
        put["parameters"] = [KEY, TAG]
        put[keys.OPTIMISTIC_LOCK] = {
            "version": "$request.header.If-Match",
            "undeclared": "omit",
        }
        paths["/things/{id}"]["put"] = put

    edit = resource(change).edit
    assert edit is not None
    assert (edit.version, edit.body_key) == ("header.If-Match", None)
    assert not edit.undeclared
    # The key is never changed, wherever it is sent.
    assert [each.name for each in edit.changes.fields] == ["version", "label"]


@pytest.mark.parametrize("place", ["header", "query"])
def test_the_version_can_be_a_property_sent_in_a_parameter(place: str) -> None:
    parameter = {"name": "version", "in": place, "required": True, "schema": {}}
    lock = {**LOCK, "version": f"$request.{place}.version"}
    change = setting("put", parameters=[parameter], **{keys.OPTIMISTIC_LOCK: lock})
    edit = resource(change).edit
    assert edit is not None
    assert (edit.version, edit.body_key) == (f"{place}.version", "id")
    assert [each.name for each in edit.changes.fields] == ["label"]


@pytest.mark.parametrize(
    ("method", "media", "removable", "shown"),
    [
        ("put", JSON, ("label",), "str | None"),
        ("patch", JSON, ("label",), "str"),
        ("patch", "application/merge-patch+json", (), "str | None"),
    ],
)
def test_what_none_means_is_decided_by_the_schema(
    method: str, media: str, removable: tuple[str, ...], shown: str
) -> None:
    def change(made: Any) -> None:
        made["components"]["schemas"]["ThingUpdate"]["properties"]["note"] = {
            "type": ["string", "null"]
        }
        path = made["paths"]["/things"]
        path[method] = put = path.pop("put")
        put["requestBody"]["content"] = {media: content("ThingUpdate")["content"][JSON]}

    edit = resource(change).edit
    assert edit is not None and edit.removable == removable
    types = {each.name: each.type for each in edit.changes.fields}
    assert NONE in parts(types["note"])
    assert (NONE in parts(types["label"])) == shown.endswith("None")


QUERY = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
HEADER = {"name": "Version", "in": "header", "schema": {"type": "string"}}
NO_EDIT: dict[str, Callable[[Any], Any]] = {
    "no lock": setting("put", **{keys.OPTIMISTIC_LOCK: False}),
    "a name that is taken": setting("post", **{keys.NAME: "things.edit"}),
    "an alias that is taken": setting("post", **{keys.ALIAS: "edit"}),
    "no read": lambda made: made["paths"].pop("/things/{id}"),
    "a read of another object": setting("get", responses={"200": content("Other")}),
    "a read of a list": setting("get", responses={"200": content("Names")}),
    "a read of pages": setting(
        "get",
        **{
            keys.PAGINATION: {
                "style": "single-page",
                "response": {"items": "$response.body"},
            },
            "responses": {"200": content("Names")},
        },
    ),
    "a read of two kinds": setting(
        "get", responses={"200": content("Thing"), "201": content("Other")}
    ),
    "a read with another argument": setting("get", parameters=[KEY, QUERY]),
    "a write with another argument": setting("put", parameters=[QUERY]),
    "a read by another key": setting(
        "put", **{keys.OPTIMISTIC_LOCK: {**LOCK, "key": "$request.body#/label"}}
    ),
    "no key": setting("put", **{keys.OPTIMISTIC_LOCK: {"version": LOCK["version"]}}),
    "no body": lambda made: operation(made, "put").pop("requestBody"),
    "a body that is a list": setting("put", requestBody=content("Names")),
    "a version deep in the body": setting(
        "put", **{keys.OPTIMISTIC_LOCK: {**LOCK, "version": "$request.body#/a/b"}}
    ),
    "a version that is not in the body": setting(
        "put", **{keys.OPTIMISTIC_LOCK: {**LOCK, "version": "$request.body#/other"}}
    ),
    "a version in another header": setting(
        "put",
        parameters=[HEADER],
        **{keys.OPTIMISTIC_LOCK: {**LOCK, "version": "$request.header.Version"}},
    ),
    "a version in a cookie": setting(
        "put",
        **{keys.OPTIMISTIC_LOCK: {**LOCK, "version": "$request.cookie.version"}},
    ),
    "nothing to change": lambda made: [
        each["properties"].pop("label")
        for each in made["components"]["schemas"].values()
        if "properties" in each
    ],
    "two writes": lambda made: made["paths"].update(
        {
            "/more": {
                "put": {**operation(made, "put"), keys.NAME: "things.replace"},
            }
        }
    ),
}


@pytest.mark.parametrize("case", NO_EDIT)
def test_no_edit(case: str) -> None:
    found = resource(NO_EDIT[case])
    assert found.edit is None and found.put is None


NO_PUT: dict[str, Callable[[Any], Any]] = {
    "a name that is taken": setting("post", **{keys.NAME: "things.put"}),
    "no create": lambda made: made["paths"]["/things"].pop("post"),
    "a create of another object": setting("post", requestBody=content("Other")),
    "a create of a list": setting("post", requestBody=content("Names")),
    "a create with another argument": setting("post", parameters=[QUERY]),
    "a key of the vendor": lambda made: (
        made["components"]["schemas"]["ThingInput"]["properties"].pop("id")
    ),
    "two creates": lambda made: made["paths"].update(
        {"/more": {"post": {**operation(made, "post"), keys.NAME: "things.add"}}}
    ),
}


@pytest.mark.parametrize("case", NO_PUT)
def test_no_put(case: str) -> None:
    found = resource(NO_PUT[case])
    assert isinstance(found.edit, Edit) and found.put is None


def test_no_put_with_a_key_of_two_parts() -> None:
    def change(made: Any) -> None:
        paths = made["paths"]
        parent = {**KEY, "name": "parent"}
        paths["/{parent}/things/{id}"] = paths.pop("/things/{id}")
        paths["/{parent}/things/{id}"]["get"]["parameters"] = [parent, KEY]
        paths["/{parent}/things"] = paths.pop("/things")
        for each in paths["/{parent}/things"].values():
            each["parameters"] = [parent]

    found = resource(change)
    assert found.edit is not None and found.put is None
    assert [each.wire for each in found.edit.key] == ["parent", "id"]


def test_lint_says_why_there_is_no_edit() -> None:
    made = document()
    assert list(no_edit(Spec.of(made))) == []
    NO_EDIT["no read"](made)
    ((_, note),) = no_edit(Spec.of(made))
    assert "no GET of the resource has id in its path" in note
