"""Write the outlet items of a portfolio of Mews enterprises to Parquet, with Dask.

Each task reads one group of enterprises for one window of at most three months, which
is as much as the vendor allows. All workers together stay below its rate limit.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import dask.dataframe as dd
import outlet_item_tasks
from dask.distributed import Client, LocalCluster
from outlet_item_tasks import META, MewsPlugin, Span, Task, read_task, share_of
from specloom_clients.mews import Mews
from specloom_runtime import RateLimit, SpecloomError

log = logging.getLogger("read_outlet_items")


def tasks_of(mews: Mews, groups: Sequence[Sequence[UUID]], span: Span) -> list[Task]:
    """Return a task for each group of enterprises and each window; nothing is sent."""
    return [
        (group, window)
        for group in groups
        for window in mews.outlet_items.list(
            enterprise_ids=group, consumed_utc=span
        ).partitions()
    ]


def outlet_items(tasks: list[Task], span: Span) -> dd.DataFrame:
    """Return the items as a Dask frame; the workers read one partition per task."""
    frame: dd.DataFrame = dd.from_map(read_task, tasks, span=span, meta=META)
    return frame


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="Credentials: MEWS_CLIENT_TOKEN, MEWS_ACCESS_TOKEN, MEWS_CLIENT",
    )
    parser.add_argument(
        "enterprises", type=enterprise_ids, help="a file with one id per line"
    )
    parser.add_argument("output", type=Path, help="the folder of the Parquet files")
    parser.add_argument("--start", type=utc, required=True, metavar="DATE")
    parser.add_argument("--end", type=utc, required=True, metavar="DATE")
    parser.add_argument("--group", type=int, default=10, help="enterprises per task")
    parser.add_argument("--scheduler", help="the address of a cluster; else local")
    parser.add_argument("--workers", type=int, default=2, help="of a local cluster")
    parser.add_argument("--base-url", help="another server, such as a mock")
    limit = parser.add_argument_group("rate limit of the access token")
    declared = Mews.service.rate_limit or RateLimit(200, 30.0)
    limit.add_argument("--requests", type=int, default=declared.requests)
    limit.add_argument("--seconds", type=float, default=declared.per)
    return parser.parse_args()


def utc(text: str) -> datetime:
    """Return the start of a day in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def enterprise_ids(path: str) -> list[UUID]:
    """Read a file with one id per line."""
    try:
        ids = [UUID(line) for line in Path(path).read_text("utf-8").split()]
    except OSError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    if not ids:
        raise argparse.ArgumentTypeError(f"{path} has no ids")
    return ids


def write(cluster: Client, chosen: argparse.Namespace) -> None:
    """Read all items on the cluster, and write them to the output folder."""
    ids, span = chosen.enterprises, (chosen.start, chosen.end)
    groups = [ids[at : at + chosen.group] for at in range(0, len(ids), chosen.group)]
    with Mews.from_env(base_url=chosen.base_url) as mews:
        tasks = tasks_of(mews, groups, span)
    processes = len(cluster.scheduler_info(n_workers=-1)["workers"])
    limit = RateLimit(chosen.requests, chosen.seconds, by="access_token")
    plugin = MewsPlugin(share_of(limit, processes), chosen.base_url)
    log.info("%d tasks on %d workers, each %s", len(tasks), processes, plugin.share)
    cluster.upload_file(outlet_item_tasks.__file__)
    cluster.register_plugin(plugin)
    files = outlet_items(tasks, span).to_parquet(
        chosen.output, partition_on=["month"], overwrite=True, compute=False
    )
    cluster.compute(files, retries=2).result()


def main() -> int:
    """Run the program; return its exit status."""
    chosen = arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    local = None
    if chosen.scheduler is None:  # Tasks mostly wait, so workers have several threads.
        local = LocalCluster(n_workers=chosen.workers, threads_per_worker=4)
    try:
        with Client(local or chosen.scheduler) as cluster:
            write(cluster, chosen)
            if not any(chosen.output.rglob("*.parquet")):
                log.info("there are no items in this range")
                return 0
            items = dd.read_parquet(chosen.output)
            totals = items.groupby(["month", "currency"])["gross"].sum().compute()
            print(totals.sort_index().to_string())
    except (OSError, SpecloomError) as error:
        log.error("not completed: %s", error)
        return 1
    finally:
        if local is not None:
            local.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
