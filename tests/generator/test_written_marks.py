"""Test which components get a view for requests, and that no mark is left."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.normalize.components.read_write_views import split_views

TEXT = {"type": "string"}
SHOWN = {"type": "object", "properties": {"id": {**TEXT, "readOnly": True}}}
HIDDEN = {
    "type": "object",
    "properties": {"pin": {**TEXT, "writeOnly": True}},
    "required": ["pin"],
}
OUTER = {"$ref": "#/components/schemas/Outer"}
PLAIN = {"type": "object", "properties": {"name": TEXT}}


def holder(name: str) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{name}"}
    return {"type": "object", "properties": {"held": {"anyOf": [reference, TEXT]}}}


@pytest.mark.parametrize(
    ("inner", "views"),
    [
        (SHOWN, ["InnerInput", "MiddleInput", "OuterInput"]),
        (HIDDEN, ["InnerInput", "MiddleInput", "OuterInput"]),
        (PLAIN, []),
    ],
)
def test_what_refers_to_a_component_with_views_has_views(
    inner: Any, views: list[str]
) -> None:
    content = {"application/json": {"schema": {**OUTER}}}
    operation = {
        "requestBody": {"content": content},
        "responses": {"200": {"content": {"application/json": {"schema": {**OUTER}}}}},
    }
    schemas = {"Outer": holder("Middle"), "Middle": holder("Inner"), "Inner": inner}
    tree = {"paths": {"/a": {"post": operation}}, "components": {"schemas": schemas}}
    split_views(tree)
    assert sorted(schemas.keys() - {"Outer", "Middle", "Inner"}) == views
    sent = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert sent == ("OuterInput" if views else "Outer")
    assert "writeOnly" not in repr(tree)
