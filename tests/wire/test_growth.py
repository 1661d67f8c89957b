"""Test that the time of a comparison grows with the size of the packages alone."""

from __future__ import annotations

from functools import cache
from typing import Any

from linear_time import is_linear
from specloom.ir import Package
from specloom.lower import lower
from specloom.models import Models
from specloom.vocabulary import keys
from specloom.wire import compare_wire

TEXT = {"type": "string"}


@cache
def _package(size: int, version: int) -> Package:
    """Return a package in which each model contains the next one, and all differ."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number in range(size):
        following = {"$ref": f"#/components/schemas/Part{(number + 1) % size}"}
        schemas[f"Part{number}"] = {
            "type": "object",
            "properties": {
                f"text{version}": {**TEXT, keys.NAME: "text"},
                "next": following,
            },
        }
        media = {"application/json": {"schema": following}}
        limit = {"name": f"limit{version}", "in": "query", "schema": TEXT}
        paths[f"/parts{number}"] = {
            "post": {
                keys.NAME: f"parts{number}.send",
                "parameters": [{**limit, keys.NAME: "limit"}],
                "requestBody": {"required": True, "content": media},
                "responses": {"204": {"description": "Done."}},
            }
        }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Parts", "version": "1"},
        "servers": [{"url": f"https://api.example.com/v{version}"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }
    return lower(document, "parts", Models(document))


def test_models_that_differ_take_linear_time() -> None:
    """Test packages that differ in the server, in each parameter and each model."""
    found = compare_wire(_package(20, 1), _package(20, 2))
    parts = [each.part for each in found]
    assert [parts.count(each) for each in ("server", "query", "body")] == [1, 20, 20]
    for size in (150, 300):
        _package(size, 1), _package(size, 2)
    assert is_linear(
        lambda size: compare_wire(_package(size, 1), _package(size, 2)), 150, 0.02
    )
