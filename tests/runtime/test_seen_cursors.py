"""Cursors that come again, in lists of any length."""

from __future__ import annotations

from itertools import chain, count, islice, repeat

import pytest
from specloom_runtime.pagination.seen_cursors import FIRST, RECENT, SeenCursors


def noticed(start: int, loop: int) -> int:
    """Return the number of cursors that came again before this was noticed.

    After `start` cursors, `loop` others come again and again.
    """
    begin = (f"start {n}" for n in range(start))
    rest = chain.from_iterable(repeat([f"loop {n}" for n in range(loop)]))
    seen = SeenCursors()
    cursors = islice(chain(begin, rest), 3 * (start + loop) + 10)
    for number, cursor in enumerate(cursors):
        if seen.add(cursor):
            return number - start - loop
    raise AssertionError


@pytest.mark.parametrize("loop", [1, 2, 7, RECENT, FIRST + 1, 5000])
def test_start_that_comes_again_is_noticed_at_once(loop: int) -> None:
    assert noticed(0, loop) == 0


@pytest.mark.parametrize("start", [1, FIRST - 1, FIRST, 10_000])
@pytest.mark.parametrize("loop", [1, 2, RECENT])
def test_few_pages_that_come_again_are_noticed_at_once(start: int, loop: int) -> None:
    assert noticed(start, loop) == 0


@pytest.mark.parametrize("start", [FIRST, 2 * FIRST, 5000])
@pytest.mark.parametrize("loop", [RECENT + 1, 3000])
def test_long_loop_after_the_start_is_noticed(start: int, loop: int) -> None:
    again = noticed(start, loop)
    assert 0 <= again <= max(2 * loop, start)


def test_different_cursors_are_not_taken_for_the_same() -> None:
    seen = SeenCursors()
    assert not any(map(seen.add, islice(count(), 20_000)))


def test_cursors_are_compared_as_text() -> None:
    seen = SeenCursors()
    assert not seen.add(1)
    assert seen.add("1")
