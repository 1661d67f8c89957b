"""Test that each fault of the external list, where present, has a test."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LISTED = HERE.parents[2] / "shared" / "faults.tsv"


def shown() -> set[str]:
    """The faults that a test is named after."""
    found: set[str] = set()
    for path in HERE.glob("test_faults_*.py"):
        found |= set(re.findall(r"^def test_(F\d\d)_", path.read_text("utf-8"), re.M))
    return found


def test_every_listed_fault_has_a_test() -> None:
    if not LISTED.exists():
        pytest.skip("the list of faults is not next to the project")
    with LISTED.open(encoding="utf-8", newline="") as file:
        listed = {row["id"] for row in csv.DictReader(file, delimiter="\t")}
    assert listed - shown() == set()


def test_all_sixty_faults_are_covered() -> None:
    assert shown() == {f"F{n:02}" for n in range(1, 61)}
