"""Test that the mutants written by hand fit the code."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from handmade import Handmade, LostMutantError, handmade
from reach import statement_lines

ROOT = Path(__file__).parents[1]
MODULE = """\
def f(a: int | None, b: set[int]) -> int | None:
    if a is None:
        raise ValueError(6)
    return a if (
        b | {8}
    ) else 9
"""
MUTANT = Handmade("It adds.", "lib/*.py", "a + b", "a - b", "test_it_adds")


@pytest.mark.parametrize("mutant", handmade(), ids=lambda mutant: mutant.name)
def test_a_mutant_written_by_hand_has_its_text_and_its_test(mutant: Handmade) -> None:
    before = mutant.found(ROOT).read_text("utf-8")
    assert mutant.old != mutant.new
    compile(before.replace(mutant.old, mutant.new), mutant.files, "exec")
    path, _, name = mutant.test(ROOT).partition("::")
    assert name.partition("[")[0] in (ROOT / path).read_text("utf-8")


def test_the_mutants_written_by_hand_are_told_apart() -> None:
    assert len(handmade()) >= 40
    assert set(Counter(mutant.name for mutant in handmade()).values()) == {1}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a repository of one module with one test."""
    for name, text in {
        "lib/sums.py": "def add(a, b):\n    return a + b\n",
        "tests/test_sums.py": "def test_it_adds():\n    assert add(1, 2) == 3\n",
    }.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_mutant_is_found_with_its_test(tree: Path) -> None:
    assert MUTANT.found(tree) == tree / "lib/sums.py"
    assert MUTANT.test(tree) == "tests/test_sums.py::test_it_adds"


@pytest.mark.parametrize(
    ("text", "count"),
    [("def add(a, b):\n    return b + a\n", 0), ("a + b\na + b\n", 2)],
)
def test_text_that_is_not_there_once_is_reported(
    tree: Path, text: str, count: int
) -> None:
    (tree / "lib/sums.py").write_text(text)
    with pytest.raises(LostMutantError, match=rf"the old text is {count} times in lib"):
        MUTANT.found(tree)


def test_a_test_that_was_renamed_is_reported(tree: Path) -> None:
    (tree / "tests/test_sums.py").write_text("def test_it_sums():\n    pass\n")
    with pytest.raises(LostMutantError, match="0 tests are called test_it_adds"):
        MUTANT.test(tree)


def test_a_statement_is_the_lines_before_its_body() -> None:
    assert list(statement_lines(MODULE, 5)) == [4, 5, 6]
    assert list(statement_lines(MODULE, 2)) == [2]
