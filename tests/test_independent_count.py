"""Test that the generation report has a row for everything a document declares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from independent_count import KINDS, Counted, count, read, squeezed
from specloom.builds.vendor_builds import build_file

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("SPECLOOM_SHARED", HERE.parents[1] / "shared"))
OTHER_PATHS = HERE / "defects" / "keys-of-paths.yaml"
"""Its paths are read as others, and its rows have those."""
LARGEST = 120_000
"""Bytes of a published document that is still counted here."""


def _documents() -> list[Path]:
    own = sorted({*(HERE / "defects").glob("*.yaml")} - {OTHER_PATHS})
    specs = sorted((HERE.parent / "specs").glob("*/source.*"))
    corpus = SHARED / "corpus"
    published = sorted(corpus.iterdir()) if corpus.is_dir() else []
    small = [
        path
        for path in published
        if path.suffix in (".json", ".yaml") and path.stat().st_size < LARGEST
    ]
    return own + specs + small


def _noted(path: Path) -> Counted:
    """Places in the generation report by kind; each has one row."""
    found: Counted = {kind: set() for kind in KINDS}
    for row in build_file(path, "counted").report:
        if row["kind"] == "part":  # It is in one of the others, and not declared alone.
            continue
        assert row["where"] not in found[row["kind"]]
        assert bool(row["reasons"]) == (row["state"] != "generated")
        if "undeclared-parameter" not in [each["reason"] for each in row["reasons"]]:
            found[row["kind"]].add(row["where"].replace(" querystring ", " query "))
    found["schema"] = {squeezed(name) for name in found["schema"]}
    return found


def _begins(name: str, known: set[str]) -> bool:
    return any(each.startswith(name) for each in known)


@pytest.mark.parametrize(
    "path", _documents(), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_report_covers_the_whole_document(path: Path) -> None:
    declared, noted = count(read(path)), _noted(path)
    assert any(declared.values())
    # Components whose names differ in case alone get longer ones.
    lost = {n for n in declared.pop("schema") if not _begins(n, noted["schema"])}
    assert not lost, "schema without an entry"
    for kind, names in declared.items():
        assert not names - noted[kind], f"{kind} without an entry"
        assert not noted[kind] - declared[kind], f"{kind} that is not declared"
