"""The work of generation grows with what is declared, and not with its square."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from counted_work import instructions
from specloom.builds.vendor_builds import build_file
from specloom.lower import package, servers
from specloom.models import schema_kinds

SIZE = 60


def document(schemas: dict[str, Any], **root: Any) -> dict[str, Any]:
    """Return a document whose only path reads and writes the schema `Wide`."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Wide"}}}
    found = {"200": {"description": "It.", "content": content}}
    put = {"operationId": "putAll", "requestBody": {"content": content}}
    path = {
        "get": {"operationId": "getAll", "responses": found},
        "put": {**put, "responses": {"204": {"description": "Done."}}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Wide", "version": "1"},
        "servers": [{"url": "https://api.test"}],
        "paths": {"/all": path},
        "components": {"schemas": schemas},
        **root,
    }


def many_servers(size: int) -> dict[str, Any]:
    urls = [{"url": f"https://place{n}.test"} for n in range(size)]
    return document({"Wide": {"type": "object"}}, servers=urls)


def many_parts(size: int) -> dict[str, Any]:
    parts = {
        f"Part{n}": {"type": "object", "properties": {f"own{n}": {"type": "string"}}}
        for n in range(size)
    }
    references = [{"$ref": f"#/components/schemas/{name}"} for name in parts]
    return document({"Wide": {"allOf": references}, **parts})


def many_tags(size: int) -> dict[str, Any]:
    paths = {
        f"/things{n}": {
            "get": {
                "operationId": f"getThing{n}",
                "tags": [f"Things{n}"],
                "responses": {"204": {"description": "Done."}},
            }
        }
        for n in range(size)
    }
    return document({}, paths=paths)


@pytest.mark.parametrize(
    ("declared", "module"),
    [
        (many_servers, servers),
        (many_parts, schema_kinds),
        (many_tags, package),
    ],
)
def test_work_grows_with_the_number(
    declared: Callable[[int], dict[str, Any]], module: ModuleType, tmp_path: Path
) -> None:
    counts = []
    for size in (SIZE, 2 * SIZE, 4 * SIZE):
        path = tmp_path / f"{size}.json"
        path.write_text(json.dumps(declared(size)))
        counts.append(instructions(lambda path=path: build_file(path, "x"), module))
    assert counts[0] > SIZE
    assert counts[2] - counts[1] <= 2.1 * (counts[1] - counts[0])
