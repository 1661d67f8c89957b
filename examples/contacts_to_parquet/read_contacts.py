"""Print the current contacts of an export: the newest version of each."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from parquet_folder import ParquetFolder


def current_contacts(folder: Path) -> pd.DataFrame:
    """Return the newest version of each contact that is not deleted, by number."""
    table = ParquetFolder(folder).dataset().to_table()
    versions = table.to_pandas(types_mapper=pd.ArrowDtype)
    ordered = versions.sort_values("last_updated", kind="stable")
    newest = ordered.drop_duplicates("number", keep="last")
    return newest[~newest["is_deleted"]].set_index("number").sort_index()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the Parquet files")
    contacts = current_contacts(parser.parse_args().folder)
    shown = ["name", "email", "supplier_number", "last_updated"]
    print(contacts.to_string(columns=shown, max_rows=20))
