"""Test on which side a property that only requests have is required."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.builds.vendor_builds import build_file
from specloom.normalize.components.read_write_views import split_views
from specloom.normalize.schemas.subschemas import inner_schemas
from specloom.vocabulary import keys

CASE = Path(__file__).parents[1] / "defects" / "required-on-one-side.yaml"


def required() -> dict[str, Any]:
    """Return what each component of the case requires, in all of its parts."""
    made = build_file(CASE, "sides").texts
    text = next(t for name, t in made.items() if str(name).endswith("openapi.yaml"))
    schemas = yaml.safe_load(text)["components"]["schemas"]
    return {
        name: sorted(
            wire
            for part in [schema, *schema.get("allOf", ())]
            for wire in part.get("required", ())
        )
        for name, schema in schemas.items()
    }


def test_write_only_properties_are_required_in_requests_alone() -> None:
    assert required() == {
        "Admin": [],
        "AdminInput": ["pin"],
        "Login": ["password"],
        "Team": ["admins"],
        "User": ["name"],
        "UserInput": ["name", "password"],
    }


TEXT = {"type": "string"}
BASE = {
    "type": "object",
    "properties": {
        "name": TEXT,
        "id": {**TEXT, "readOnly": True},
        "pin": {**TEXT, "writeOnly": True},
    },
}
REF = {"$ref": "#/components/schemas/Base"}
NAMES = ["id", "name", "pin"]


@pytest.mark.parametrize(
    "child",
    [
        {"allOf": [REF], "required": NAMES, "properties": {"own": TEXT}},
        {"allOf": [REF, {"required": NAMES, "properties": {"own": TEXT}}]},
        {"allOf": [BASE, {"required": NAMES}]},
        {"allOf": [{"allOf": [REF]}, {"required": NAMES}]},
        {**BASE, "required": NAMES},
    ],
)
def test_inherited_properties_are_required_where_they_are(child: Any) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Child"}}}
    operation = {
        "requestBody": {"content": deepcopy(content)},
        "responses": {"200": {"content": content}},
    }
    schemas = {"Base": deepcopy(BASE), "Child": deepcopy(child)}
    tree = {"paths": {"/a": {"post": operation}}, "components": {"schemas": schemas}}
    split_views(tree)
    assert _required(schemas["Child"]) == {"id", "name"}
    assert _required(schemas["ChildInput"]) == {"name", "pin"}


def _required(schema: Any) -> set[str]:
    return {n for node in inner_schemas(schema) for n in node.get("required", ())}


RETURNED = {**TEXT, keys.ALWAYS_RETURNED: True}


@pytest.mark.parametrize(
    "thing",
    [
        {"required": ["name"], "properties": {"name": RETURNED, "id": RETURNED}},
        {"allOf": [{"properties": {"name": RETURNED}}], "required": ["name"]},
    ],
)
def test_what_responses_always_return_is_required_in_requests_alone(thing: Any) -> None:
    media = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    operation = {
        "requestBody": {"content": deepcopy(media)},
        "responses": {"200": {"content": media}},
    }
    schemas = {"Thing": deepcopy(thing)}
    tree = {"paths": {"/a": {"post": operation}}, "components": {"schemas": schemas}}
    split_views(tree)
    assert _required(schemas["Thing"]) == set()
    assert _required(schemas["ThingInput"]) == {"name"}
    assert keys.ALWAYS_RETURNED in str(schemas["Thing"])
    assert keys.ALWAYS_RETURNED not in str(schemas["ThingInput"])


def test_a_schema_of_requests_is_not_separated() -> None:
    media = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    operation = {"requestBody": {"content": media}}
    schemas = {"Thing": {"required": ["a"], "properties": {"a": dict(RETURNED)}}}
    tree = {"paths": {"/a": {"post": operation}}, "components": {"schemas": schemas}}
    split_views(tree)
    assert schemas == {"Thing": {"required": ["a"], "properties": {"a": TEXT}}}


def test_each_view_has_a_name_of_its_own() -> None:
    def sent(key: str) -> dict[str, Any]:
        lock = {"key": f"$request.body#/{key}"}
        content = {"application/json": {"schema": dict(REF)}}
        return {"requestBody": {"content": content}, keys.OPTIMISTIC_LOCK: lock}

    operations = {"put": sent("id"), "patch": sent("name"), "post": sent("pin")}
    schemas = {"Base": deepcopy(BASE), "baseupdate": {"type": "string"}}
    split_views(
        {"paths": {"/a": operations}, "components": {"schemas": schemas}},
    )
    views = {name: schemas[name] for name in schemas if name.startswith("BaseUpdate")}
    assert [*views] == [
        "BaseUpdateView",
        "BaseUpdateViewView",
        "BaseUpdateViewViewView",
    ]
    assert {each[keys.VIEW_OF] for each in views.values()} == {"Base"}
    assert sorted(sum((each["required"] for each in views.values()), [])) == NAMES
    assert schemas["baseupdate"] == {"type": "string"}
