"""Test that the page on filters shows what the grammars write."""

from __future__ import annotations

from filters_doc_table import EXPRESSIONS, PAGE, page


def test_documented_table_is_current() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text) == text
    assert all(f"`{expression}`" in text for expression in EXPRESSIONS)
