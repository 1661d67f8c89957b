"""Type-check code for the old package against the new one: it fails if that breaks."""

from __future__ import annotations

from pathlib import Path

import griffe
import pytest
from specloom.surface import SurfaceChange, compare_surface

from .call_sites import CallSites
from .edits import CASES
from .orders import package, written
from .type_checking import errors_of_modules

pytestmark = pytest.mark.verify
BREAKAGES = {
    griffe.BreakageKind.OBJECT_REMOVED,
    griffe.BreakageKind.PARAMETER_ADDED_REQUIRED,
    griffe.BreakageKind.PARAMETER_CHANGED_KIND,
    griffe.BreakageKind.PARAMETER_CHANGED_REQUIRED,
    griffe.BreakageKind.PARAMETER_MOVED,
    griffe.BreakageKind.PARAMETER_REMOVED,
}
"""What griffe knows to break callers: it compares names and parameters, not types."""


def test_type_checker_agrees_about_what_breaks(tmp_path: Path) -> None:
    old = package()
    expected = {}
    for number, case in enumerate(CASES.values()):
        name = f"case_{number}"
        new = written(tmp_path, name, case.edit)
        (tmp_path / f"calls_{number}.py").write_text(
            CallSites(old, f"{name}.acme").text()
        )
        found = compare_surface(old, new)
        expected[f"calls_{number}"] = any(e.effect == "breaking" for e in found)
    reported = errors_of_modules(tmp_path)
    titles = dict(zip(expected, CASES, strict=True))
    wrong = {
        titles[module]: reported[module][:3]
        for module, breaks in expected.items()
        if breaks != bool(reported[module])
    }
    assert wrong == {}
    assert {each for each, lines in reported.items() if lines} <= expected.keys()


def griffe_breakages(folder: Path, name: str) -> list[str]:
    """Return what griffe finds to break callers, except in what they do not use.

    The constants of resources describe operations for the runtime, and the names of
    values are not exported.
    """
    old, new = (
        griffe.load(f"{each}.acme", search_paths=[folder]) for each in ("old", name)
    )
    return [
        each.explain(griffe.ExplanationStyle.ONE_LINE)
        for each in griffe.find_breaking_changes(old, new)
        if each.kind in BREAKAGES
        and not (each.obj.name.isupper() and each.obj.parent.is_module)
        and not each.obj.name.endswith("Value")
    ]


def is_visible(change: SurfaceChange) -> bool:
    """Return whether griffe can find a difference: not in what a constructor takes."""
    ends = ("-removed", "-renamed", "-moved")
    if change.kind != "field":
        ends = (*ends, "-required")
    return change.effect == "breaking" and change.rule.endswith(ends)


def test_griffe_agrees_about_names_and_parameters(tmp_path: Path) -> None:
    old = written(tmp_path, "old")
    wrong = {}
    for number, (title, case) in enumerate(CASES.items()):
        new = written(tmp_path, f"case_{number}", case.edit)
        found = compare_surface(old, new)
        reported = griffe_breakages(tmp_path, f"case_{number}")
        breaks = any(each.effect == "breaking" for each in found)
        if (reported and not breaks) or (any(map(is_visible, found)) and not reported):
            wrong[title] = reported
    assert wrong == {}
