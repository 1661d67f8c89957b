"""Numbers that are written in JSON with all their digits."""

from __future__ import annotations

from decimal import Decimal

MOST_DIGITS = 4300
"""Digits of the largest number that Python writes by default."""


class JsonNumber(Decimal):
    """A Decimal that JSON contains as a number, and not as text."""

    __slots__ = ()

    def plain(self) -> int | float | str:
        """Return the number as JSON data of Python, which has no exact fractions.

        A number with more digits than a float can keep becomes text, and so does one
        that JSON cannot contain.
        """
        if not self.is_finite():
            return str(self)
        if self.adjusted() < MOST_DIGITS and self == self.to_integral_value():
            return int(self)
        return float(self) if Decimal(repr(float(self))) == self else str(self)
