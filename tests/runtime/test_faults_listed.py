"""Test that each fault of the external lists, where present, has a test."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
LISTS = ("faults.tsv", "faults2.tsv")
GENERATING = {"F64", "F71", "F76", "F80", "F88", "F99", "F100"}
"""Faults of the generator."""


def shown() -> set[str]:
    """The faults that a test is named after."""
    found: set[str] = set()
    for path in HERE.glob("test_faults_*.py"):
        found |= set(re.findall(r"^def test_(F\d\d)_", path.read_text("utf-8"), re.M))
    return found


@pytest.mark.parametrize("name", LISTS)
def test_every_listed_fault_has_a_test(name: str) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the list of faults is not next to the project")
    with path.open(encoding="utf-8", newline="") as file:
        listed = {row["id"] for row in csv.DictReader(file, delimiter="\t")}
    assert listed - shown() - GENERATING == set()


def test_all_faults_of_the_runtime_are_covered() -> None:
    assert shown() == {f"F{n:02}" for n in range(1, 99)} - GENERATING
