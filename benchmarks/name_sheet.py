"""Compare the names that two checkouts give, without showing which name is new.

`write` draws operations as `names.py` does, and writes those whose names differ.
sheet.tsv contains the two names in an order that a hash decides, and key.tsv states
which name is new. A person who has not seen key.tsv adds a column: `A`, `B`, or `=` for
neither. `count` counts these choices.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from names import Row, digest, draw, rows_of

SHEET = ("number", "operation", "operationId", "summary", "A", "B")


def main() -> None:
    """Write a sheet, or count the choices in one."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    write = commands.add_parser("write", help="write sheet.tsv and key.tsv")
    write.add_argument("corpus", type=Path, help="the folder of the documents")
    write.add_argument("before", type=Path, help="the checkout to compare with")
    write.add_argument("folder", type=Path, help="where the two files go")
    write.add_argument("--count", type=int, default=300, help="how many operations")
    count = commands.add_parser("count", help="count the choices")
    count.add_argument("sheet", type=Path, help="sheet.tsv, completed; next to key.tsv")
    arguments = parser.parse_args()
    if arguments.command == "count":
        print(counted(arguments.sheet, arguments.sheet.with_name("key.tsv")))
        return
    drawn = draw(rows_of(arguments.corpus), arguments.count)
    before = names_before(arguments.before, arguments.corpus)
    write_sheet(drawn, before, arguments.folder)


def names_before(checkout: Path, corpus: Path) -> dict[tuple[str, str], str]:
    """Return the names that the generator of another checkout derives."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "generator")}
    script = str(Path(__file__).with_name("names.py"))
    command = [sys.executable, script, str(corpus), "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    return {(row[1], row[2]): row[0] for row in json.loads(done.stdout)}


def write_sheet(
    drawn: Iterable[Row], before: Mapping[tuple[str, str], str], folder: Path
) -> None:
    """Write the names that changed; a hash decides whether the new name is A or B."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = sorted(
        ((row, before[row.file, row.operation]) for row in drawn),
        key=lambda pair: digest(f"order {pair[0].file} {pair[0].operation}"),
    )
    changed = [(row, old) for row, old in pairs if row.name != old]
    with (
        (folder / "sheet.tsv").open("w", encoding="utf-8", newline="") as sheet,
        (folder / "key.tsv").open("w", encoding="utf-8", newline="") as key,
    ):
        written, keys = (csv.writer(each, delimiter="\t") for each in (sheet, key))
        written.writerow(SHEET)
        for number, (row, old) in enumerate(changed, 1):
            first = int(digest(f"side {row.file} {row.operation}"), 16) % 2 == 0
            names = (row.name, old) if first else (old, row.name)
            written.writerow([number, row.operation, row.said, row.summary, *names])
            keys.writerow([number, "A" if first else "B"])
    print(f"{len(changed)} names of {len(pairs)} changed")


def counted(verdicts: Path, key: Path) -> str:
    """Return how often the new name, neither name and the old name were chosen."""
    new = dict(_read(key))
    count: Counter[str] = Counter()
    for number, *_, verdict in _read(verdicts)[1:]:
        known = verdict.strip().upper()
        meanings = {"=": "neither", new[number]: "new"}
        count[meanings.get(known, "old")] += 1
    return ", ".join(f"{name} {count[name]}" for name in ("new", "neither", "old"))


def _read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened, delimiter="\t"))


if __name__ == "__main__":
    main()
