"""Test what messages suggest instead of an unknown name."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.suggestions import did_you_mean, listed, nearest


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("curser", "cursor"), ("zzz", None), ("", None), (7, None), (None, None)],
)
def test_nearest_name(wanted: Any, expected: str | None) -> None:
    assert nearest(wanted, ["offset", "cursor"]) == expected


def test_question_is_left_out_with_the_text_around_it() -> None:
    assert did_you_mean("curser", ["cursor"], " ({})") == ' (did you mean "cursor"?)'
    assert did_you_mean("zzz", ["cursor"], " ({})") == ""


def test_long_lists_are_shortened_to_the_nearest_names() -> None:
    assert listed("name1", []) == "none"
    assert listed("b", ["b", "a"]) == "b, a"
    names = [f"name{number}" for number in range(13)]
    assert listed("name7", names).startswith("name7, ")
    assert listed("name7", names).endswith(" and 8 more")
