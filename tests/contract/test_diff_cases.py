"""The contract's level agrees with the reference of the field, except as documented."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from diff_cases import PAGE, REASONS, Pair, disagreements, page, read_pairs, score

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared"))
LEAST = {
    "breaking or not, without disputed": 0.99,
    "breaking or not, all": 0.97,
    "operations": 0.97,
    "no alarm where oasdiff finds nothing": 1.0,
}


@pytest.fixture(scope="module")
def pairs() -> Sequence[Pair]:
    folder = SHARED / "diff-cases"
    if not folder.is_dir():
        pytest.skip(f"{folder} is missing")
    return read_pairs(folder)


def test_pairs_agree(pairs: Sequence[Pair]) -> None:
    found = score(pairs)
    shares = {title: agree / of for title, (agree, of) in found.items()}
    assert {t: s for t, s in shares.items() if s < LEAST[t]} == {}


def test_every_disagreement_is_explained(pairs: Sequence[Pair]) -> None:
    names = {pair.name for pair in disagreements(pairs)}
    assert names == REASONS.keys()


def test_page_is_up_to_date(pairs: Sequence[Pair]) -> None:
    assert PAGE.read_text("utf-8") == page(pairs)


@pytest.mark.parametrize("title", LEAST)
def test_committed_page_has_the_scores_that_are_due(title: str) -> None:
    """It is checked also where the pairs are missing."""
    text = PAGE.read_text("utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith(f"| {title} |")]
    *_, share, _ = row.split("|")
    assert float(share.strip(" %")) / 100 >= LEAST[title]
    assert "NOT EXPLAINED" not in text
