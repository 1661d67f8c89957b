"""How often a property is tried: few times in `make test`, more often to verify.

`make soak` tries it most often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

VERIFY = 3
"""How many times more examples `make verify` tries."""
SOAK = 15
"""How many times more examples `make soak` tries."""
SOAKED = (pytest.mark.verify, pytest.mark.soak)
"""The marks of a test that `make soak` alone runs."""


class Running:
    """How thorough the run is, which `conftest` sets before tests are imported.

    Attributes:
        times: how many times more examples are tried than in `make test`.
    """

    times = 1

    @classmethod
    def choose(cls, expression: str) -> None:
        """Set how thorough the run is.

        Args:
            expression: the expression of marks that pytest was started with.
        """
        chosen = {"verify and not soak": VERIFY, "soak": SOAK}
        cls.times = chosen.get(expression, 1)


def count(quick: int) -> int:
    """Return a number of examples: `quick`, or more if the run is more thorough."""
    return quick * Running.times


def bounded(test: Any) -> Any:
    """Run a test in `make test` and, with more examples, in the longer targets too."""
    if Running.times == SOAK:
        return pytest.mark.verify(pytest.mark.soak(test))
    return pytest.mark.verify(test) if Running.times == VERIFY else test


def pairs(first: Iterable[str], second: Iterable[str]) -> list[Any]:
    """Return all pairs of two lists of parameters; `make test` takes every third.

    Each value of the first list is in some of these, and so is each of the second.
    """
    numbered = product(enumerate(first), enumerate(second))
    return [
        pytest.param(one, two, marks=[pytest.mark.verify] if (i + j) % 3 else [])
        for (i, one), (j, two) in numbered
    ]


def examples(quick: int) -> Callable[[Any], Any]:
    """Try a property of hypothesis with so many examples, more in longer targets.

    In `make test` the examples are the same each time, so that a change which has
    nothing to do with them cannot fail.
    """
    tries = settings(
        max_examples=count(quick),
        derandomize=Running.times == 1,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: bounded(tries(test))
