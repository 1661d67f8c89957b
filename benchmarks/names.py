"""Print the names that operations of a corpus get, as a table.

The operations are drawn by the hash of their key, so that the table changes only where
a name or the corpus does. Documents are only read and named, nothing is generated.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

from specloom.document import each_operation, wire
from specloom.errors import SpecError
from specloom.load import load
from specloom.names.operation_names import name_operations
from specloom.vocabulary.keys import NAME

RESULTS = Path(__file__).parent / "results" / "names.md"
Row = tuple[str, str, str, str]


def main() -> None:
    """Write the table and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="the folder of the documents")
    parser.add_argument("--count", type=int, default=300, help="how many operations")
    arguments = parser.parse_args()
    files = sorted(arguments.corpus.glob("*.json")) + sorted(
        arguments.corpus.glob("*.yaml")
    )
    rows = [row for file in files for row in names_of(file)]
    drawn = sorted(sorted(rows, key=_rank)[: arguments.count])
    text = table(drawn, len(rows))
    RESULTS.write_text(text, encoding="utf-8")
    print(text, end="")


def names_of(file: Path) -> Iterator[Row]:
    """Yield name, file, operation and `operationId` of each operation of a document."""
    try:
        tree = load(file, shown=file.name).data
        name_operations(tree, {})
    except SpecError:
        return
    for path, method, operation in each_operation(tree):
        said = str(operation.get("operationId") or "").replace("\n", " ")
        yield str(operation[NAME]), file.name, wire(path, method), said


def table(drawn: list[Row], total: int) -> str:
    """Return the rows as a Markdown page."""
    lines = [
        "# Names of operations",
        "",
        f"{len(drawn)} of {total} operations of the corpus, drawn by hash, and the",
        "names that they get without an overlay (`python benchmarks/names.py FOLDER`).",
        "",
        "| name | file | operation | operationId |",
        "|---|---|---|---|",
        *("| " + " | ".join(f"`{cell}`" if cell else "" for cell in row) + " |"
          for row in drawn),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _rank(row: Row) -> str:
    return hashlib.sha256(f"{row[1]} {row[2]}".encode()).hexdigest()


if __name__ == "__main__":
    main()
