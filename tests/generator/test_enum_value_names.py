"""Test the names of an enumeration's members: readable, different and stable."""

from __future__ import annotations

import random
from enum import StrEnum
from itertools import permutations
from typing import Any

import pytest
from specloom.models.enumerations import enumeration
from specloom.names import constant, spellings

ALIKE = (
    ("c", "C", "c_", "c ", " c"),
    ("a b", "a  b", "a\tb", "a\u00a0b"),
    ("a-b", "a_b", "a.b", "aB", "AB", "ab"),
    ("a", "\u0430", "\uff41", "a\u200b"),
    ("e", "\u00e9", "\u00c9", "\u00ea"),
    ("fi", "\ufb01"),
    ("\U0001f600", "\U0001f603", "\U0001f600\U0001f600"),
    ("!", "?", "!!", "...", "-", "_", "--"),
    ("1", "01", "1a", "1.0", "-1", "+1"),
    ("", " ", "  ", "\n", "\r\n", "\t"),
    ("class", "None", "import", "self"),
    ("__init__", "__class__", "_x", "__x", "x__", "_value_", "_missing_"),
    ("mro", "name", "value", "names", "_order_"),
    ("\u4e2d", "\u6587", "\u4e2d\u6587"),
)
VALUES = sorted({value for group in ALIKE for value in group})


def names(values: Any) -> dict[str, str]:
    """The name of each value."""
    made = enumeration("E", {"type": "string", "enum": [*values]}, "")
    assert made is not None
    return {str(value): name for name, value in made.members.items()}


def is_readable(value: str, name: str) -> bool:
    """Whether the name is one of the value's spellings, but not the digest."""
    *readable, _ = spellings(value)
    return name == "EMPTY" or name in map(constant, readable)


@pytest.mark.parametrize("group", ALIKE, ids=ascii)
def test_similar_values_have_different_readable_names(group: Any) -> None:
    found = names(group)
    assert [*found] == [*group]
    assert all(is_readable(value, name) for value, name in found.items()), found
    members = {name: value for value, name in found.items()}
    assert [*StrEnum("E", members)] == [*group]


@pytest.mark.parametrize("seed", range(40))
def test_any_values_have_different_names_in_any_order(seed: int) -> None:
    chosen = random.Random(seed).sample(VALUES, 12)
    found = names(chosen)
    assert len(set(found.values())) == len(chosen)
    assert all(name.isidentifier() and name.isupper() for name in found.values())
    assert names(reversed(chosen)) == found
    assert names(sorted(chosen)) == found


@pytest.mark.parametrize("group", [group for group in ALIKE if len(group) < 5])
def test_names_do_not_depend_on_the_order(group: Any) -> None:
    assert len({frozenset(names(each).items()) for each in permutations(group)}) == 1
