"""Print the hours of each employee and week from Orquest, and draw them as bars.

The vendor counts minutes; the client returns them with their unit.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from specloom_clients.orquest import Orquest
from specloom_clients.orquest.models import CounterData, DataType, Scope
from specloom_runtime import Quantity, SpecloomError

log = logging.getLogger("report_hours")


def weekly_counter(orquest: Orquest, business: str, name: str | None) -> int:
    """Return the id of the counter with a short name, or of the only one.

    Raises LookupError if there is none, or if several could be meant.
    """
    found = {
        counter.short_name: counter.id
        for counter in orquest.counters.list(business)
        if counter.data_type == DataType.TIME and counter.scope == Scope.WEEK
    }
    if name is None and len(found) == 1:
        return next(iter(found.values()))
    if name in found:
        return found[name]
    raise LookupError(f"counters of time per week: {', '.join(found) or 'none'}")


def worked_hours(
    orquest: Orquest, business: str, service: str, counter: int, span: tuple[date, date]
) -> pd.DataFrame:
    """Return the hours of a range of days: a row per employee, a column per week.

    Ranges of more than 31 days are split by the client; no week is cut.
    """
    first, last = span
    counters = orquest.counters.with_only_clockguards(
        business,
        service,
        business_counter_ids=[counter],
        from_=first,
        to=last,
        align="week",
    )
    return hours_table(counters)


def hours_table(counters: Iterable[CounterData]) -> pd.DataFrame:
    """Return the hours per employee and week; 0 for weeks without a number."""
    rows = [
        (total.employee_id, pd.Timestamp(bucket.from_), hours(total.count))
        for counter in counters
        for bucket in counter.counts
        for total in bucket.total
    ]
    counted = pd.DataFrame(rows, columns=["employee", "week", "hours"])
    return counted.pivot_table(
        index="employee", columns="week", values="hours", aggfunc="sum", fill_value=0
    )


def hours(count: Quantity) -> float:
    """Return the hours of a count; the client knows its unit from the counter's type.

    Raises LookupError if the counter does not count time.
    """
    if count.duration is None:
        raise LookupError(f"{count!r} is not a duration")
    return count.duration / timedelta(hours=1)


def printed(table: pd.DataFrame) -> str:
    """Return the table as text, with the totals of employees and weeks."""
    total = table.copy()
    total.columns = pd.Index(
        [f"{week:%d %b}" for week in table.columns], name="week of"
    )
    total["total"] = total.sum(axis="columns")
    total.loc["total"] = total.sum()
    return total.to_string(float_format="{:.1f}".format)


def draw(table: pd.DataFrame, file: Path) -> None:
    """Draw a group of bars per week, with a bar per employee."""
    figure, axes = plt.subplots(figsize=(10, 5), layout="constrained")
    bars = table.T.set_axis([f"{week:%d %b}" for week in table.columns])
    bars.plot.bar(ax=axes, rot=0, width=0.8)
    axes.set(xlabel="week of", ylabel="hours", title="Worked hours per week")
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    axes.legend(title="employee", loc="upper left", bbox_to_anchor=(1, 1))
    figure.savefig(file, dpi=100)
    plt.close(figure)


def main() -> int:
    """Run the program; return its exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="Credentials: ORQUEST_API_KEY"
    )
    parser.add_argument("business", help="the id of the business")
    parser.add_argument("service", help="the id of the service")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
    parser.add_argument("--counter", help="the short name, if there are several")
    parser.add_argument("--plot", type=Path, default="hours.png", help="the PNG file")
    parser.add_argument("--base-url", help="another server, such as a mock")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    plt.switch_backend("Agg")
    try:
        with Orquest.from_env(base_url=chosen.base_url) as orquest:
            counter = weekly_counter(orquest, chosen.business, chosen.counter)
            span = chosen.first, chosen.last
            table = worked_hours(
                orquest, chosen.business, chosen.service, counter, span
            )
    except (SpecloomError, LookupError) as error:
        log.error("not reported: %s", error)
        return 1
    if table.empty:
        log.info("there are no hours in this range")
        return 0
    print(printed(table))
    try:
        draw(table, chosen.plot)
    except (OSError, ValueError) as error:
        log.error("not drawn: %s", error)
        return 1
    log.info("wrote %s", chosen.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
