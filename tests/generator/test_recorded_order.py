"""The order of members and items is kept from one run to the next."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from specloom.build_result import BuildResult
from specloom.builds.cache import Cache
from specloom.builds.vendor_builds import build
from specloom.load.recorded_order import read_recorded_order
from specloom.normalize.recorded_order import merged_order
from specloom.project.folders import Project

NAMES = st.lists(st.sampled_from("abcdefghij"), unique=True)
DOCUMENT: Any = {
    "openapi": "3.1.0",
    "info": {"title": "Orders", "version": "1"},
    "paths": {
        "/orders": {
            "get": {
                "operationId": "listOrders",
                "parameters": [
                    {"name": name, "in": place, "schema": {"type": "string"}}
                    for name, place in (
                        ("limit", "query"),
                        ("since", "query"),
                        ("limit", "header"),
                    )
                ],
                "responses": {
                    "200": {
                        "description": "Orders.",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Order"}
                            }
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Order": {
                "type": "object",
                "required": ["total", "id"],
                "properties": {
                    "total": {"type": "number"},
                    "id": {"type": "string"},
                    "status": {
                        "type": ["string", "null"],
                        "enum": ["open", None, "closed"],
                        "x-enum-varnames": ["Open", "Closed"],
                    },
                    "priority": {"type": "integer", "enum": [3, 1, 2]},
                    "is_paid": {"type": "boolean", "enum": [True, False]},
                },
            }
        }
    },
}


@given(NAMES, NAMES)
def test_known_names_keep_their_order(names: list[str], known: list[str]) -> None:
    merged = merged_order(names, known)
    assert sorted(merged) == sorted(names)
    assert [n for n in merged if n in known] == [n for n in known if n in names]
    assert merged_order(names, merged) == merged


@given(NAMES, NAMES)
def test_new_names_follow_their_predecessors(
    names: list[str], known: list[str]
) -> None:
    merged = merged_order(names, known)
    for before, name in zip([None, *names], names, strict=False):
        if name not in known:
            place = merged.index(name)
            assert (merged[place - 1] if place else None) == before


def built(folder: Path, document: Any, cache: Cache | None = None) -> BuildResult:
    """Build a project with one vendor, and write its normalized document and names."""
    specs = folder / "specs" / "acme"
    specs.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text('[tool.specloom]\nspecs = "specs"\n')
    (specs / "source.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    (result,), texts = build(Project.at(folder), cache)
    for name in ("openapi.yaml", "names.yaml"):
        (specs / name).write_text(texts[f"specs/acme/{name}"], "utf-8")
    return result


def reordered() -> Any:
    """Return the document with every order reversed."""
    document = copy.deepcopy(DOCUMENT)
    document["paths"]["/orders"]["get"]["parameters"].reverse()
    order = document["components"]["schemas"]["Order"]
    order["required"].reverse()
    for schema in order["properties"].values():
        for word in ("enum", "x-enum-varnames"):
            schema.get(word, []).reverse()
    order["properties"] = dict(reversed(order["properties"].items()))
    return document


def test_another_order_changes_nothing(tmp_path: Path) -> None:
    first = built(tmp_path, DOCUMENT)
    assert built(tmp_path, reordered()).texts == first.texts


def test_vendors_order_is_read_when_none_is_recorded(tmp_path: Path) -> None:
    first = built(tmp_path, DOCUMENT)
    (tmp_path / "specs/acme/openapi.yaml").unlink()
    again = built(tmp_path, reordered()).texts
    assert again.keys() == first.texts.keys()
    assert again != first.texts


@pytest.mark.parametrize(
    "text", [b"<<<<<<< ours\na: [", b"\xff", b"", b"- 1", b"a: *b"]
)
def test_file_that_is_not_a_document_records_nothing(
    tmp_path: Path, text: bytes
) -> None:
    first = built(tmp_path, DOCUMENT)
    (tmp_path / "specs/acme/openapi.yaml").write_bytes(text)
    assert built(tmp_path, DOCUMENT).texts == first.texts


def test_place_of_another_kind_is_ignored(tmp_path: Path) -> None:
    first = built(tmp_path, DOCUMENT)
    recorded = {
        "components": {"schemas": {"Order": {"properties": ["id", "total"]}}},
        "paths": {"/orders": {"get": {"parameters": {"limit": 1}}}},
    }
    file = tmp_path / "specs/acme/openapi.yaml"
    file.write_text(yaml.safe_dump(recorded), "utf-8")
    assert built(tmp_path, DOCUMENT).texts == first.texts


def test_result_is_found_in_the_cache_after_its_document_was_written(
    tmp_path: Path,
) -> None:
    cache = Cache(tmp_path / "cache")
    project = tmp_path / "project"
    built(project, DOCUMENT)
    changed = copy.deepcopy(DOCUMENT)
    changed["components"]["schemas"]["Order"]["properties"]["note"] = {"type": "string"}
    assert built(project, changed, cache).package is not None
    assert built(project, changed, cache).package is None


def test_order_is_read_from_events() -> None:
    data = b"""
components:
  schemas:
    Order:
      required: [id, total]
      properties:
        total: {type: number}
        properties: {properties: {b: {}, a: {}}}
paths:
  /a:
    get:
      parameters:
      - {schema: {name: x, in: y}, name: limit, in: query}
      - name: since
        in: query
"""
    order = ("components", "schemas", "Order")
    assert read_recorded_order(data) == {
        (*order, "required"): ["id", "total"],
        (*order, "properties", "properties", "properties"): ["b", "a"],
        (*order, "properties", "properties"): ["properties"],
        (*order, "properties"): ["total", "properties"],
        ("paths", "/a", "get", "parameters"): ["query:limit", "query:since"],
    }
