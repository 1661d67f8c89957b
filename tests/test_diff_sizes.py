"""Test that small changes of a description change few lines of the output."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
MOST = {
    # For each change, the maximum number of lines of code, of code with tests, and of
    # all of Python: with docstrings and blank lines.
    "add a property (one view)": (3, 3, 3),
    "add a property (read and write views)": (3, 3, 3),
    "add a described property (one view)": (3, 3, 4),
    "add a described property (two views)": (3, 3, 4),
    "add an operation": (40, 80, 41),
    "change a summary": (0, 0, 2),
    "reorder paths": (0, 0, 0),
    "reorder properties": (0, 0, 0),
    "reorder parameters": (0, 0, 0),
    "reorder values of enumerations": (0, 0, 0),
}


@pytest.fixture
def measurement(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("diff_sizes")


def test_small_changes_have_small_diffs(
    measurement: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits = {title: measurement.EDITS[title] for title in MOST}
    monkeypatch.setattr(measurement, "EDITS", edits)
    found = measurement._edited(measurement.medium_document())
    assert found.keys() == MOST.keys()
    for title, (code, with_tests, python) in MOST.items():
        sizes = found[title]
        assert sizes.source > 0
        assert sizes.code <= code, title
        assert sizes.code + sizes.test_code <= with_tests, title
        assert sizes.python <= python, title


def test_docstrings_and_blank_lines_are_not_code(measurement: Any) -> None:
    old = {"a/m.py": 'A = 1\n\n"""Text\nof A."""\n', "a/tests/test_m.py": "B = 1\n"}
    new = {"a/m.py": 'A = 2\n"""Other text."""\n', "a/tests/test_m.py": "B = 1\n\n"}
    files = {"specs/a/source.yaml": "", "specs/a/openapi.yaml": ""}
    sizes = measurement.sizes({**files, **old}, {**files, **new})
    assert (sizes.code, sizes.python, sizes.test_code) == (2, 6, 0)
