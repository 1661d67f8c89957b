"""Test that generating has no effects, except reading documents before it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from specloom.builds.sources import Sources
from specloom.pipeline import build_vendor
from specloom.project.folders import Project

GOLDEN = Path(__file__).parents[1] / "golden"
EFFECTS = ("open", "os.", "shutil.", "socket.", "subprocess.", "tempfile.", "urllib.")
"""How the audit events of files, processes and the network begin."""
OTHER_FILE = """
  - target: $.components.schemas.Thing.properties
    update: {colour: {$ref: 'other.yaml#/Colour'}}
    x-specloom-provenance: {reason: r, source: s, checked: '2026-11-26'}
"""
seen: list[str] = []
watching = False


def record(event: str, _: tuple[object, ...]) -> None:
    if watching and event.startswith(EFFECTS):
        seen.append(event)


sys.addaudithook(record)


@pytest.fixture
def effects(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The effects from now to the end of the test."""
    seen.clear()
    monkeypatch.setattr(sys.modules[__name__], "watching", True)
    return seen


def test_effects_are_noticed(effects: list[str], tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    assert "open" in effects


@pytest.mark.parametrize("several_files", [False, True])
def test_generating_has_no_effects(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, several_files: bool
) -> None:
    shutil.copytree(GOLDEN / "cursor-pages", tmp_path, dirs_exist_ok=True)
    (vendor,) = Project.at(tmp_path).vendors()
    if several_files:
        overlay = vendor.root / (vendor.overlay or "")
        overlay.write_text(overlay.read_text() + OTHER_FILE)
        (vendor.root / vendor.source).with_name("other.yaml").write_text(
            "Colour: {type: string, enum: [red, blue]}\n"
        )
    # The first time, modules, templates and vocabularies are loaded.
    first = build_vendor(vendor, Sources(vendor).documents)
    documents = Sources(vendor).documents
    seen.clear()
    with monkeypatch.context() as patch:
        patch.setattr(sys.modules[__name__], "watching", True)
        again = build_vendor(vendor, documents)
    assert seen == []
    assert again.texts == first.texts
    colours = [path for path in again.texts if path.endswith("colour.py")]
    assert bool(colours) == several_files
