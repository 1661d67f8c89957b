"""Test that the page on filters shows what the grammars write."""

from __future__ import annotations

from filters_doc_table import EXPRESSIONS, PAGE, page


def test_the_table_is_what_is_written() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text) == text
    assert all(f"`{expression}`" in text for expression in EXPRESSIONS)
