"""Test that sample strings satisfy format, pattern and length, and never change."""

from __future__ import annotations

import re
from typing import Any

import pytest
from specloom.testing.string_samples import sample_string


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
