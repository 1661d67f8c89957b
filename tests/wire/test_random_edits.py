"""Test that `compare_wire` reports what random edits change in requests.

The edits are those of `seeded_edits`. A removed property is left out: models accept
undeclared properties, and the Python surface says that it was removed.
"""

from __future__ import annotations

import importlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from examples import SOAKED
from imported_texts import single_vendor
from seeded_edits import default_seed, edited
from specloom.build_result import BuildResult
from specloom.errors import SpecError
from specloom.load import Document, Documents, load, read
from specloom.pipeline import build_vendor
from specloom.wire import compare_wire
from wire_arguments import Calls
from wire_comparison import disagreements, sent

ROOT = Path(__file__).parents[2]
VENDORS = sorted(file.parent.name for file in ROOT.glob("specs/*/source.yaml"))
KEPT = ("orders", "items", "carriers")
"""The resources of the medium document that are used."""
EXEMPT = "property_removed"


def _medium(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    document = importlib.import_module("medium_document").medium_document()
    paths = document["paths"]
    document["paths"] = {p: paths[p] for p in paths if p.split("/")[1] in KEPT}
    return document


def _built(document: Any, overlay: Path | None, names: str) -> BuildResult:
    """Return the package of a description, with the overlay and names of the first."""
    source = Document("s.json", read(json.dumps(document).encode(), shown="s.json"))
    documents = Documents(
        source,
        overlay=None if overlay is None else load(overlay, shown="o.yaml"),
        names=(
            Document("n.yaml", read(names.encode(), shown="n.yaml")) if names else None
        ),
    )
    file = None if overlay is None else "o.yaml"
    return build_vendor(single_vendor("shop", "s.json", file), documents)


def _versions(
    document: Any, overlay: Path | None, seed: str, count: int
) -> Iterator[tuple[str, BuildResult]]:
    """Yield the first version and edited ones that the overlay still fits."""
    first = _built(document, overlay, "")
    yield "first", first
    names = first.texts["specs/names.yaml"]
    for number in range(count):
        new, causes = edited(document, random.Random(f"{seed}-{number}"), 1)
        if EXEMPT in {each.kind for each in causes}:
            continue
        try:
            yield f"{number}: {causes}", _built(new, overlay, names)
        except SpecError:
            continue  # An operation is gone, or what the overlay is about.


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("medium", 6),
        *(pytest.param(n, 12, marks=pytest.mark.verify) for n in ("medium", *VENDORS)),
        *(pytest.param(n, 40, marks=SOAKED) for n in ("medium", *VENDORS)),
    ],
)
def test_requests_differ_as_reported(
    name: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ROOT / "specs" / name
    if name == "medium":
        document, overlay = _medium(monkeypatch), None
    else:
        text = (folder / "source.yaml").read_text("utf-8")
        # Dates are text in JSON.
        document = json.loads(json.dumps(yaml.safe_load(text), default=str))
        overlay = folder / "overlay.yaml"
    versions = dict(_versions(document, overlay, f"{default_seed()}-{name}", count))
    first = versions["first"].package
    assert first is not None
    requests = sent(
        Calls(first).plan(), {n: v.texts for n, v in versions.items()}, tmp_path
    )
    calls = [
        each for several in requests["first"].values() for each in several.values()
    ]
    assert sum(each is not None for each in calls) > len(calls) / 2
    for case, version in versions.items():
        assert version.package is not None
        changes = compare_wire(first, version.package)
        found = disagreements(
            requests["first"], requests[case], version.package, changes
        )
        assert found == [], case
