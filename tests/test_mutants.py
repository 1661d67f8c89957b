"""Test which code `make mutants` changes."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("cosmic_ray", reason="installed by `make mutants`")

from candidates import areas, candidates, draw, modules
from reach import statement_lines

ROOT = Path(__file__).parents[1]
MODULE = '''\
"""Not this: 1."""
from __future__ import annotations

Number = int | None


class Thing:
    size: int | None = 4

    def __repr__(self) -> str:
        return "x" * 5


def f(a: int | None, b: set[int]) -> int | None:
    if a is None:
        raise ValueError(6)
    assert a > 7
    return a if (
        b | {8}
    ) else 9


def g() -> None:
    try:
        while c := f(1, set()):
            pass
    except (re.error, OSError):
        pass
'''


def test_code_without_observable_effect_is_not_mutated() -> None:
    lines = {mutant.line for mutant in candidates("x", "x.py", MODULE)}
    assert lines == {8, 15, 18, 19, 20, 25, 27}


def test_each_mutant_changes_one_line() -> None:
    found = [each for each in candidates("x", "x.py", MODULE) if each.is_valid(MODULE)]
    assert "AddNot" not in {each.operator[5:] for each in found if each.line == 25}
    for mutant in found:
        after = mutant.applied(MODULE).splitlines()
        pairs = zip(MODULE.splitlines(), after, strict=True)
        changed = [n for n, (a, b) in enumerate(pairs, 1) if a != b]
        assert changed == [mutant.line]


@pytest.mark.verify
def test_the_same_seed_draws_the_same_mutants() -> None:
    first = draw(ROOT, "a", 18)
    assert first == draw(ROOT, "a", 18) != draw(ROOT, "b", 18)
    assert [mutant.area for mutant in first[::2]] == list(areas())


@pytest.mark.parametrize("area", areas())
def test_each_area_has_modules(area: str) -> None:
    assert modules(ROOT, areas()[area])


def test_compound_statement_ends_before_its_body() -> None:
    assert list(statement_lines(MODULE, 19)) == [18, 19, 20]
    assert list(statement_lines(MODULE, 15)) == [15]
