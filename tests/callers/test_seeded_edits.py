"""What is found and mended for seeded edits of the vendor's API.

The users' packages are checked by mypy and by running their own checks; neither knows
about `specloom.callers`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from measured_callers import COUNT, SEED, Result, measured, summary


def check(results: Sequence[Result]) -> None:
    """Check that everything is found, nothing else, and renamed names are mended."""
    print(summary(results))
    assert {e.cause: e.missed for e in results if e.missed} == {}
    assert {e.cause: e.wrong for e in results if e.wrong} == {}
    renamed, mended = sum(e.renamed for e in results), sum(e.mended for e in results)
    assert mended >= 0.95 * renamed
    renamings = [each for each in results if each.is_renaming]
    unclean = {e.cause: (e.errors, e.failing) for e in renamings if not e.is_clean}
    assert len(unclean) <= 0.05 * len(renamings), unclean


@pytest.mark.verify
def test_some_edits() -> None:
    """`make bench-callers` tries all of them."""
    results = [*measured(SEED, COUNT, slice(0, 5))]
    check(results)
    assert any(each.broken for each in results)
