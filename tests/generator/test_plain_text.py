"""Descriptions as plain text: Markdown and HTML become paragraphs and lines."""

from __future__ import annotations

import pytest
from specloom.printing.plain_text import (
    Block,
    blocks,
    first_paragraphs,
    first_sentence,
)


def shown(text: str) -> list[str]:
    """Return the blocks of text, each with its mark; a blank line between them."""
    lines: list[str] = []
    for each in blocks(text):
        lines += [] if each.is_joined or not lines else [""]
        lines.append(each.mark + each.text)
    return lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Plain text\nof one paragraph.", ["Plain text of one paragraph."]),
        ("One.\n \nTwo.", ["One.", "", "Two."]),
        ("See [the page](https://a.test/b) of `c_d`.", ["See the page of `c_d`."]),
        ("A **bold** and an _old_ word.", ["A bold and an old word."]),
        ("snake_case and 2 < 3", ["snake_case and 2 < 3"]),
        ("Fish &amp; chips", ["Fish & chips"]),
        ("a \\* b", ["a * b"]),
        ("# Title\n\nText.", ["Title", "", "Text."]),
        ("One of:\n- a\n- b\n\nEnd.", ["One of:", "", "- a", "- b", "", "End."]),
        ("* a\n  * b\n* c", ["- a", "  - b", "- c"]),
        ("1. a\n\n   More.\n2. b", ["1. a", "   More.", "2. b"]),
        ("<p>One</p><p>Two</p>", ["One", "", "Two"]),
        ("<ul><li>a</li><li>b</li></ul>", ["- a", "- b"]),
        ("```\nif x:\n    y()\n```\nEnd.", ["    if x:", "        y()", "", "End."]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd", ["a | b", "1 | 2", "", "End"]),
        ("![a picture](x.png) *here*", ["a picture here"]),
        ("a *b*<!-- secret -->", ["a b"]),
        ("*a*  \nb", ["a b"]),
        ("*a* `b*c`", ["a `b*c`"]),
        ("- \u202ea\x1b", ["- a"]),
        ("", []),
        ("***", []),
    ],
)  # fmt: skip
def test_markup_becomes_lines_of_plain_text(text: str, lines: list[str]) -> None:
    assert shown(text) == lines


def test_deep_lists_are_indented_up_to_a_limit() -> None:
    text = "\n".join(f"{'  ' * depth}- *{depth}*" for depth in range(8))
    marks = [each.mark for each in blocks(text)]
    assert max(map(len, marks)) == len("  " * 4 + "- ")


def test_a_plain_text_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specloom.printing.plain_text._Reader", None)
    blocks.cache_clear()
    assert blocks("Only [this](https://a.test) and <b>that</b>.") == (
        Block("Only this and that."),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Up to 5 (e.g. One. Two) of it. More.", "Up to 5 (e.g. One. Two) of it."),
        ("Sent (see A. B). More.", "Sent (see A. B)."),
        ("Never closed (see A. B", "Never closed (see A. B."),
    ],
)
def test_a_sentence_does_not_end_inside_parentheses(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One.\n\nTwo.\n\nThree.", "One.\n\nTwo."),
        ("One is long.\n\nTwo.", "One is long."),
        ("One is long.\n\nTwo.\n\nThree.", "One is long."),
        ("One long one", "One long one"),
        ("Of:\n\n- a\n- b\n\nEnd.", "Of:\n\n- a\n- b"),
        ("Short.", "Short."),
    ],
)
def test_long_text_is_cut_at_a_paragraph(text: str, kept: str) -> None:
    assert first_paragraphs(text, 11) == kept
