"""An operation that is known to have moved is compared with its old self."""

from __future__ import annotations

import json
from typing import Any

from specloom.changes import OperationKey
from specloom.contract import compare_contract
from specloom.load import Document, read

OLD, NEW = OperationKey("GET", "/v1/orders"), OperationKey("GET", "/v2/orders")


def described(path: str, *properties: str) -> Document:
    """Return a description with one operation, which returns an object."""
    tree: Any = {
        "openapi": "3.1.0",
        "info": {"title": "Acme", "version": "1"},
        "paths": {
            path: {
                "get": {
                    "responses": {
                        "200": {
                            "description": "An order.",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "properties": {p: {} for p in properties},
                                    }
                                }
                            },
                        }
                    }
                }
            }
        },
    }
    text = json.dumps(tree)
    return Document("a.json", read(text.encode(), shown="a.json"))


def rules(old: Document, new: Document, **options: Any) -> list[str]:
    """Return the rules of the changes."""
    return [change.rule for change in compare_contract(old, new, **options)]


def test_known_move_is_one_change() -> None:
    old, new = described("/v1/orders", "a"), described("/v2/orders", "a")
    (change,) = compare_contract(old, new, moves={OLD: NEW})
    assert (change.rule, change.level) == ("operation-moved", "breaking")
    assert change.operations == (OLD,)
    assert change.place.pointer == "/paths/~1v2~1orders/get"
    assert change.place.old is not None


def test_what_a_moved_operation_returns_is_compared() -> None:
    old, new = described("/v1/orders", "a", "b"), described("/v2/orders", "a")
    found = rules(old, new, moves={OLD: NEW})
    assert sorted(found) == ["operation-moved", "response-optional-property-removed"]


def test_unknown_move_is_a_removal_and_an_addition() -> None:
    old, new = described("/v1/orders", "a"), described("/v2/orders", "a")
    assert rules(old, new) == ["operation-removed", "operation-added"]


def test_move_of_what_does_not_exist_is_ignored() -> None:
    old, new = described("/v1/orders", "a"), described("/v1/orders", "a", "b")
    assert rules(old, new, moves={OLD: NEW, NEW: OLD}) == [
        "response-optional-property-added"
    ]
