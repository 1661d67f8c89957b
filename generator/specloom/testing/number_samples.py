"""Create numbers that are valid for the bounds and the step of a schema."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import ceil, floor
from operator import ge, gt, le, lt
from typing import Any

EXACT = 2**53
"""The number above which floats cannot represent all integers."""
BOUNDS = {
    "minimum": ge,
    "exclusiveMinimum": gt,
    "maximum": le,
    "exclusiveMaximum": lt,
}


def sample_number(node: Any, kind: str) -> Any:
    """Return a number that is valid for a schema; it is 7 if 7 is valid."""
    bounds = {
        word: bound for word in BOUNDS if (bound := _bound(node.get(word))) is not None
    }
    step = _bound(node.get("multipleOf"))
    if kind == "integer":
        step = Fraction((step or Fraction(1)).numerator)

    def fits(number: Fraction) -> bool:
        inside = all(BOUNDS[w](number, bound) for w, bound in bounds.items())
        return inside and (step is None or _is_multiple(_json_number(number), step))

    ends = [*bounds.values()]
    middle = sum(ends, Fraction(0)) / max(1, len(ends))
    near = [Fraction(7), Fraction(0), *ends, middle]
    near += [end + sign for end, sign in product(ends, (1, -1))]
    if step:
        near = [
            multiple * step
            for number in near
            for multiple in (ceil(number / step), floor(number / step))
        ]
        near += [end + sign * step for end, sign in product(near, (1, -1))]
    number = next(filter(fits, near), near[0])
    return int(number) if kind == "integer" else _json_number(number)


def _json_number(number: Fraction) -> int | float:
    """Return a number as a float, or as an integer if it is too large for a float."""
    exact = number.denominator == 1 and abs(number) > EXACT
    return int(number) if exact else float(number)


def _is_multiple(number: int | float, step: Fraction) -> bool:
    """Return whether a number is a multiple of a step in floating-point arithmetic."""
    whole = step.denominator == 1
    return number % int(step) == 0 if whole else number / float(step) % 1 == 0


def _bound(bound: Any) -> Fraction | None:
    """Return a bound as an exact fraction; None if there is no bound."""
    if isinstance(bound, bool) or not isinstance(bound, int | float):
        return None
    return Fraction(str(bound))
