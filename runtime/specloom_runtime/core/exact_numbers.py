"""Numbers that are written in JSON with all their digits."""

from __future__ import annotations

from decimal import Decimal


class JsonNumber(Decimal):
    """A Decimal that JSON contains as a number, and not as text."""

    __slots__ = ()
