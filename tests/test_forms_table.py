"""Test that the page on vendors shows which forms of calls each vendor has."""

from __future__ import annotations

import pytest
from forms_table import FORMS, PAGE, Form, Vendor, page


def test_documented_table_is_current() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text) == text
    assert all(f"| {form.title} |" in text for form in FORMS)


@pytest.mark.parametrize(
    ("found", "cell"),
    [
        ([], "none: no reason"),
        (["a.list"], "`a.list`"),
        (["a.b", "c.d", "e.f", "g.h", "i.j"], "`a.b`, `c.d`, `e.f` and 2 more"),
    ],
)
def test_a_cell_lists_methods_or_a_reason(found: list[str], cell: str) -> None:
    form = Form("form", lambda vendor: iter(found), "no reason")
    assert form.cell(Vendor("none")) == cell
