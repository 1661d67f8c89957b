"""Text of a vendor stays text on a page, whatever it contains."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from specloom.vendor_pages import escaping

HOSTILE = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/a.png)",
    "a | b \\| c",
    "# Heading",
    "---\ntitle: x\n---",
    "::: os.system",
    '--8<-- "/etc/passwd"',
    "{{ config }} {% raw %} {# c #}",
    "```python\n1/0\n```",
    "`unclosed",
    "``a`b``",
    "<!-- comment -->",
    "&lt;b&gt; &#60;i&#62;",
    "*[HTML]: x",
    "[^1]: note",
    "1. one",
    "1986\\. A year",
    "> quote",
    "=== tab",
    "!!! note",
    "    code",
    "***bold*** __bold__ ~~gone~~ ==mark== ^^ins^^ ++key++",
    "<https://evil.example>",
    "[a]: https://evil.example",
    "\u202etxt.exe\x00\x07",
    "$x^2$ :smile: @someone",
    "{: .class #id }",
    "</code></td><h1>out</h1>",
)


class _Tags(HTMLParser):
    """The tags and the text of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def rendered(markdown: str) -> _Tags:
    """Return what CommonMark with tables shows."""
    return _Tags(MarkdownIt("commonmark").enable("table").render(markdown))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_shown_as_it_is(text: str) -> None:
    shown = rendered(escaping.paragraph(text))
    assert {*shown.tags} <= {"p", "code"}
    plain = " ".join("".join(c for c in text if c.isprintable() or c == "\n").split())
    words = re.sub(r"`([^`]+)`", r"\1", plain)
    assert shown.words.replace(" ", "") == f"{words}\n".replace(" ", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_of_a_table_keeps_its_table(text: str) -> None:
    cells = (escaping.code(text), escaping.text(text), "end")
    shown = rendered(escaping.table(("a", "b", "c"), [cells]))
    assert shown.tags.count("td") == 3 and shown.words.rstrip().endswith("end")
    assert {*shown.tags} <= {"table", "thead", "tbody", "tr", "th", "td", "code"}


@pytest.mark.parametrize("text", HOSTILE)
def test_descriptions_have_neither_links_nor_instructions(text: str) -> None:
    made = "\n\n".join(escaping.paragraphs(text))
    shown = rendered(made)
    assert {*shown.tags} <= {"p", "code", "ul", "li"}
    assert not re.search(r"\{[{%#:]|^:::|--8<--|^(?:===|!!!|---)", made, re.M)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_heading_is_one_heading(text: str) -> None:
    assert rendered(escaping.heading(2, text)).tags[0] == "h2"
    assert {*rendered(escaping.heading(2, text)).tags} <= {"h2", "code"}


def test_only_web_pages_are_linked() -> None:
    assert rendered(escaping.link("a", "https://a.example/?b=(1)&c=]")).links == [
        "https://a.example/?b=%281%29&c=%5D"
    ]
    for url in ("javascript:alert(1)", "data:text/html,x", "//evil", "a b", ""):
        assert escaping.link("a", url) == "a"


def test_any_text_has_only_the_tags_of_text() -> None:
    chooser = random.Random(7)
    pieces = [*"*_`[]()<>{}|\\#-+=:!~^$&;%@\"' \n1.a", "://", "script", *HOSTILE]
    for _ in range(400):
        text = "".join(chooser.choices(pieces, k=chooser.randint(1, 12)))
        assert {*rendered(escaping.paragraph(text)).tags} <= {"p", "code"}, text
        cells = (escaping.code(text), escaping.summary(text), "end")
        shown = rendered(escaping.table(("a", "b", "c"), [cells]))
        assert shown.tags.count("td") == 3, text
        assert not {*shown.tags} & {"a", "img", "script", "h1", "em", "strong"}, text
