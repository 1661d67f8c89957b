"""The Markdown of a report: its size, its marker, and text that stays text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sample_reports import DUE, SITE, change, full_report, operation, quiet_report
from sample_reports import report as sample
from specloom.errors import SourceLocation
from specloom.printing.markdown_text import code, prose
from specloom.reports.markdown_report import markdown_report
from specloom.reports.report_data import Entry, ProposedRename, UnneededRepair

HOSTILE = (
    "@octocat and @acme/team",
    "me@example.org",
    "https://evil.example/x www.evil.example mailto:a@b.example",
    "fixes #12, acme/repo#12, GH-12, 0123456789abcdef0123456789abcdef01234567",
    "a | b || c \\| d \\",
    "`one` ``two`` `",
    "<script>alert(1)</script><!-- --> <details> </details> &lt;b&gt; &#64;octocat",
    "[link](https://evil.example) ![image](x) [ref]: y",
    "line\nbreak\r\n\n# heading\n- item\n| a | b |\n|-|-|",
    "**bold** __bold__ *i* _i_ ~~gone~~ $x$ :tada: snake_case _edge_",
    "\u202eright to left\u2066 \x1b[31m \x00 \ud7ff",
    "😀" * 400,
    "",
    " ",
    "# heading",
    "- item",
    "12. item",
    "===",
    "* * *",
    "|" * 500,
    "@" * 500,
)
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=300),
    st.text("@#:/.wht|`\\<>[]()*_~$&; \nab0123f-", max_size=60),
)


class _Text(HTMLParser):
    """Collect the tags, and the text outside of code."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []
        self.codes = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self.codes += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self.codes -= tag == "code"

    def handle_data(self, data: str) -> None:
        # As on GitHub, nothing in code is a mention; a text node ends at a tag.
        if not self.codes:
            self.text.append(data)


def _rendered(text: str) -> _Text:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    found = _Text()
    found.feed(parser.render(text))
    return found


LINKS = re.compile(
    r"@\w|#\d|\w+://\S|\bwww\.|\bGH-\d|(?:mailto|xmpp):\S|\b[0-9a-f]{7,40}\b|:\w+:",
    re.IGNORECASE,
)


def _assert_plain(text: str, tags: set[str]) -> None:
    found = _rendered(text)
    assert set(found.tags) <= tags
    assert not [each for each in found.text if LINKS.search(each)]


@given(texts)
def test_prose_is_one_line_of_text(text: str) -> None:
    shown = prose(text)
    assert "\n" not in shown and "|" not in shown
    _assert_plain(f"x {shown} y", {"p", "code"})
    _assert_plain(shown, {"p", "code"})


@given(texts)
def test_code_is_one_line_of_code(text: str) -> None:
    shown = code(text)
    assert "\n" not in shown and "|" not in shown
    found = _rendered(f"x {shown} y")
    assert found.tags == ["p", "code"]


@pytest.mark.parametrize(
    "text", ["plain words, with (brackets) - and a dash.", "snake_case and 1_000"]
)
def test_plain_prose_is_unchanged(text: str) -> None:
    assert prose(text) == text


def test_parts_in_backticks_become_code() -> None:
    found = _rendered(prose("`Invoice.due` became `due_date`"))
    assert found.tags == ["p", "code", "code"]
    assert "".join(found.text).strip() == "became"


def _hostile_entry(text: str, number: int = 0) -> Entry:
    place = DUE.place._replace(
        pointer=f"/components/{text}", new=SourceLocation(text or "a", 3, 4)
    )
    made = change(
        "response-property-removed",
        f"/components/schemas/{number}",
        text,
        level="breaking",
        python="breaking",
        place=place,
        why=text,
        act=text,
        before=(text, text),
        after=(text,),
        values={"number": number},
        operations=tuple(operation(f"GET /{n}") for n in range(5)),
    )
    site = replace(SITE, file=text, code=text, advice=text)
    return Entry(change=made, call_sites=(site, site), command=text)


ALLOWED = {
    *("h3", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td"),
    *("details", "summary", "ol", "ul", "li"),
}


@settings(deadline=None, max_examples=60)
@given(texts)
def test_no_text_mentions_links_or_ends_a_cell(text: str) -> None:
    made = replace(
        full_report(),
        old_version=text,
        baseline=text,
        entries=(_hostile_entry(text),),
        repairs=(
            UnneededRepair(location=SourceLocation(text), target=text, reason=text),
        ),
        renames=(ProposedRename(old=text, new=text, reason=text),),
        losses_gained=(text,),
        losses_mended=(text,),
        provenance=(text,),
    )
    shown = markdown_report([made])
    found = _rendered(shown)
    assert found.tags.count("tr") == 2 and found.tags.count("td") == 6
    assert found.tags.count("details") == 1
    assert set(found.tags) <= ALLOWED
    assert not [each for each in found.text if LINKS.search(each)]


def _sizes(text: str) -> tuple[int, int]:
    return len(text.splitlines()), len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("vendors", [1, 2, 3, 12, 500])
def test_size_is_limited(text: str, vendors: int) -> None:
    entries = tuple(_hostile_entry(text, n) for n in range(30))
    notes = {"losses_gained": (text,) * 20, "losses_mended": (text,) * 20}
    made = replace(full_report(), entries=entries, old_version=text, **notes)
    lines, units = _sizes(
        markdown_report([replace(made, vendor=f"v{n}") for n in range(vendors)])
    )
    assert lines <= 60
    assert units < 65_536


def test_size_is_limited_for_ten_thousand_entries() -> None:
    entries = tuple(_hostile_entry("`a` | @b", n) for n in range(10_000))
    shown = markdown_report([replace(full_report(), entries=entries)])
    lines, units = _sizes(shown)
    assert lines <= 60
    assert units < 65_536
    assert "9,984 more changes" in shown


def test_first_line_is_the_verdict_and_the_last_the_marker() -> None:
    lines = markdown_report([full_report()]).splitlines()
    assert lines[0] == (
        "### acme 2026-10 → 2026-11 · **1.8.2 → 2.0.0** · "
        "2 to act on, 1 to decide, 4 folded"
    )
    assert lines[-1] == "<!-- specloom-report: acme -->"


def test_vendors_without_changes_are_named() -> None:
    quiet = [quiet_report("bolt"), quiet_report("cube")]
    shown = markdown_report([full_report(), *quiet])
    assert "No changes: `bolt`, `cube`" in shown
    assert markdown_report(quiet[:1]).splitlines()[0] == (
        "### bolt 2026-11 · **1.8.2 stays** · no changes"
    )


def test_operations_are_folded_after_three() -> None:
    shown = markdown_report([sample(Entry(change=DUE))])
    assert "`GET /invoices/2` and 2 more" in shown
    assert "GET /invoices/3" not in shown
