"""Causes of changes are separated by building each side's files with the other's."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sample_reports import change
from specloom.builds.full_builds import full_build, mixed_build
from specloom.comparison import Comparison
from specloom.errors import SourceLocation, SpecError
from specloom.load import Document
from specloom.messages import Message
from specloom.project.folders import Project
from specloom.reports.causes import causes
from specloom.reports.provenance import touched_provenance

NAMES = ("a", "b", "c", "d")
CHANGES = {name: change("rule", f"/{name}", name, values={"n": name}) for name in NAMES}
FINGERPRINTS = {name: each.fingerprint for name, each in CHANGES.items()}


def _build(description: str, fixes: str | None) -> Any:
    """Return a build of which only the inputs are known."""
    overlay = None if fixes is None else SimpleNamespace(data=fixes)
    documents = SimpleNamespace(
        description=SimpleNamespace(data=description),
        overlay=overlay,
        names=None,
        others={},
    )
    return SimpleNamespace(vendor="acme", documents=documents)


def _found(names: str) -> Comparison:
    return Comparison(
        vendor="acme",
        old_version="1",
        new_version="2",
        old_operations=1,
        new_operations=1,
        changes=tuple(CHANGES[name] for name in names),
        surface=(),
        bump="none",
    )


class _Comparing:
    """Compare builds by a table of results, and count the comparisons."""

    def __init__(self, table: dict[tuple[str, str], str]) -> None:
        self.table = table
        self.count = 0

    def compare(self, _old: Any, new: Any) -> Comparison:
        self.count += 1
        return _found(self.table[_inputs(new)])

    def mix(self, source: Any, fixes: Any) -> Any:
        made = (_inputs(source)[0], _inputs(fixes)[1])
        if made not in self.table:
            message = Message.TARGET_WITHOUT_MATCH(target="$.x")
            raise SpecError.at(SourceLocation("overlay.yaml"), message)
        return _build(*made)


def _inputs(build: Any) -> tuple[str, str]:
    return build.documents.description.data, build.documents.overlay.data


def _causes(
    old: Any, new: Any, names: str, table: dict[tuple[str, str], str]
) -> tuple[dict[str, str], int]:
    comparing = _Comparing(table)
    found = causes(old, new, _found(names), comparing.compare, comparing.mix)
    return {name: found[FINGERPRINTS[name]] for name in names}, comparing.count


OLD, NEW = _build("old", "old"), _build("new", "new")


def test_vendor_overlay_and_both_together() -> None:
    table = {("new", "old"): "a", ("old", "new"): "bd"}
    assert _causes(OLD, NEW, "abc", table)[0] == {
        "a": "vendor",
        "b": "overlay",
        "c": "together",
    }


def test_only_what_differs_is_built() -> None:
    assert _causes(OLD, _build("new", "old"), "ab", {}) == (
        {"a": "vendor", "b": "vendor"},
        0,
    )
    assert _causes(OLD, _build("old", "new"), "a", {}) == ({"a": "overlay"}, 0)
    assert _causes(OLD, NEW, "a", {("new", "old"): "a"}) == ({"a": "vendor"}, 1)


def test_what_does_not_fit_together_has_no_cause_of_its_own() -> None:
    assert _causes(OLD, NEW, "a", {})[0] == {"a": "together"}
    assert _causes(OLD, NEW, "a", {("old", "new"): "a"})[0] == {"a": "overlay"}


SOURCE = """\
openapi: 3.1.0
info: {title: Tiny, version: '1'}
servers: [{url: https://tiny.example}]
paths:
  /things:
    get:
      operationId: things_list
      responses: {'204': {description: Nothing.}}
components:
  schemas:
    Thing: {type: object, properties: {size: {type: integer}}}
"""
OVERLAY = """\
overlay: 1.1.0
info: {title: Fixes, version: '1'}
actions:
- target: $
  update: {info: {title: Tiny}}
  x-specloom-provenance: {reason: r, source: s, checked: '2026-01-02'}
- target: $.components.schemas.Thing
  update: {description: A thing.}
  x-specloom-provenance: {reason: r, source: s, checked: '2026-01-03'}
- target: $.paths['/things'].get
  update: {description: All things.}
  x-specloom-provenance: {reason: r, source: s, checked: '2026-01-04'}
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "specs" / "tiny"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(SOURCE)
    (folder / "overlay.yaml").write_text(OVERLAY)
    return Project.at(tmp_path)


def test_facts_about_what_changed_are_to_be_checked_again(project: Project) -> None:
    new = full_build(project.vendor("tiny"))
    touched = change("a", "/components/schemas/Thing/properties/size", "b")
    assert [*touched_provenance(new, [touched])] == [
        "specs/tiny/overlay.yaml:7, checked 2026-01-03: changes in "
        "/components/schemas/Thing"
    ]
    assert [*touched_provenance(new, [change("a", "/info/title", "b")])] == []
    assert [*touched_provenance(new, [])] == []
    path = change("a", "/paths/~1things/get/parameters/query:limit", "b")
    assert len([*touched_provenance(new, [path, touched])]) == 2


def test_a_mixed_build_has_the_fixes_of_the_other_side(project: Project) -> None:
    old = full_build(project.vendor("tiny"))
    overlay = old.documents.overlay
    assert isinstance(overlay, Document)
    assert mixed_build(old, old).package == old.package
