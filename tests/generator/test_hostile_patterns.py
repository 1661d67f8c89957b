"""Test that no pattern of a description is tried with an engine that backtracks."""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator
from typing import Any

import pytest
from small_clients import built

PATTERNS = ["^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(.*a){20}$", "^(?=a)(a+)+$"]
TEXT = "a" * 40 + "!"
LIMIT = 20
"""Seconds; a backtracking engine takes longer than anybody waits."""


@pytest.fixture(autouse=True)
def limited() -> Iterator[None]:
    """End the process of a test that does not end: no signal ends a search."""
    faulthandler.dump_traceback_later(LIMIT, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


def schemas(pattern: str) -> dict[str, Any]:
    """Return a schema for each place in which a pattern is searched in text."""
    text = {"type": "string", "pattern": pattern}
    names = {"type": "object", "patternProperties": {pattern: {"type": "string"}}}
    return {
        "enum": {**text, "enum": [TEXT]},
        "const": {**text, "const": TEXT},
        "default": {**text, "default": TEXT},
        "example": text,
        "names": names,
        "names and others": {**names, "additionalProperties": {"type": "integer"}},
        "propertyNames": {"type": "object", "propertyNames": {"pattern": pattern}},
    }


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("place", list(schemas("a")))
def test_a_pattern_takes_no_time(place: str, pattern: str) -> None:
    schema = schemas(pattern)[place]
    example: Any = TEXT if schema["type"] == "string" else {TEXT: TEXT}
    media = {
        "application/json": {
            "schema": {"type": "object", "properties": {"it": schema}},
            "example": {"it": example},
        }
    }
    operation = {
        "requestBody": {"content": media},
        "responses": {"200": {"description": "d", "content": media}},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://x.test"}],
        "paths": {"/a": {"post": operation}},
    }
    assert built(document).texts
