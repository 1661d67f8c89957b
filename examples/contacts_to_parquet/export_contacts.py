"""Export the contacts of an e-conomic agreement that changed since the last export.

Run it every night. If it was killed, run it again: it continues after the last file.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import Any

from parquet_folder import SCHEMA, ParquetFolder
from specloom_clients.economic import Economic
from specloom_clients.economic.models import Contact
from specloom_runtime import SpecloomError

log = logging.getLogger("export_contacts")


def export(economic: Economic, folder: ParquetFolder, rows_per_file: int) -> int:
    """Export what changed since the last export; return the number of its rows.

    A file ends where a page ends, because the cursor of the next page stays right if
    contacts change in the meantime, while a position within a page does not.
    """
    current = folder.begin_or_continue()
    stored = folder.versions_since(current.since)
    contacts = economic.contacts.list(changed_since=current.since)
    if current.checkpoint is not None:
        contacts = contacts.resume(current.checkpoint)
        log.info("continuing after %d files", len(current.parts))
    rows: list[dict[str, Any]] = []
    for page in contacts.pages():
        for contact in page.items or []:
            version = contact.number, contact.object_version
            if version not in stored:
                stored.add(version)
                rows.append(row(contact))
        if len(rows) >= rows_per_file:
            folder.add(rows, contacts.checkpoint)
            rows = []
    folder.add(rows, contacts.checkpoint)
    folder.complete()
    return sum(part.rows for part in current.parts)


def row(contact: Contact) -> dict[str, Any]:
    """Return the columns of a contact."""
    return {name: getattr(contact, name) for name in SCHEMA.names}


def main() -> int:
    """Run the program; return its exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="Credentials: ECONOMIC_APP_SECRET_TOKEN, ECONOMIC_AGREEMENT_GRANT_TOKEN",
    )
    parser.add_argument("folder", type=Path, help="the folder of the Parquet files")
    parser.add_argument("--base-url", help="another server, such as a mock")
    parser.add_argument("--rows-per-file", type=int, default=10_000, metavar="COUNT")
    parser.add_argument(
        "--restart",
        action="store_true",
        help="begin an export that was not completed again, not at its checkpoint",
    )
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        with (
            ParquetFolder.locked(chosen.folder) as folder,
            Economic.from_env(base_url=chosen.base_url, retries=5) as economic,
        ):
            if chosen.restart:
                folder.discard_incomplete()
            count = export(economic, folder, chosen.rows_per_file)
    except BlockingIOError:
        log.error("another export writes %s", chosen.folder)
        return 1
    except (OSError, SpecloomError) as error:
        log.error("not completed: %s", error)
        return 1
    log.info("exported %d contacts to %s", count, chosen.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
