"""ISO 8601 durations of a spec as seconds."""

from __future__ import annotations

import re

_PARTS = re.compile(
    r"P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


def seconds(duration: str) -> float:
    """The length of a duration of days and less, such as `PT30S`.

    Raises:
        ValueError: for months, years or anything else without a fixed length.
    """
    found = _PARTS.fullmatch(duration)
    if found is None:
        raise ValueError(f"{duration!r} has no fixed length (expected PT30S or P1D)")
    given = {unit: int(n) for unit, n in found.groupdict().items() if n}
    return float(sum(_SECONDS[unit] * n for unit, n in given.items()))
