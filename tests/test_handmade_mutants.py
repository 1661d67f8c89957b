"""The mutants written by hand match the code and name existing tests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from handmade import Handmade, LostMutantError, handmade
from specloom.render.environment import environment

ROOT = Path(__file__).parents[1]
MUTANT = Handmade("It adds.", "lib/*.py", "a + b", "a - b", "test_adds")


@pytest.mark.parametrize("mutant", handmade(), ids=lambda mutant: mutant.name)
def test_mutant_matches_code_and_names_a_test(mutant: Handmade) -> None:
    path = mutant.find(ROOT)
    after = path.read_text("utf-8").replace(mutant.old, mutant.new)
    assert mutant.old != mutant.new
    if path.suffix == ".py":
        compile(after, mutant.files, "exec")
    else:
        environment().parse(after)
    assert "::test_" in mutant.node_id(ROOT)


def test_forty_mutants_have_distinct_names() -> None:
    assert len(handmade()) >= 40
    assert set(Counter(mutant.name for mutant in handmade()).values()) == {1}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a repository of one module with one test."""
    for name, text in {
        "lib/sums.py": "def add(a, b):\n    return a + b\n",
        "tests/test_sums.py": "def test_adds():\n    assert add(1, 2) == 3\n",
    }.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    return tmp_path


def test_mutant_is_found_with_its_test(tree: Path) -> None:
    assert MUTANT.find(tree) == tree / "lib/sums.py"
    assert MUTANT.node_id(tree) == "tests/test_sums.py::test_adds"


@pytest.mark.parametrize(
    ("text", "count"),
    [("def add(a, b):\n    return b + a\n", 0), ("a + b\na + b\n", 2)],
)
def test_text_that_does_not_occur_once_is_refused(
    tree: Path, text: str, count: int
) -> None:
    (tree / "lib/sums.py").write_text(text)
    with pytest.raises(LostMutantError, match=f"the old text occurs {count} times"):
        MUTANT.find(tree)


def test_renamed_test_is_refused(tree: Path) -> None:
    (tree / "tests/test_sums.py").write_text("def test_sums():\n    pass\n")
    with pytest.raises(LostMutantError, match="0 tests are called test_adds"):
        MUTANT.node_id(tree)
