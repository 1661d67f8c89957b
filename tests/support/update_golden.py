"""Rewrite what the golden tests and the tables in docs/ expect. Read the diff."""

from __future__ import annotations

import tempfile
from pathlib import Path

import architecture_tables
import forms_table
from broken_table import TABLES, rewritten, table
from filters_doc_table import PAGE, page
from golden_cases import BROKEN, complaints, rewrite
from reference import rewrite_reference
from report_formats import rewrite_formats


def main() -> None:
    """Rewrite the expected files, the expected messages, and the tables in docs/."""
    rewrite()
    rewrite_formats()
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
    map_page = architecture_tables.PAGE
    map_page.write_text(architecture_tables.page(map_page.read_text("utf-8")), "utf-8")
    forms_page = forms_table.PAGE
    forms_page.write_text(forms_table.page(forms_page.read_text("utf-8")), "utf-8")
    rewrite_reference()


if __name__ == "__main__":
    main()
