"""Count the deviations of a client's responses, and log each place and kind once."""

from __future__ import annotations

import logging
import threading
from typing import TypeAlias

from .events import DeviationKind

log = logging.getLogger("specloom_runtime")

MOST_PLACES = 1000
"""The maximum number of places per kind; further places are counted together."""

Place: TypeAlias = tuple[str, DeviationKind]
"""The pointer of a schema, or else the operation, and a kind of deviation."""


class DeviationCounts:
    """The number of deviations for each place and kind; it is safe for threads.

    A vendor may send any number of property names. Therefore, at most `MOST_PLACES`
    places are kept for each kind, and all other places become "".
    """

    def __init__(self) -> None:
        self._counts: dict[Place, int] = {}
        self._places = dict.fromkeys(DeviationKind, 0)
        self._lock = threading.Lock()

    def add(
        self,
        operation: str,
        schema: str,
        kind: DeviationKind,
        expected: str,
        number: int,
    ) -> None:
        """Count the deviations of a response at one place.

        The first deviation at a place is logged at level WARNING, without its value.
        Undeclared properties are not logged.
        """
        place = (schema or operation, kind)
        with self._lock:
            known = place in self._counts
            if not known and self._places[kind] >= MOST_PLACES:
                place = ("", kind)
                known = place in self._counts
            elif not known:
                self._places[kind] += 1
            self._counts[place] = self._counts.get(place, 0) + number
        if known or kind is DeviationKind.UNDECLARED_PROPERTY:
            return
        log.warning(
            "%s: %s at %s (expected %s); further ones are only counted",
            operation,
            kind,
            place[0] or "other places",
            expected,
        )

    def snapshot(self) -> dict[Place, int]:
        """Return the numbers counted so far."""
        with self._lock:
            return dict(self._counts)
