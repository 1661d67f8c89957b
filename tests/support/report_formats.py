"""Every format of the sample report, as its golden files have it."""

from __future__ import annotations

import json
from pathlib import Path

from sample_reports import full_report, quiet_report
from specloom.reports.annotations import annotation_lines
from specloom.reports.changelog import changelog
from specloom.reports.html_report import html_report
from specloom.reports.json_report import json_report
from specloom.reports.markdown_report import markdown_report
from specloom.reports.sarif_report import sarif_report
from specloom.reports.terminal_report import terminal_report

GOLDEN = Path(__file__).parents[1] / "reports" / "golden"


def formats() -> dict[str, str]:
    """Return the text of each golden file."""
    reports = [full_report(), quiet_report("bolt")]
    return {
        "report.txt": "".join(f"{line}\n" for line in terminal_report(reports)),
        "report.md": markdown_report(reports),
        "report.html": html_report(reports),
        "report.json": _json(json_report(reports)),
        "annotations.txt": "".join(f"{line}\n" for line in annotation_lines(reports)),
        "changelog.md": changelog(reports),
        "report.sarif": _json(sarif_report(reports, "1.2.3")),
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def rewrite_formats() -> None:
    """Rewrite the golden files."""
    GOLDEN.mkdir(exist_ok=True)
    for name, text in formats().items():
        (GOLDEN / name).write_text(text, "utf-8")
