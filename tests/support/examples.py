"""How many examples a property is tried with: few in `make test`, many to verify."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

TIMES = 5
"""How many times more examples `make verify` tries."""


class Running:
    """Whether `make verify` runs, which `conftest` sets before tests are imported."""

    verify = False


def count(quick: int) -> int:
    """Return a number of examples: `quick`, or more if `make verify` runs."""
    return quick * TIMES if Running.verify else quick


def bounded(test: Any) -> Any:
    """Run a test in `make test` and, with more examples, in `make verify` too."""
    return pytest.mark.verify(test) if Running.verify else test


def examples(quick: int) -> Callable[[Any], Any]:
    """Try a property of hypothesis with so many examples, more in `make verify`.

    In `make test` the examples are the same each time, so that a change which has
    nothing to do with them cannot fail.
    """
    tries = settings(
        max_examples=count(quick),
        derandomize=not Running.verify,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: bounded(tries(test))
