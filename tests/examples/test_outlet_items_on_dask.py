"""Workers read all outlet items of a year once, and stay below the rate limit."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

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


@pytest.fixture
def mock(sold: list[dict[str, Any]], log: Log) -> Iterator[MockServer]:
    """Yield a mock with the items, and a limit of requests that is easy to reach."""
    document = description_of_vendor(ROOT, "mews")
    limit = document["x-specloom-rate-limit"]["default"]
    limit.update(requests=REQUESTS, per=f"PT{SECONDS}S")
    path = document["paths"]["/api/connector/v1/outletItems/getAll"]
    content = path["post"]["responses"]["200"]["content"]["application/json"]
    content["example"] = {"OutletItems": sold, "OutletBills": [], "Cursor": None}
    with MockServer(document, MockOptions(items=len(sold)), log=log) as server:
        # The mock creates its items for the first request, which takes a second.
        with Mews(
            client_token="a", access_token="b", client="c", base_url=server.base_url
        ) as mews:
            mews.outlet_items.list(enterprise_ids=[UUID(int=0)]).first()
        log.statuses.clear()
        yield server


def test_every_item_of_the_year_is_read_once(
    mock: MockServer, sold: list[dict[str, Any]], log: Log, tmp_path: Path
) -> None:
    """Totals are those of the mock's data; requests stay below the rate limit."""
    enterprises = sorted({each["EnterpriseId"] for each in sold})[:ENTERPRISES]
    (tmp_path / "ids.txt").write_text("\n".join(enterprises))
    begin = datetime.now(UTC)
    run = subprocess.run(
        [
            *(sys.executable, PROGRAM, tmp_path / "ids.txt", tmp_path / "items"),
            *("--start", "2025-01-01", "--end", "2026-01-01", "--group", "1"),
            *("--requests", str(REQUESTS), "--seconds", str(SECONDS)),
            *("--base-url", mock.base_url),
        ],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    assert log.statuses.count(200) == ENTERPRISES * WINDOWS
    # On a busy computer, a request may arrive more than a second late.
    assert log.statuses.count(429) == len(log.statuses) - ENTERPRISES * WINDOWS <= 2
    least = (len(log.statuses) / REQUESTS - 1) * SECONDS
    assert (datetime.now(UTC) - begin).total_seconds() > least
    table = ds.dataset(tmp_path / "items", partitioning="hive").to_table()
    wanted = {
        each["Id"]: each
        for each in sold
        if each["EnterpriseId"] in enterprises
        and START <= datetime.fromisoformat(each["ConsumedUtc"]) < END
    }
    assert sorted(table["id"].to_pylist()) == sorted(wanted)
    assert pa.types.is_decimal(table.schema.field("gross").type)
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in wanted.values():
        amount = each["UnitAmount"]
        gross = Decimal(str(amount["GrossValue"])) * each["UnitCount"]
        totals[each["ConsumedUtc"][:7], amount["Currency"]] += gross
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in table.to_pylist():
        found[row["month"], row["currency"]] += row["gross"]
    assert found == totals and len(totals) == 24
    assert all(f"{total:.10f}" in run.stdout for total in totals.values())
