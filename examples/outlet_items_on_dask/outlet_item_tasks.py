"""What the workers do: read the outlet items of one task with a client of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

import pandas as pd
import pyarrow as pa
from dask.distributed import WorkerPlugin, get_worker
from specloom_clients.mews import Mews
from specloom_clients.mews.models import OutletItem
from specloom_runtime import RateLimit

Span: TypeAlias = tuple[datetime, datetime]
Task: TypeAlias = tuple[Sequence[UUID], dict[str, Any]]
"""The enterprises, and the checkpoint of one of the list's windows."""

PLACES = 10
AMOUNT = pa.decimal128(38, PLACES)
"""Amounts have ten places: a JSON number has about 16 digits that are right."""

COLUMNS: dict[str, pa.DataType] = {
    "id": pa.string(),
    "enterprise_id": pa.string(),
    "bill_id": pa.string(),
    "type": pa.string(),
    "name": pa.string(),
    "consumed_utc": pa.timestamp("us", tz="UTC"),
    "month": pa.string(),
    "unit_count": pa.int64(),
    "currency": pa.string(),
    "unit_net": AMOUNT,
    "unit_gross": AMOUNT,
    "gross": AMOUNT,
}
META = pd.DataFrame(
    {name: pd.Series(dtype=pd.ArrowDtype(type)) for name, type in COLUMNS.items()}
)
"""An empty frame with the columns and their types."""


class MewsPlugin(WorkerPlugin):
    """Give each worker one client for all of its tasks.

    The runtime counts the requests of all clients with one access token in one process.
    It cannot count those of other processes, so that each process gets a share of the
    limit. A client of its own for each task would lose the count between two tasks.
    """

    name = "mews"

    def __init__(self, share: RateLimit, base_url: str | None) -> None:
        self.share, self.base_url = share, base_url

    def setup(self, worker: object) -> None:
        """Create the client with credentials from the environment of the worker."""
        self.mews = client(self.share, self.base_url)

    def teardown(self, worker: object) -> None:
        """Close the connections."""
        self.mews.close()


def client(share: RateLimit, base_url: str | None) -> Mews:
    """Return a client that stays below its share of the vendor's rate limit."""

    class MewsWithShare(Mews):
        service = replace(Mews.service, rate_limit=share)

    return MewsWithShare.from_env(base_url=base_url)


def share_of(limit: RateLimit, processes: int) -> RateLimit:
    """Return the part of a rate limit that one of several processes may use.

    A second is added to the period, because requests do not take equally long to
    arrive: the vendor counts them later than they were sent.
    """
    if processes > limit.requests:
        raise SystemExit(f"at most {limit.requests} workers can share the rate limit")
    return replace(limit, requests=limit.requests // processes, per=limit.per + 1)


def read_task(task: Task, span: Span) -> pd.DataFrame:
    """Read the items of one task, on a worker.

    Windows do not include their ends, so that no item is in two of them.
    """
    enterprises, window = task
    plugin: Any = get_worker().plugins[MewsPlugin.name]
    items = plugin.mews.outlet_items.list(enterprise_ids=enterprises, consumed_utc=span)
    rows = [row(item) for item in items.resume(window)]
    table = pa.Table.from_pylist(rows, pa.schema(list(COLUMNS.items())))
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def row(item: OutletItem) -> dict[str, Any]:
    """Return the columns of an item."""
    amount = item.unit_amount
    gross = Decimal(str(amount.gross_value))
    return {
        "id": str(item.id),
        "enterprise_id": str(item.enterprise_id),
        "bill_id": str(item.bill_id),
        "type": str(item.type),
        "name": item.name,
        "consumed_utc": item.consumed_utc,
        "month": f"{item.consumed_utc:%Y-%m}",
        "unit_count": item.unit_count,
        "currency": amount.currency,
        "unit_net": round(Decimal(str(amount.net_value)), PLACES),
        "unit_gross": round(gross, PLACES),
        "gross": round(gross * item.unit_count, PLACES),
    }
