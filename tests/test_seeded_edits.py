"""The program that changes descriptions is independent, and repeats itself."""

from __future__ import annotations

import ast
import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from seeded_edits import EDITS, default_seed, edited

PROGRAM = Path(__file__).parent / "support" / "seeded_edits.py"
SMALL: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Orders", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "security": [{"key": []}],
    "paths": {
        "/orders": {
            "get": {
                "operationId": "listOrders",
                "parameters": [
                    {
                        "name": "limit",
                        "in": "query",
                        "schema": {"type": "integer", "maximum": 100},
                    },
                    {"name": "after", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "Orders.",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Orders"}
                            }
                        },
                    },
                    "404": {"description": "There are none."},
                },
            },
            "post": {
                "operationId": "createOrder",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Order"}
                        }
                    },
                },
                "responses": {"204": {"description": "Created."}},
            },
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "K"}},
        "schemas": {
            "Orders": {
                "type": "object",
                "properties": {
                    "items": {
                        "type": "array",
                        "items": {"$ref": "#/components/schemas/Order"},
                    },
                    "total": {"type": "integer"},
                    "next": {"type": "string"},
                },
            },
            "Order": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "note": {"type": "string"},
                    "state": {"type": "string", "enum": ["open", "closed", "late"]},
                },
            },
        },
    },
}


def test_program_imports_nothing_of_specloom() -> None:
    nodes = [*ast.walk(ast.parse(PROGRAM.read_text("utf-8")))]
    names = {
        a.name for node in nodes if isinstance(node, ast.Import) for a in node.names
    }
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {str(name).partition(".")[0] for name in names} <= {
        *sys.stdlib_module_names,
        "yaml",
    }


@pytest.mark.parametrize("kind", sorted(EDITS))
def test_every_edit_changes_the_document(kind: str) -> None:
    for seed in range(50):
        new = copy.deepcopy(SMALL)
        if EDITS[kind](new, random.Random(seed)) is not None:
            assert json.dumps(new) != json.dumps(SMALL)
            return
    pytest.fail("the edit is never possible")


def test_causes_name_what_is_reached() -> None:
    for seed in range(30):
        _, (cause,) = edited(SMALL, random.Random(seed), 1)
        if "/schemas/Order/" in cause.pointer and not cause.silent:
            assert cause.operations == ["GET /orders", "POST /orders"]
        if "/schemas/Orders/" in cause.pointer and not cause.silent:
            assert cause.operations == ["GET /orders"]


def test_program_repeats_itself(tmp_path: Path) -> None:
    document = tmp_path / "document.yaml"
    document.write_text(yaml.safe_dump(SMALL), "utf-8")
    command = [sys.executable, str(PROGRAM), "--seed", "1", "--edits", "3"]
    folders = (tmp_path / "a", tmp_path / "b")
    for folder in folders:
        subprocess.run([*command, str(document), str(folder)], check=True)
    for name in ("old.yaml", "new.yaml", "causes.json"):
        one, other = ((folder / name).read_bytes() for folder in folders)
        assert one == other
    assert len(json.loads((folders[0] / "causes.json").read_text())) == 3


def test_default_seed_is_from_the_commit() -> None:
    assert len(default_seed()) == 8
    int(default_seed(), 16)
