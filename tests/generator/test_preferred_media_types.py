"""Test which of several media types is used: never by the order of the document."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import Any

import pytest
import yaml
from small_clients import built
from specloom.document import by_preference, preferred

JSON, LD = "application/json", "application/ld+json"
OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
OTHER = {"type": "object", "properties": {"b": {"type": "string"}}}


@pytest.mark.parametrize(
    "best_first",
    [
        (JSON, "application/json; charset=utf-8", "text/json", LD),
        (JSON, "application/problem+json", "text/event-stream"),
        (JSON, "Application/Hal+JSON", LD, "application/*+json"),
        ("application/vnd.a.v1+json", "application/vnd.a.v2+json"),
        ("application/x-ndjson", "text/csv", "application/xml"),
        ("text/event-stream", "text/plain", "*/*"),
        ("multipart/form-data", "application/x-www-form-urlencoded", "text/plain"),
        ("text/csv", "text/plain", "application/xml", "application/pdf"),
        ("application/x-tar", "application/octet-stream"),
        ("image/png", "image/*"),
    ],
)
def test_the_used_media_type_is_chosen_by_its_name(best_first: tuple[str, ...]) -> None:
    for order in permutations(best_first):
        assert by_preference(order)[0] == preferred(order) == best_first[0]


def test_json_is_preferred_to_anything_else() -> None:
    kinds = (JSON, LD, "text/event-stream", "multipart/form-data")
    for better, worse in pairwise((*kinds, "application/x-www-form-urlencoded", "a/b")):
        assert by_preference([worse, better]) == [better, worse]


def document(content: Any) -> dict[str, Any]:
    responses = {
        "200": {"description": "d", "content": content},
        "404": {"description": "d", "content": content},
    }
    operation = {"requestBody": {"content": content}, "responses": responses}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://a.test"}],
        "paths": {"/things": {"post": operation}},
    }


@pytest.mark.parametrize(
    "media",
    [
        (JSON, LD),
        (LD, "application/hal+json"),
        ("*/*", "application/*"),
        ("application/xml", "text/csv"),
        ("text/event-stream", "application/x-ndjson"),
        ("multipart/form-data", "application/x-www-form-urlencoded"),
        ("application/*+json", "application/vnd.*+json"),
        ("image/*", "application/octet-stream"),
        ("application/json;v=1", "application/json;v=2"),
    ],
)
def test_the_client_does_not_depend_on_the_order_of_media_types(
    media: tuple[str, str],
) -> None:
    content = dict(zip(media, ({"schema": OBJECT}, {"schema": OTHER}), strict=True))
    turned = dict(reversed(content.items()))
    assert texts(document(content)) == texts(document(turned))


def texts(document: dict[str, Any]) -> dict[str, str]:
    return {str(path): text for path, text in built(document).texts.items()}


@pytest.mark.parametrize("media", ["*/*", "application/*"])
@pytest.mark.parametrize(
    ("schema", "is_json"),
    [
        ({"type": "integer"}, True),
        ({"type": ["boolean", "null"]}, True),
        ({"type": ["object", "array"]}, True),
        ({"type": "array", "items": {"type": "string"}}, True),
        ({"oneOf": [OBJECT, OTHER]}, True),
        ({"type": "string"}, False),
        ({"type": ["string", "null"]}, False),
        ({"type": ["string", "integer"]}, False),
        ({"type": "string", "format": "binary"}, False),
        ({}, False),
    ],
)
def test_of_any_media_type_a_value_that_is_not_text_is_json(
    media: str, schema: Any, is_json: bool
) -> None:
    made = texts(document({media: {"schema": schema}}))["specs/openapi.yaml"]
    operation = yaml.safe_load(made)["paths"]["/things"]["post"]
    for message in (operation["requestBody"], operation["responses"]["200"]):
        assert list(message["content"]) == [JSON if is_json else media]
