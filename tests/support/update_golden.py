"""Rewrite what the golden tests and docs/filters.md expect. Read the diff."""

from __future__ import annotations

import tempfile
from pathlib import Path

from broken_table import TABLES, rewritten, table
from filters_doc_table import PAGE, page
from golden_cases import BROKEN, complaints, rewrite


def main() -> None:
    """Rewrite the output of cases, the messages of broken ones, and the page."""
    rewrite()
    for case in BROKEN:
        (case / "stderr.txt").write_text(complaints(case)[1], "utf-8")
    for path in TABLES:
        with tempfile.TemporaryDirectory() as folder:
            says = [
                case.run(Path(folder) / str(number))[1]
                for number, case in enumerate(table(path))
            ]
        path.write_text(rewritten(path, says), "utf-8")
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
