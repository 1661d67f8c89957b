"""Test that the same content has the same text, in whatever order it is written."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from specloom.load import read
from specloom.normalize.canonical_order import OPENAPI, ordered
from specloom.vocabulary import keys

DOCUMENT: dict[str, Any] = {
    "openapi": OPENAPI,
    "info": {"title": "T", "version": "1"},
    "servers": [{"url": "/"}],
    "security": [],
    "tags": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
    keys.VERSION: keys.VOCABULARY_VERSION,
    "x-specloom-retry": {},
    "paths": {
        "/a": {
            "get": {
                "operationId": "a",
                "x-specloom-name": "a.get",
                "x-specloom-retry": False,
                "responses": {"200": {}, "201": {}, "404": {}, "default": {}},
            },
            "post": {"operationId": "b", "parameters": [], "requestBody": {}},
            "x-specloom-additional-operations": {"COPY": {}, "MOVE": {}, "QUERY": {}},
        },
        "/b": {"put": {"tags": ["z", "y"]}},
        "/c": {},
    },
    "webhooks": {"one": {"post": {}}, "two": {"post": {}}},
    "components": {
        "schemas": {"A": {}, "B": {}, "C": {}},
        "securitySchemes": {"x": {}, "y": {}},
    },
}


def shuffled(node: Any, order: Random) -> Any:
    """Return the node with its members in another order."""
    if not isinstance(node, dict):
        return node
    keys = list(node)
    order.shuffle(keys)
    return {key: shuffled(node[key], order) for key in keys}


def text(document: Any) -> str:
    tree = read(json.dumps(document).encode(), shown="api.json")
    return json.dumps(ordered(tree))


@pytest.mark.parametrize("seed", range(10))
def test_text_does_not_depend_on_the_order_of_members(seed: int) -> None:
    order = Random(seed)
    document = shuffled(DOCUMENT, order)
    document["tags"] = order.sample(document["tags"], 3)
    assert text(document) == text(DOCUMENT)


def test_nothing_that_has_a_meaning_is_lost() -> None:
    assert json.loads(text(DOCUMENT)) == DOCUMENT


HEAD = {"openapi": OPENAPI, keys.VERSION: keys.VOCABULARY_VERSION, "info": {}}


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({"paths": None}, {"paths": {}}),
        ({"paths": {"/a": {"get": {}}}}, {"paths": {"/a": {"get": {}}}}),
        ({"components": {"schemas": {}}, "webhooks": {}}, {"paths": {}}),
        ({"components": {"responses": {"A": {}}}}, {"paths": {}}),
    ],
)
def test_what_is_empty_or_unused_is_left_out(given: Any, made: Any) -> None:
    found = json.loads(text({"openapi": "3.0.0", "info": {}, **given}))
    assert found == {**HEAD, "components": {}, **made}
