"""The report has the hours of each employee and week, and draws them."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import matplotlib.image
import pytest
from specloom.mock import MockOptions, MockServer, description_of_vendor

from tests.examples.example_runs import EXAMPLES, ROOT, environment, example_module

pytestmark = pytest.mark.verify

PROGRAM = EXAMPLES / "hours_report/report_hours.py"
MONDAYS = [date(2026, 3, 2) + timedelta(weeks=number) for number in range(9)]
EMPLOYEES = ("2000001", "2000002", "2000003")
COUNTS = "/api/v2/businesses/{businessId}/services/{serviceId}/counters-with-only-"


@pytest.fixture(scope="module")
def minutes() -> dict[str, list[int]]:
    """Return the minutes of each employee per week; the last one was away at first."""
    drawn = random.Random(11)
    weeks = {each: [drawn.randrange(2400) for _ in MONDAYS] for each in EMPLOYEES}
    weeks[EMPLOYEES[-1]][:2] = [0, 0]
    return weeks


@pytest.fixture(scope="module")
def mock(minutes: dict[str, list[int]]) -> Iterator[MockServer]:
    """Yield a mock with one counter of minutes per week."""
    document = description_of_vendor(ROOT, "orquest")
    weeks = [bucket(minutes, number) for number in range(len(MONDAYS))]
    for name in ("clockguards", "assignments"):  # Both have the same items in a mock.
        response = document["paths"][COUNTS + name]["get"]["responses"]["200"]
        response["content"]["application/json"]["example"][0]["counts"] = weeks
    with MockServer(document, MockOptions(items=1)) as server:
        yield server


def bucket(minutes: dict[str, list[int]], number: int) -> dict[str, Any]:
    """Return a week of a response; employees without minutes are left out of it."""
    monday = MONDAYS[number]
    return {
        "key": f"HNS_{monday:%Y%m%d}_{monday + timedelta(days=6):%Y%m%d}",
        "from": f"{monday}",
        "to": f"{monday + timedelta(days=6)}",
        "total": [
            {"employeeId": employee, "count": float(weeks[number])}
            for employee, weeks in minutes.items()
            if weeks[number]
        ],
    }


def report(mock: MockServer, folder: Path, *more: str) -> Any:
    """Run the program for the nine weeks, which need three requests."""
    return subprocess.run(
        [
            *(sys.executable, PROGRAM, "b", "s", "--base-url", mock.base_url),
            *("--from", "2026-03-02", "--to", "2026-05-03", *more),
        ],
        env=environment(),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_table_has_the_hours_of_the_vendor(
    mock: MockServer, minutes: dict[str, list[int]], tmp_path: Path
) -> None:
    """Minutes are divided by 60; totals are those of all weeks and employees."""
    run = report(mock, tmp_path)
    assert run.returncode == 0, run.stderr
    heads, _, *lines = run.stdout.splitlines()
    assert heads.split() == [
        *("week", "of"),
        *(word for monday in MONDAYS for word in f"{monday:%d %b}".split()),
        "total",
    ]
    rows = [
        *minutes.values(),
        [sum(week) for week in zip(*minutes.values(), strict=True)],
    ]
    wanted = [[f"{count / 60:.1f}" for count in (*row, sum(row))] for row in rows]
    assert [line.split() for line in lines] == [
        [name, *row] for name, row in zip([*EMPLOYEES, "total"], wanted, strict=True)
    ]


def test_the_plot_is_not_empty(mock: MockServer, tmp_path: Path) -> None:
    """A bar per employee: its color fills a part of the picture."""
    run = report(mock, tmp_path, "--plot", "weeks.png")
    assert run.returncode == 0, run.stderr
    picture = matplotlib.image.imread(tmp_path / "weeks.png")
    assert picture.shape == (500, 1000, 4)
    for color in ((0x1F, 0x77, 0xB4), (0xFF, 0x7F, 0x0E), (0x2C, 0xA0, 0x2C)):
        same = abs(picture[:, :, :3] * 255 - color).max(axis=2) < 1
        assert same.sum() > 2000


def test_a_counter_that_does_not_exist(mock: MockServer, tmp_path: Path) -> None:
    """The error lists the counters that can be chosen; nothing is drawn."""
    run = report(mock, tmp_path, "--counter", "Other")
    assert run.returncode == 1 and "counters of time per week: HNS" in run.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("plot", ["missing/hours.png", "hours.unknown"])
def test_a_picture_that_cannot_be_written(
    plot: str, mock: MockServer, tmp_path: Path
) -> None:
    """The table is printed, and one line says what is wrong."""
    run = report(mock, tmp_path, "--plot", plot)
    assert run.returncode == 1 and "total" in run.stdout
    assert "not drawn: " in run.stderr and "Traceback" not in run.stderr


def test_a_range_without_hours() -> None:
    """The table is empty."""
    table = example_module("hours_report", "report_hours").hours_table([])
    assert table.empty
