"""Test that sample strings satisfy format, pattern and length, and never change."""

from __future__ import annotations

import re
from typing import Any

import pytest
from specloom.testing.samples import Samples
from specloom.testing.string_samples import (
    LONGEST,
    different_strings,
    matches,
    sample_string,
)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"pattern": "^[0-9a-f]{8}-[0-9]{2}$"}, "aaaaaaaa-77"),
        ({"pattern": "^[^a]{3}$"}, "AAA"),
        ({"pattern": r"^\d+\.\d{2}$"}, "7.77"),
        ({"pattern": "^(?:USD|EUR)$"}, "USD"),
        ({"pattern": "^[B-F]x$"}, "Bx"),
        ({"pattern": "^(?P<a>[xy])-(?P=a)$"}, "x-x"),
        ({"pattern": "^#[a-z]+$", "minLength": 4}, "#aaa"),
        ({"pattern": "^(?:a|bb)$", "minLength": 2}, "bb"),
        ({"pattern": "^a*$", "minLength": 3, "maxLength": 3}, "aaa"),
        ({"format": "uuid"}, "3f2b8c1e-7d4a-4c56-9e10-6b8f0a2d5c71"),
        ({"maxLength": 3}, "tex"),
    ],
)
def test_a_sample_satisfies_its_schema(schema: Any, expected: str) -> None:
    assert sample_string(schema) == expected
    assert re.search(schema.get("pattern", ""), expected)


@pytest.mark.parametrize("pattern", ["(", r"\p{L}", "^(?>a+)b$", "^a(?=b)$"])
def test_a_pattern_without_a_known_string_gives_the_default(pattern: str) -> None:
    sample = sample_string({"pattern": pattern, "maxLength": 9, "minLength": 9})
    assert len(sample) == 9


def test_a_string_that_would_be_too_long_is_not_made() -> None:
    assert len(sample_string({"minLength": 10**9})) < LONGEST


def test_repetitions_in_repetitions_are_limited() -> None:
    """Made by chance, one such string would have hundreds of millions of letters."""
    pattern = "^(([a-z]{1,1000}){1,1000}){1,1000}$"

    assert list(different_strings({"pattern": pattern})) == ["text"]


def test_a_pattern_that_repeats_a_repetition_is_searched_once() -> None:
    """Python's own engine would try 2 to the power of 60 ways to read the text."""
    text = 60 * "a" + "!"

    assert not matches("^(a+)+$", text)
    assert not Samples({}).allows({"type": "string", "pattern": "^(a+)+$"}, text)


def test_a_pattern_that_only_python_knows_is_searched() -> None:
    assert matches("^(?!a)b", "b")
    assert not matches("^(?!b)b", "b")
    assert matches("(?!", "b")


@pytest.mark.parametrize("unique", [True, False])
def test_the_items_of_a_long_list_are_made_in_one_pass(unique: bool) -> None:
    schema = {"type": "array", "items": {"type": "string"}, "minItems": 10**9}

    sample = Samples({}).sample({**schema, "uniqueItems": unique})

    assert sample is None
