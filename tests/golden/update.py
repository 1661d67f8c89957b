"""Rewrites what the golden tests and pages expect. Read the diff before committing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from filters_page import PAGE, page  # noqa: E402 - path first
from golden_cases import BROKEN, CASES, complaints, woven  # noqa: E402 - path first


def main() -> None:
    """Rewrites every case's `expected/` and every broken case's `stderr.txt`, and a page."""
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
