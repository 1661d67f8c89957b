"""Descriptions as docstrings: whole sentences, wrapped, escaped."""

from __future__ import annotations

import pytest
from specloom.printing.python_literals import docstring, first_sentence

LONG = "word " * 30


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Get it. Then more.", "Get it."),
        ("Get it, e.g. One. Then more.", "Get it, e.g. One."),
        ("Get approx. half. Then more.", "Get approx. half."),
        ("Get\nit\n\nMore", "Get it."),
        ("One of:\n\n- a", "One of."),
        ("<p>Get it!</p>", "Get it!"),
        (LONG, f"{LONG.strip()}."),
        ("", ""),
    ],
)
def test_a_first_sentence_is_whole(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


@pytest.mark.parametrize("length", range(70, 90))
def test_lines_of_a_docstring_fit(length: int) -> None:
    text = "x" * (length - 40) + " " + "y" * 38 + "."
    *lines, last = f'    """{docstring(text)}"""'.split("\n")
    assert all(len(line) <= 88 for line in [*lines, last])
    assert not lines or last == '    """'
