"""Test a few random documents; `make random` draws many more."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from .random_documents.__main__ import checked, refused
from .random_documents.drawing import draw
from .random_documents.wrong_requests import CHANGES

SEEDS = range(24)


def test_a_seed_draws_one_document() -> None:
    assert draw(Random(1)) == draw(Random(1)) != draw(Random(2))


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_tests_accept_right_clients(seed: int) -> None:
    _, counts, failed = checked(seed)
    assert failed == {} and counts["passed"] + counts["skipped"]


@pytest.mark.verify
def test_generated_tests_refuse_wrong_requests_of_every_kind() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS[:10]:
        seen += refused(seed)
    for kind in CHANGES:
        assert seen[kind] >= seen[f"all {kind}"] / 2 > 0, kind
