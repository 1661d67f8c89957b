"""Accepted changes: which are valid, which fail, and how one is added."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sample_reports import ACCEPTANCE
from specloom.errors import SpecError
from specloom.reports.acceptances import FILE, AcceptedChanges, with_acceptance

TODAY = date(2026, 11, 27)
ENTRY = """\
- fingerprint: "00112233445566aa"
  reason: we never send it
  owner: billing
  expires: 2026-11-27
"""


def _written(folder: Path, text: str) -> Path:
    (folder / "specs" / "acme").mkdir(parents=True, exist_ok=True)
    (folder / "specs" / "acme" / FILE).write_text(text, "utf-8")
    return folder


def _read(folder: Path, text: str) -> AcceptedChanges:
    return AcceptedChanges.read(_written(folder, text), "specs/acme")


def test_a_missing_file_accepts_nothing(tmp_path: Path) -> None:
    assert AcceptedChanges.read(tmp_path, "specs/acme").entries == ()


def test_an_empty_list_accepts_nothing(tmp_path: Path) -> None:
    assert _read(tmp_path, "[]\n").entries == ()


def test_an_entry_is_valid_on_its_last_day(tmp_path: Path) -> None:
    accepted = _read(tmp_path, ENTRY)
    found = accepted.matching("00112233445566aa", TODAY)
    assert found is not None and found.owner == "billing"
    assert accepted.problems({"00112233445566aa"}, TODAY) == []
    assert accepted.matching("other", TODAY) is None


def test_an_expired_entry_fails_and_accepts_nothing(tmp_path: Path) -> None:
    accepted = _read(tmp_path, ENTRY)
    tomorrow = date(2026, 11, 28)
    assert accepted.matching("00112233445566aa", tomorrow) is None
    (problem,) = accepted.problems({"00112233445566aa"}, tomorrow)
    assert str(problem).startswith(f"specs/acme/{FILE}:1:3: ")
    assert "accepted until 2026-11-27" in str(problem)


def test_a_stale_entry_fails(tmp_path: Path) -> None:
    accepted = _read(tmp_path, "# why\n" + ENTRY)
    (problem,) = accepted.problems({"another"}, TODAY)
    assert str(problem).startswith(f"specs/acme/{FILE}:2:3: ")
    assert 'no change is "00112233445566aa"' in str(problem)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: b\n", "1:1"),
        ("- x\n", "1:3"),
        (ENTRY.replace("  owner: billing\n", ""), "1:3"),
        (ENTRY.replace("billing", "''"), "3:3"),
        (ENTRY.replace("2026-11-27", "2026-02-30"), "4:3"),
        (ENTRY.replace("2026-11-27", "20261127"), "4:3"),
        (ENTRY.replace("2026-11-27", "soon"), "4:3"),
        (ENTRY.replace('"00112233445566aa"', "1122334455667788"), "1:3"),
        (ENTRY.replace("owner", "team"), "1:3"),
        (ENTRY + ENTRY, "5:3"),
    ],
)
def test_invalid_entries_have_their_place(
    tmp_path: Path, text: str, place: str
) -> None:
    with pytest.raises(SpecError) as raised:
        _read(tmp_path, text)
    assert str(raised.value).startswith(f"specs/acme/{FILE}:{place}: ")


def test_all_problems_are_listed(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as raised:
        _read(tmp_path, "- {}\n- {fingerprint: a, more: b}\n")
    assert len(raised.value.problems) == 8


@pytest.mark.parametrize(
    "text",
    [
        None,
        "# kept\n" + ENTRY,
        ENTRY + "# kept\n",
        ENTRY.rstrip("\n"),
        "# kept\n" + "".join(f"  {line}\n" for line in ENTRY.splitlines()),
        "\ufeff" + ENTRY,
    ],
)
def test_adding_keeps_all_lines(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        _written(tmp_path, text)
    made = with_acceptance(tmp_path, "specs/acme", ACCEPTANCE)
    for line in (text or "").removeprefix("\ufeff").splitlines():
        assert line in made.splitlines()
    *_, last = yaml.safe_load(made)
    assert last == {
        "fingerprint": ACCEPTANCE.fingerprint,
        "reason": ACCEPTANCE.reason,
        "owner": "crm",
        "expires": date(2027, 1, 31),
    }


@given(st.text(min_size=1).filter(lambda text: text.isprintable() and text.strip()))
def test_any_reason_can_be_read_again(
    tmp_path_factory: pytest.TempPathFactory, reason: str
) -> None:
    folder = tmp_path_factory.mktemp("project")
    made = with_acceptance(folder, "specs/acme", replace(ACCEPTANCE, reason=reason))
    (entry,) = _read(folder, made).entries
    assert entry.reason == reason


def test_a_change_is_accepted_once(tmp_path: Path) -> None:
    made = with_acceptance(tmp_path, "specs/acme", ACCEPTANCE)
    _written(tmp_path, made)
    with pytest.raises(SpecError, match="has an entry already"):
        with_acceptance(tmp_path, "specs/acme", ACCEPTANCE)


@pytest.mark.parametrize("text", ["[]\n", "[{fingerprint: a, reason: b, owner: c, "])
def test_a_list_in_brackets_is_not_extended(tmp_path: Path, text: str) -> None:
    if not text.startswith("[]"):
        text += "expires: 2027-01-01}]\n"
    _written(tmp_path, text)
    with pytest.raises(SpecError, match="without changing other lines"):
        with_acceptance(tmp_path, "specs/acme", ACCEPTANCE)
