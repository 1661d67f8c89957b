"""Rewrite what the golden tests and docs/filters.md expect. Read the diff."""

from __future__ import annotations

import shutil

from filters_doc_table import PAGE, page
from golden_cases import BROKEN, CASES, complaints, woven


def main() -> None:
    """Rewrite `expected/` of each case, `stderr.txt` of broken ones, and the page."""
    for case in CASES:
        shutil.rmtree(case / "expected", ignore_errors=True)
        for path, text in woven(case).items():
            target = case / "expected" / f"{path}.txt"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
    for case in BROKEN:
        (case / "stderr.txt").write_text(complaints(case)[1], "utf-8")
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
