"""Compare deprecations, sunsets and stability levels; check announced removals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .pairs import Pair
from .sides import Spot
from .values import Words

_STABILITY = ("draft", "alpha", "beta", "stable")


@dataclass(frozen=True)
class Departure:
    """Whether the removal of an element was announced.

    Attributes:
        is_announced: whether the element was deprecated.
        suffix: the end of the id of the rule for the removal.
        values: the values of the change.
    """

    is_announced: bool
    suffix: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, old: Spot, today: date) -> Departure:
        """Return the departure of an element that the new document does not have."""
        if old.get("deprecated") is not True:
            return cls(False)
        text, sunset = sunset_of(old)
        if (text and sunset is None) or (sunset is not None and sunset > today):
            return cls(True, "-before-sunset", {"before": Words(text)})
        return cls(True, "-with-deprecation")


def sunset_of(element: Spot) -> tuple[str, date | None]:
    """Return the sunset of an element, as text and as a date.

    The text is empty if there is no sunset; the date is None if the text is not a date.
    """
    value = element.get("x-sunset")
    if value is None:
        return "", None
    text = str(value).strip()
    try:
        return text, date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return text, datetime.fromisoformat(text).date()
    except ValueError:
        return text, None


def compare_deprecation(pair: Pair, way: str = "none") -> None:
    """Note whether an element became deprecated, or its sunset changed."""
    old, new = pair.old, pair.new
    before, after = (each.get("deprecated") is True for each in (old, new))
    if before and not after:
        pair.report_rule("reactivated", "deprecated")
    if not after:
        return
    (old_text, old_date), (new_text, new_date) = sunset_of(old), sunset_of(new)
    if new_text and new_date is None:
        if not before or old_text != new_text:
            pair.report_rule("sunset-invalid", "x-sunset", after=Words(new_text))
    elif not before:
        words = Words(f", until {new_text}" if new_text else "")
        pair.report_rule("deprecated", "deprecated", after=words)
    elif old_text != new_text:
        _compare_sunsets(pair, (old_text, old_date), (new_text, new_date))


def _compare_sunsets(
    pair: Pair, old: tuple[str, date | None], new: tuple[str, date | None]
) -> None:
    values = {"before": Words(old[0]), "after": Words(new[0])}
    if not new[0]:
        pair.report_rule("sunset-removed", "x-sunset", before=values["before"])
    elif old[0] and old[1] is None:
        pair.report_rule("sunset-invalid", "x-sunset", after=values["before"])
    elif not old[0]:
        pair.report_rule("sunset-set", "x-sunset", after=values["after"])
    elif old[1] is not None and new[1] is not None and new[1] != old[1]:
        rule = "sunset-earlier" if new[1] < old[1] else "sunset-later"
        pair.report_rule(rule, "x-sunset", **values)


def compare_stability(pair: Pair) -> None:
    """Note whether an element promises less or more than before."""
    key = "x-stability-level"
    before, after = pair.old.get(key), pair.new.get(key)
    for level in (after, before):
        if level is not None and level not in _STABILITY:
            if before != after:
                pair.report_rule("stability-invalid", key, value=level)
            return
    if before not in _STABILITY or after not in _STABILITY or before == after:
        return
    is_less = _STABILITY.index(after) < _STABILITY.index(before)
    rule = "stability-decreased" if is_less else "stability-increased"
    pair.report_rule(rule, key, before=before, after=after)


def is_unstable(element: Spot) -> bool:
    """Return whether an element declares that it may change at any time."""
    return element.get("x-stability-level") in ("draft", "alpha")
