"""What entries ask of a reviewer, their order, and the proposed version."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import permutations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_reports import (
    ACCEPTANCE,
    ADDED,
    COUNTRY,
    DEPRECATED,
    DUE,
    SERVER,
    STATUS,
    WORDS,
    change,
    full_report,
    quiet_report,
)
from sample_reports import report as sample
from specloom.changes import Level, PythonEffect, WireEffect
from specloom.comparison import Bump
from specloom.reports.ordering import sorted_entries
from specloom.reports.report_data import Entry
from specloom.reports.terminal_report import terminal_report
from specloom.reports.verdict import (
    attention,
    bump,
    counts,
    group,
    needs_action,
    proposed_version,
    topic,
)


@pytest.mark.parametrize(
    ("current", "raised", "proposed"),
    [
        ("1.8.2", "major", "2.0.0"),
        ("1.8.2", "minor", "1.9.0"),
        ("1.8.2", "patch", "1.8.3"),
        ("1.8.2", "none", "1.8.2"),
        ("1.8", "patch", "1.8.1"),
        ("3", "minor", "3.1.0"),
        ("0.4.1", "major", "0.5.0"),
        ("0.4.1", "minor", "0.4.2"),
        ("0.4.1", "patch", "0.4.2"),
        ("2.0.0rc1", "major", "2.0.0"),
        ("2.0.0rc1", "patch", "2.0.0"),
        ("2.1.0.dev3", "major", "3.0.0"),
        ("2.1.0.dev3", "minor", "2.1.0"),
        ("2.1.1b2", "minor", "2.2.0"),
        ("", "major", ""),
        ("unknown", "major", ""),
    ],
)
def test_proposed_version(current: str, raised: Bump, proposed: str) -> None:
    assert proposed_version(current, raised) == proposed


def test_python_and_wire_decide_what_is_to_act_on() -> None:
    asked = {
        each.rule: attention(Entry(change=each))
        for each in (DUE, COUNTRY, STATUS, SERVER, ADDED, DEPRECATED, WORDS)
    }
    assert asked == {
        "response-property-removed": "act",
        "request-property-became-required": "act",
        "response-enum-value-added": "decide",
        "server-changed": "act",
        "operation-added": "folded",
        "operation-deprecated": "folded",
        "description-changed": "folded",
    }


def test_what_is_accepted_is_folded_but_still_raises_the_version() -> None:
    accepted = Entry(change=COUNTRY, accepted=ACCEPTANCE)
    assert attention(accepted) == "folded"
    assert group(accepted) == "accepted"
    made = sample(accepted)
    assert not needs_action(made)
    assert bump(made) == "major"


def test_a_strict_client_acts_on_what_breaks_in_responses() -> None:
    entry = Entry(change=STATUS)
    relaxed = sample(entry, bump="minor")
    assert (bump(relaxed), counts(relaxed).act) == ("minor", 0)
    strict = sample(entry, bump="minor", strict_client=True)
    assert (bump(strict), counts(strict).act) == ("major", 1)
    sent = replace(STATUS, direction="request")
    assert attention(Entry(change=sent), strict_client=True) == "decide"


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/servers/0/url", "server"),
        ("/host", "server"),
        ("/basePath", "server"),
        ("/paths/~1a/servers/0", "server"),
        ("/paths/~1a/get/servers/0", "server"),
        ("/security/0", "credentials"),
        ("/paths/~1a/get/security", "credentials"),
        ("/components/securitySchemes/key", "credentials"),
        ("/securityDefinitions/key", "credentials"),
        ("/components/schemas/servers", ""),
        ("/components/schemas/A/properties/security", ""),
        ("/paths/~1servers/get", ""),
        ("", ""),
    ],
)
def test_servers_and_credentials_are_recognized(pointer: str, found: str) -> None:
    assert topic(change("a", pointer, "b")) == found


def test_servers_and_credentials_are_never_folded() -> None:
    quiet = replace(SERVER, level="info", wire="same")
    assert attention(Entry(change=quiet)) == "decide"


def test_kinds_of_folded_entries() -> None:
    assert group(Entry(change=ADDED)) == "new"
    assert group(Entry(change=DEPRECATED)) == "deprecated"
    assert group(Entry(change=WORDS)) == "words"
    other = change("maximum-increased", "/components/schemas/A/maximum", "more")
    assert group(Entry(change=other)) == "other"


def test_order_does_not_depend_on_the_order_of_the_input() -> None:
    entries = [Entry(change=each) for each in (DUE, STATUS, SERVER, ADDED, WORDS)]
    expected = ("server", "response-p", "response-e", "operation", "description")
    for shuffled in permutations(entries):
        rules = [each.change.rule for each in sorted_entries(shuffled)]
        assert all(map(str.startswith, rules, expected)), rules


_CHANGES = st.builds(
    lambda number, level, python, wire, line: change(
        f"rule-{number % 3}",
        f"/components/schemas/{number % 5}",
        "text",
        level=level,
        python=python,
        wire=wire,
        line=line,
        values={"number": number},
    ),
    st.integers(0, 40),
    st.sampled_from(get_args(Level)),
    st.sampled_from(get_args(PythonEffect)),
    st.sampled_from(get_args(WireEffect)),
    st.integers(1, 3),
)


@given(st.lists(_CHANGES, unique_by=lambda each: each.fingerprint), st.randoms())
def test_order_is_total(changes: list, source: random.Random) -> None:
    entries = [Entry(change=each) for each in changes]
    shuffled = source.sample(entries, len(entries))
    ordered = sorted_entries(entries)
    assert sorted_entries(shuffled) == ordered
    asked = [attention(each) for each in ordered]
    assert asked == sorted(asked, key=("act", "decide", "folded").index)


def test_the_terminal_shows_the_verdict_first() -> None:
    lines = terminal_report([full_report(), quiet_report()])
    assert lines[0] == (
        "acme 2026-10 → 2026-11 · 1.8.2 → 2.0.0 · 2 to act on, 1 to decide, 4 folded"
    )
    assert "acme 2026-11 · 1.8.2 stays · no changes" in lines
    assert "   used in crm/push.py:40: print(invoice.due)" in lines
