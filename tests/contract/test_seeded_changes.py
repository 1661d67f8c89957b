"""What is found between two descriptions is what was changed at random places."""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from seeded_edits import Cause, default_seed, edited
from specloom.changes import Change
from specloom.contract import compare_contract
from specloom.load import Document, read

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
WORDS = "words-changed"
EVERYWHERE = ("/servers",)
"""Places that concern all operations, which therefore need not be named."""


def _loaded(name: str, tree: Any) -> Document:
    text = yaml.safe_dump(tree, sort_keys=False)
    return Document(name, read(text.encode(), shown=name))


def _is_at(change: Change, cause: Cause) -> bool:
    found, wanted = change.place.pointer, cause.pointer
    return f"{found}/".startswith(f"{wanted}/") or f"{wanted}/".startswith(f"{found}/")


def _disagreements(changes: list[Change], causes: list[Cause]) -> list[str]:
    """Return the causes that are not found as they are, and what else is found."""
    wrong = []
    left = [change for change in changes if change.rule != WORDS]
    for cause in causes:
        if cause.silent:
            continue
        found = [change for change in left if _is_at(change, cause)]
        reached = sorted({str(each) for change in found for each in change.operations})
        if not found:
            wrong.append(f"not found: {cause.kind} at {cause.pointer}")
        elif reached != cause.operations and cause.pointer not in EVERYWHERE:
            wrong.append(f"{cause.kind} at {cause.pointer} reaches {reached}")
        left = [change for change in left if change not in found]
    return wrong + [f"nothing caused {each.rule}: {each.text}" for each in left]


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(number, marks=[] if number < 10 else pytest.mark.verify)
        for number in range(50)
    ],
)
def test_changes_are_the_causes(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    document = importlib.import_module("medium_document").medium_document()
    rng = random.Random(f"{default_seed()}-{number}")
    new, causes = edited(document, rng, rng.randrange(2, 7))
    # The causes are complete before anything is compared.
    old = _loaded("old.yaml", document)
    changes = compare_contract(old, _loaded("new.yaml", new))
    assert _disagreements(changes, causes) == []
    fingerprints = [each.fingerprint for each in changes]
    assert len(fingerprints) == len({*fingerprints})


def test_missing_and_other_changes_are_disagreements(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    document = importlib.import_module("medium_document").medium_document()
    new, causes = edited(document, random.Random(1), 3)
    changes = compare_contract(_loaded("o.yaml", document), _loaded("n.yaml", new))
    loud = [cause for cause in causes if not cause.silent]
    assert loud
    for cause in loud:
        rest = [change for change in changes if not _is_at(change, cause)]
        assert _disagreements(rest, causes) != []
        others = [each for each in causes if each is not cause]
        assert _disagreements(changes, others) != []
