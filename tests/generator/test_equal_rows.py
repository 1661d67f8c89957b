"""Test which rows of the report are the same, wherever they were found."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.errors import SourceLocation
from specloom.normalize.report import GenerationReport, Subject
from specloom.normalize.report.generation_report import ReportEntry


@pytest.mark.parametrize(
    ("changed", "equal"),
    [
        ({"location": SourceLocation("b.yaml", 2)}, True),
        ({"pointer": "/b"}, True),
        ({"reason": "value-type"}, False),
        ({"part": "/b"}, False),
        ({"detail": "other"}, False),
        ({"done": "kept"}, False),
        ({"severity": "note"}, False),
    ],
)
def test_a_loss_is_the_same_at_each_place(changed: Any, equal: bool) -> None:
    given = {
        "reason": "pattern",
        "location": SourceLocation("a.yaml"),
        "pointer": "/a",
        "severity": "loses",
    }
    pair = {ReportEntry(**given), ReportEntry(**{**given, **changed})}
    assert len(pair) == (1 if equal else 2)


def test_a_subject_is_found_by_its_name() -> None:
    report = GenerationReport()
    report.degrade(Subject.operation("/a", "get"), "pattern", "x")
    report.degrade(Subject("operation", "GET /a"), "pattern", "x")
    assert len([*report.entries()]) == 1
