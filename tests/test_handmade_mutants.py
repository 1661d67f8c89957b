"""The mutants written by hand match the code and name existing tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from handmade import Handmade, handmade

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("mutant", handmade(), ids=lambda mutant: mutant.name)
def test_mutant_matches_code_and_names_a_test(mutant: Handmade) -> None:
    assert mutant.find(ROOT).is_file()
    assert "::test_" in mutant.node_id(ROOT)
