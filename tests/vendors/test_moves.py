"""Moved operations of real vendors are distinguished from removed ones."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.updates.moves import (
    DescribedOperation,
    described_operations,
    proposed_moves,
)

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared"))


@pytest.mark.parametrize(
    ("pair", "gone", "moved"), [("netlify", 2, 2), ("slack-2019-2020", 43, 0)]
)
def test_moves_of_real_descriptions(pair: str, gone: int, moved: int) -> None:
    folder = SHARED / "pairs" / pair
    if not folder.is_dir():
        pytest.skip(f"{folder} is missing")
    sides: list[list[DescribedOperation]] = []
    for side in ("old", "new"):
        (file,) = folder.glob(f"{side}.*")
        text = file.read_text("utf-8")
        is_json = file.suffix == ".json"
        document: Any = json.loads(text) if is_json else yaml.safe_load(text)
        sides.append(described_operations(document))
    keys = [{each.key for each in side} for side in sides]
    old = [each for each in sides[0] if each.key not in keys[1]]
    new = [each for each in sides[1] if each.key not in keys[0]]
    assert len(old) == gone
    assert len(proposed_moves(old, new)) == moved
