"""Changes that are alike share a row of the table."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st
from sample_reports import SITE, change
from sample_reports import report as sample
from specloom.printing.markdown_text import prose
from specloom.reports.bundling import bundles, others
from specloom.reports.markdown_report import markdown_report
from specloom.reports.report_data import Entry


def _entry(pointer: str, rule: str = "response-property-removed") -> Entry:
    made = change(
        rule, pointer, f"`{pointer}` was removed", level="breaking", python="breaking"
    )
    return Entry(change=made)


def _properties(names: Iterable[str], schema: str = "Order") -> list[Entry]:
    return [_entry(f"/components/schemas/{schema}/properties/{n}") for n in names]


def test_three_changes_in_one_object_share_a_row() -> None:
    entries = _properties("abc")
    (row,) = bundles(entries)
    assert row == tuple(entries)
    assert others(row) == "; also `b`, `c`"
    assert len(bundles(entries[:2])) == 2


def test_changes_of_one_name_share_a_row() -> None:
    pointers = [f"/paths/~1{each}/get/parameters/query:token" for each in "abc"]
    entries = [_entry(each, "request-parameter-became-required") for each in pointers]
    (row,) = bundles(entries)
    assert others(row) == "; also of `GET /b`, `GET /c`"
    schemas = [e for each in "XYZ" for e in _properties(["limit"], each)]
    assert others(bundles(schemas)[0]) == "; also of `Y`, `Z`"


def test_many_names_are_counted() -> None:
    (row,) = bundles(_properties("abcdefgh"))
    assert others(row) == "; also `b`, `c`, `d`, `e` and 3 more"
    shown = markdown_report([sample(*row)])
    assert "8 to act on" in shown
    assert shown.count("was removed") == 1


def test_other_levels_rules_and_call_sites_have_their_own_rows() -> None:
    entries = _properties("abc")
    used = Entry(change=entries[0].change, call_sites=(SITE,))
    other = _entry("/components/schemas/Order/properties/d", "another-rule")
    assert [len(row) for row in bundles([used, *entries[1:], other])] == [1, 1, 1, 1]


@given(
    st.lists(
        st.tuples(st.sampled_from("RS"), st.sampled_from("XY"), st.integers(0, 9)),
        unique=True,
    )
)
def test_no_entry_is_lost_and_the_order_is_kept(
    found: list[tuple[str, str, int]],
) -> None:
    entries = [
        _entry(f"/components/schemas/{schema}/properties/{n}", rule)
        for rule, schema, n in found
    ]
    rows = bundles(entries)
    assert sorted(id(e) for row in rows for e in row) == sorted(map(id, entries))
    firsts = [entries.index(row[0]) for row in rows]
    assert firsts == sorted(firsts)
    for row in rows:
        assert [*row] == sorted(row, key=entries.index)


def test_code_that_is_cut_off_stays_code() -> None:
    assert prose("`Invoice.total` and `Invoice.amount`", 30) == (
        "`Invoice.total` and `Invoice.…`"
    )
