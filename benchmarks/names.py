"""Print the names that operations of a corpus get, as a table.

The operations are drawn by the hash of their keys, so that a change of the table means
a change of a name or of the corpus. No code is generated: documents are only read, and
their operations named.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from specloom.document import each_operation, wire
from specloom.errors import SpecError
from specloom.load import load
from specloom.names.operation_names import name_operations
from specloom.vocabulary.keys import NAME

RESULTS = Path(__file__).parent / "results" / "names.md"
SUFFIXES = (".json", ".yaml")


class Row(NamedTuple):
    """An operation of the corpus and its name."""

    name: str
    file: str
    operation: str
    said: str
    summary: str
    tag: str


def main() -> None:
    """Write the table and print it, or all names as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="the folder of the documents")
    parser.add_argument("--count", type=int, default=300, help="how many operations")
    parser.add_argument("--json", action="store_true", help="print all rows as JSON")
    arguments = parser.parse_args()
    rows = rows_of(arguments.corpus)
    if arguments.json:
        print(json.dumps(rows))
        return
    text = table(draw(rows, arguments.count), len(rows))
    RESULTS.write_text(text, encoding="utf-8")
    print(text, end="")


def rows_of(corpus: Path) -> list[Row]:
    """Return a row for each operation of all documents in a folder."""
    files = [file for file in sorted(corpus.iterdir()) if file.suffix in SUFFIXES]
    return [row for file in files for row in names_of(file)]


def draw(rows: Iterable[Row], count: int) -> list[Row]:
    """Return `count` rows, chosen by a hash."""
    by_hash = sorted(rows, key=lambda row: digest(f"{row.file} {row.operation}"))
    return sorted(by_hash[:count])


def names_of(file: Path) -> Iterator[Row]:
    """Yield a row for each operation of a document."""
    try:
        tree = load(file, shown=file.name).data
        name_operations(tree, {})
    except SpecError:
        return
    for path, method, operation in each_operation(tree):
        said, summary = (
            " ".join(str(operation.get(key) or "").split())
            for key in ("operationId", "summary")
        )
        key = wire(path, method)
        tags = operation.get("tags") or [""]
        name = str(operation[NAME])
        yield Row(name, file.name, key, said, summary[:120], str(tags[0]))


def table(drawn: list[Row], total: int) -> str:
    """Return the rows as a Markdown page."""
    # Another checkout, whose names are compared, may not have what the rules need.
    from name_rules import faults

    wrong = [(row, faults(row)) for row in drawn]
    lines = [
        "# Names of operations",
        "",
        f"{len(drawn)} of {total} operations of the corpus, drawn by hash, and the",
        "names that they get without an overlay (`python benchmarks/names.py FOLDER`).",
        "",
        "Each is held to rules: it neither begins nor ends with a preposition, an",
        "article or a bare id, does not repeat its resource, and has the nouns that",
        "end its path. Those that break one:",
        "",
        *(f"- `{row.name}` {', '.join(found)}" for row, found in wrong if found),
        "",
        "`python benchmarks/name_sheet.py write FOLDER CHECKOUT SHEET` writes the",
        "names that differ from those of another checkout as pairs in random order,",
        "for somebody who does not know which is new; `count` counts the choices.",
        "",
        "| name | file | operation | operationId |",
        "|---|---|---|---|",
        *("| " + " | ".join(f"`{cell}`" if cell else "" for cell in row[:4]) + " |"
          for row in drawn),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def digest(text: str) -> str:
    """Return the SHA-256 hash of a string in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    main()
