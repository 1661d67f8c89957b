"""The page that compares generators has the numbers that were measured."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MEASURED = (
    (ROOT / "docs" / "comparison.md")
    .read_text("utf-8")
    .split("\n## Measured\n")[1]
    .split("\n## Sources\n")[0]
)
RESULTS = {
    name: (ROOT / "benchmarks" / "results" / f"{name}.md").read_text("utf-8")
    for name in ("corpus", "generate", "runtime")
}
Cells = dict[tuple[str, str], str]


def _cells(text: str, corner: str) -> Cells:
    """Return the cells of the table with a corner, by the names of row and column."""
    tables = [part.splitlines() for part in re.findall(r"(?m)(?:^\|.*\n)+", text)]
    for lines in tables:
        head, _, *rows = ([c.strip() for c in row.split("|")[1:-1]] for row in lines)
        if head[0] == corner:
            named = ((row[0], dict(zip(head, row, strict=True))) for row in rows)
            return {(row, name): cells[name] for row, cells in named for name in head}
    raise AssertionError(f"there is no table of {corner}")


def test_table_of_calls_is_a_part_of_the_results() -> None:
    shown, measured = (
        _cells(text, "CPU milliseconds") for text in (MEASURED, RESULTS["runtime"])
    )
    assert len({row for row, _ in shown}) == 5
    assert shown.items() <= measured.items()


def test_no_tool_is_left_out_of_a_table_of_results() -> None:
    shown, measured = (
        _cells(text, "document") for text in (MEASURED, RESULTS["generate"])
    )
    assert shown == measured


def test_numbers_in_the_text_were_measured() -> None:
    text = re.sub(r"(?m)^(\||<!--).*\n", "", MEASURED)
    numbers = re.findall(r"\d+\.\d{3}\b|\b\d+ of \d+\b", text)
    assert len(numbers) >= 5
    assert [n for n in numbers if not any(n in each for each in RESULTS.values())] == []
    totals = "73 documents import; mypy --strict reports nothing on 73"
    assert totals in RESULTS["corpus"] and "on 73\n" in text


def test_results_have_the_dates_of_the_page() -> None:
    # Measure again, and write the new date: the commit is of 2026-11-28.
    assert "commit 77b8c23f," in RESULTS["runtime"]
