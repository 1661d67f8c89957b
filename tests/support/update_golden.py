"""Rewrite what the golden tests and docs/filters.md expect. Read the diff."""

from __future__ import annotations

from filters_doc_table import PAGE, page
from golden_cases import BROKEN, complaints, rewrite


def main() -> None:
    """Rewrite `expected/` of each case, `stderr.txt` of broken ones, and the page."""
    rewrite()
    for case in BROKEN:
        (case / "stderr.txt").write_text(complaints(case)[1], "utf-8")
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
