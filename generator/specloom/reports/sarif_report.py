"""Write reports as SARIF 2.1.0, which code scanning services read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/ describes the format.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from ..errors import SourceLocation
from .report_data import Entry, Report
from .verdict import attention
from .wording import advice, shown_location, title

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"act": "error", "decide": "warning", "folded": "note"}
_FINGERPRINT = "specloomChange/v1"


def sarif_report(reports: Sequence[Report], tool_version: str) -> dict[str, Any]:
    """Return reports as the values of a SARIF log with one run.

    Args:
        reports: the reports of the vendors.
        tool_version: the version of Specloom.
    """
    rules = sorted({each.change.rule for report in reports for each in report.entries})
    numbers = {rule: number for number, rule in enumerate(rules)}
    driver = {
        "name": "Specloom",
        "semanticVersion": tool_version,
        "rules": [{"id": rule, "name": _rule_name(rule)} for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(each, report, numbers)
            for report in reports
            for each in report.entries
        ],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule_name(rule: str) -> str:
    return "".join(part.capitalize() for part in rule.split("-"))


def _result(entry: Entry, report: Report, numbers: dict[str, int]) -> dict[str, Any]:
    change = entry.change
    asked = attention(entry, strict_client=report.strict_client)
    acts = advice(entry, searched=report.callers_searched)
    texts = (f"{title(change)}.", change.why, acts)
    result: dict[str, Any] = {
        "ruleId": change.rule,
        "ruleIndex": numbers[change.rule],
        "level": _LEVELS[asked],
        "message": {"text": " ".join(each for each in texts if each)},
        "partialFingerprints": {_FINGERPRINT: f"{report.vendor}:{change.fingerprint}"},
        "properties": {
            "vendor": report.vendor,
            "contract": change.level,
            "python": change.python,
            "wire": change.wire,
            "direction": change.direction,
            "cause": entry.cause,
            "operations": [str(each) for each in change.operations],
        },
    }
    if (place := shown_location(change.place)) is not None:
        result["locations"] = [_location(place)]
    if entry.call_sites:
        result["relatedLocations"] = [
            {
                **_location(SourceLocation(each.file, each.line, each.column)),
                "id": number,
                "message": {"text": each.advice or "used here"},
            }
            for number, each in enumerate(entry.call_sites)
        ]
    if (accepted := entry.accepted) is not None:
        reason = f"{accepted.reason} ({accepted.owner}, until {accepted.expires})"
        result["suppressions"] = [{"kind": "external", "justification": reason}]
    return result


def _location(place: SourceLocation) -> dict[str, Any]:
    uri = quote(place.file.replace("\\", "/"), safe="/~")
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri},
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
