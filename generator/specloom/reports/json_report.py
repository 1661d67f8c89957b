"""Write reports as JSON; `report.schema.json` is the schema that is published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from ..changes.json_rows import change_row
from .report_data import Acceptance, Entry, Report
from .verdict import attention, bump, counts, group, needs_action, proposed_version
from .wording import heading, package_versions, tally

FORMAT = 1
"""The number of the format; it changes if a reader of the old one may fail."""


@cache
def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of what `json_report` returns."""
    path = Path(__file__).with_name("report.schema.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def json_report(reports: Sequence[Report]) -> dict[str, Any]:
    """Return reports as JSON values, with every entry in the order of the report.

    Args:
        reports: the reports of the vendors.
    """
    return {
        "format": FORMAT,
        "needs_action": any(map(needs_action, reports)),
        "reports": [_row(each) for each in reports],
        "surface": [asdict(each) for report in reports for each in report.surface],
    }


def _row(report: Report) -> dict[str, Any]:
    raised = bump(report)
    headline = f"{heading(report)} · {package_versions(report)}"
    return {
        "vendor": report.vendor,
        "baseline": report.baseline,
        "verdict": {
            "headline": f"{headline} · {tally(report)}",
            "needs_action": needs_action(report),
            **counts(report)._asdict(),
            "bump": raised,
            "package_version": report.package_version,
            "proposed_version": proposed_version(report.package_version, raised),
            "strict_client": report.strict_client,
            "callers_searched": report.callers_searched,
        },
        "api_version": {"old": report.old_version, "new": report.new_version},
        "operations": {"old": report.old_operations, "new": report.new_operations},
        "changes": [_entry(each, report) for each in report.entries],
        "unneeded_repairs": [
            {
                "location": each.location._asdict(),
                "target": each.target,
                "reason": each.reason,
            }
            for each in report.repairs
        ],
        "matched_repairs": report.matched_repairs,
        "provenance": list(report.provenance),
        "losses": {
            "gained": list(report.losses_gained),
            "mended": list(report.losses_mended),
        },
        "renames": [
            {
                "old": each.old,
                "new": each.new,
                "reason": each.reason,
                "line": each.line,
                "file": each.file,
            }
            for each in report.renames
        ],
        "acceptance_problems": [
            {"location": each.location._asdict(), "message": str(each.message)}
            for each in report.acceptance_problems
        ],
    }


def _entry(entry: Entry, report: Report) -> dict[str, Any]:
    asked = attention(entry, strict_client=report.strict_client)
    return {
        **change_row(entry.change),
        "attention": asked,
        "group": group(entry) if asked == "folded" else None,
        "cause": entry.cause,
        "call_sites": [
            {
                "file": each.file,
                "line": each.line,
                "column": each.column,
                "code": each.code,
                "name": each.change.qualname,
                "certainty": each.certainty,
                "advice": each.advice,
            }
            for each in entry.call_sites
        ],
        "command": entry.command,
        "accepted": _acceptance(entry.accepted),
    }


def _acceptance(accepted: Acceptance | None) -> dict[str, Any] | None:
    if accepted is None:
        return None
    return {
        "reason": accepted.reason,
        "owner": accepted.owner,
        "expires": accepted.expires.isoformat(),
        "location": accepted.location._asdict(),
    }
