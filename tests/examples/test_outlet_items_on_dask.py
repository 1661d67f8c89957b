"""Workers read all outlet items of a year once, and stay below the rate limit."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from specloom.mock import MockOptions, MockServer, description_of_vendor
from specloom_clients.mews import Mews

from tests.examples.example_runs import EXAMPLES, ROOT, environment

pytestmark = pytest.mark.verify

PROGRAM = EXAMPLES / "outlet_items_on_dask/read_outlet_items.py"
REQUESTS, SECONDS = 20, 2
ENTERPRISES = 15
WINDOWS = 4
START, END = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def items() -> list[dict[str, Any]]:
    """Return items of a year and a day before and after it, some on its boundaries."""
    drawn = random.Random(7)
    ids = [str(UUID(int=drawn.getrandbits(128))) for _ in range(ENTERPRISES + 1)]
    times = [datetime(2025, month, 1, tzinfo=UTC) for month in range(1, 13)]
    times += [END, START - timedelta(seconds=1), END - timedelta(seconds=1)]
    times += [START + timedelta(minutes=drawn.randrange(525_600)) for _ in range(500)]
    return [
        {
            "Id": str(UUID(int=drawn.getrandbits(128))),
            "EnterpriseId": drawn.choice(ids),
            "BillId": str(UUID(int=drawn.getrandbits(128))),
            "Type": "Revenue",
            "UnitCount": drawn.randint(1, 9),
            "UnitAmount": {
                "Currency": drawn.choice(["EUR", "CZK"]),
                "NetValue": drawn.randint(1, 10_000) / 100,
                "GrossValue": drawn.randint(1, 10_000) / 100,
                "TaxValues": [],
            },
            **dict.fromkeys(
                ("CreatedUtc", "UpdatedUtc", "ConsumedUtc"), f"{time:%FT%TZ}"
            ),
        }
        for time in times
    ]


class Log:
    """The statuses of the responses of a mock."""

    def __init__(self) -> None:
        self.statuses: list[int] = []

    def __call__(self, *entry: Any) -> None:
        self.statuses += [each for each in entry if isinstance(each, int)]


@pytest.fixture(scope="module")
def sold() -> list[dict[str, Any]]:
    return items()


@pytest.fixture
def log() -> Log:
    return Log()


@contextmanager
def mocked(
    sold: list[dict[str, Any]], log: Log, requests: int, latency: float = 0.0
) -> Iterator[MockServer]:
    """Yield a mock with the items, and a number of requests that it allows."""
    document = description_of_vendor(ROOT, "mews")
    limit = document["x-specloom-rate-limit"]["default"]
    limit.update(requests=requests, per=f"PT{SECONDS}S")
    path = document["paths"]["/api/connector/v1/outletItems/getAll"]
    content = path["post"]["responses"]["200"]["content"]["application/json"]
    content["example"] = {"OutletItems": sold, "OutletBills": [], "Cursor": None}
    options = MockOptions(items=len(sold), latency=latency)
    with MockServer(document, options, log=log) as server:
        # The mock creates its items for the first request, which takes a second.
        with Mews(
            client_token="a", access_token="b", client="c", base_url=server.base_url
        ) as mews:
            mews.outlet_items.list(enterprise_ids=[UUID(int=0)]).first()
        log.statuses.clear()
        yield server


def enterprises(sold: list[dict[str, Any]]) -> list[str]:
    """Return the portfolio; one enterprise with items does not belong to it."""
    return sorted({each["EnterpriseId"] for each in sold})[:ENTERPRISES]


def wanted(sold: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the items of the portfolio and the year by their ids."""
    known = enterprises(sold)
    return {
        each["Id"]: each
        for each in sold
        if each["EnterpriseId"] in known
        and START <= datetime.fromisoformat(each["ConsumedUtc"]) < END
    }


@contextmanager
def started(
    mock: MockServer,
    sold: list[dict[str, Any]],
    folder: Path,
    requests: int,
    start: str = "2025-01-01",
    end: str = "2026-01-01",
) -> Iterator[subprocess.Popen[str]]:
    """Yield the running program, which writes to the folder `items`."""
    (folder / "ids.txt").write_text("\n".join(enterprises(sold)))
    with subprocess.Popen(
        [
            *(sys.executable, PROGRAM, folder / "ids.txt", folder / "items"),
            *("--start", start, "--end", end, "--group", "1"),
            *("--requests", str(requests), "--seconds", str(SECONDS)),
            *("--base-url", mock.base_url),
        ],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def written(folder: Path) -> pa.Table:
    return ds.dataset(folder / "items", partitioning="hive").to_table()


def test_every_item_of_the_year_is_read_once(
    sold: list[dict[str, Any]], log: Log, tmp_path: Path
) -> None:
    """Totals are those of the mock's data; requests stay below the rate limit."""
    begin = datetime.now(UTC)
    with (
        mocked(sold, log, REQUESTS) as mock,
        started(mock, sold, tmp_path, REQUESTS) as program,
    ):
        printed, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    assert log.statuses.count(200) == ENTERPRISES * WINDOWS
    # On a busy computer, a request may arrive more than a second late.
    assert log.statuses.count(429) == len(log.statuses) - ENTERPRISES * WINDOWS <= 2
    least = (len(log.statuses) / REQUESTS - 1) * SECONDS
    assert (datetime.now(UTC) - begin).total_seconds() > least
    table = written(tmp_path)
    assert sorted(table["id"].to_pylist()) == sorted(wanted(sold))
    assert pa.types.is_decimal(table.schema.field("gross").type)
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in wanted(sold).values():
        amount = each["UnitAmount"]
        gross = Decimal(str(amount["GrossValue"])) * each["UnitCount"]
        totals[each["ConsumedUtc"][:7], amount["Currency"]] += gross
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in table.to_pylist():
        found[row["month"], row["currency"]] += row["gross"]
    assert found == totals and len(totals) == 24
    assert all(f"{total:.10f}" in printed for total in totals.values())


def test_a_range_without_items(
    sold: list[dict[str, Any]], log: Log, tmp_path: Path
) -> None:
    """The program says so, and prints no totals."""
    with (
        mocked(sold, log, 1000) as mock,
        started(mock, sold, tmp_path, 1000, "1999-01-01", "1999-03-01") as program,
    ):
        printed, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    assert (printed, "there are no items" in errors) == ("", True)


def test_a_worker_that_is_killed(
    sold: list[dict[str, Any]], log: Log, tmp_path: Path
) -> None:
    """Its tasks run again on another worker; no item is lost or repeated."""
    with (
        mocked(sold, log, 1000, latency=150) as mock,
        started(mock, sold, tmp_path, 1000) as program,
    ):
        while len(log.statuses) < 10 and program.poll() is None:
            time.sleep(0.05)
        processes = psutil.Process(program.pid).children(recursive=True)
        workers = [each for each in processes if "spawn_main" in str(each.cmdline())]
        workers[0].kill()
        _, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    assert len(log.statuses) > ENTERPRISES * WINDOWS
    assert sorted(written(tmp_path)["id"].to_pylist()) == sorted(wanted(sold))
