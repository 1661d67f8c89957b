"""Announce the parcels of a CSV file, unless they were announced before.

The columns are reference (the number of the order), recipient and weight in kilograms.
"""

from __future__ import annotations

import argparse
import csv
import logging
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from shop_clients.northpost import Northpost
from shop_clients.northpost.models import NewParcel
from specloom_runtime import SpecloomError, UnprocessableError

log = logging.getLogger("announce")


def announce(northpost: Northpost, orders: Iterable[Mapping[str, str]]) -> int:
    """Announce the parcels of orders; return how many the vendor has refused."""
    known = {parcel.reference for parcel in northpost.parcels.list()}
    refused = 0
    for order in orders:
        if order["reference"] in known:
            log.info("%s was announced before", order["reference"])
            continue
        parcel = NewParcel(
            recipient=order["recipient"],
            weight=Decimal(order["weight"]),
            reference=order["reference"],
        )
        try:
            announced = northpost.parcels.create(parcel)
        except UnprocessableError as error:
            log.error("%s was refused: %s", order["reference"], error.message)
            refused += 1
        else:
            known.add(order["reference"])
            print(order["reference"], announced.id)
    return refused


def main() -> int:
    """Run the program; return its exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="Credentials: NORTHPOST_API_KEY"
    )
    parser.add_argument("orders", type=Path, help="the CSV file")
    parser.add_argument("--base-url", help="another server, such as a mock")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        with (
            chosen.orders.open(newline="", encoding="utf-8") as file,
            Northpost.from_env(base_url=chosen.base_url) as northpost,
        ):
            refused = announce(northpost, csv.DictReader(file))
    except (OSError, SpecloomError) as error:
        log.error("not completed: %s", error)
        return 1
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
