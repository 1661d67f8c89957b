"""Test the defaults of generated models: the values that the description declares."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from small_clients import built, imported

DEFAULTS: dict[str, tuple[dict[str, Any], Any]] = {
    "a string": ({"type": "string", "default": 'it\'s "so"'}, 'it\'s "so"'),
    "an integer": ({"type": "integer", "default": 3}, 3),
    "a large integer": ({"type": "integer", "default": 2**60 + 1}, 2**60 + 1),
    "a number": ({"type": "number", "default": 1.5}, 1.5),
    "a boolean": ({"type": "boolean", "default": False}, False),
    "a value of an enumeration": (
        {"type": "string", "enum": ["new", "old one"], "default": "old one"},
        "old one",
    ),
    "a number of an enumeration": (
        {"type": "integer", "enum": [1, 2], "default": 2},
        2,
    ),
    "none": ({"type": "string"}, None),
}


@pytest.mark.parametrize("case", DEFAULTS)
def test_a_property_has_its_default(case: str) -> None:
    schema, expected = DEFAULTS[case]
    thing = {"type": "object", "properties": {"value": schema}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    get = {"responses": {"200": {"description": "A thing.", "content": content}}}
    result = built(
        {
            "openapi": "3.1.0",
            "info": {"title": "Things", "version": "1"},
            "servers": [{"url": "https://things.test"}],
            "paths": {"/thing": {"get": get}},
            "components": {"schemas": {"Thing": thing}},
        }
    )
    with imported(result.texts) as package:
        models = import_module(f"{package.__name__}.models")
        value = models.Thing().value
    assert value == expected
    if "enum" in schema:
        assert type(value).__name__ == "ThingValue"
