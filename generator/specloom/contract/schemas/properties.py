"""Compare the properties of objects: added, removed, required, and their schemas."""

from __future__ import annotations

from collections.abc import Callable

from ..deprecation import Departure
from ..pairs import Aspect, Pair
from ..renames import proposed_renames, rename_values
from ..rules import HIDDEN
from ..sides import Spot
from .layers import Layers

_NESTED = {"body": "property", "parameter": "parameter-property"}
_HIDING = {"request": "readOnly", "response": "writeOnly"}
"""For each direction, the keyword of properties that its messages do not have."""


def nested(aspect: Aspect) -> Aspect:
    """Return the aspect for a part of a schema."""
    where = _NESTED.get(aspect.where, aspect.where)
    return Aspect(aspect.direction, where)


def compare_properties(
    pair: Pair, old: Layers, new: Layers, compare: Callable[[Pair], None]
) -> None:
    """Compare the properties of two schemas.

    A property that moved to or from an inherited schema is not a difference.

    Args:
        pair: the pair that notes the differences.
        old, new: the schemas.
        compare: compares two schemas.
    """
    before, after = dict(old.properties), dict(new.properties)
    for name in before.keys() - after.keys():
        if name in new.all_properties:
            after[name] = new.all_properties[name]
    for name in after.keys() - before.keys():
        if name in old.all_properties:
            before[name] = old.all_properties[name]
    changes = _Properties(pair, old, new)
    changes.compare_unlisted()
    gone = {n: before[n] for n in sorted(before.keys() - after.keys())}
    fresh = {n: after[n] for n in sorted(after.keys() - before.keys())}
    renames = proposed_renames(gone, fresh)
    for name, spot in gone.items():
        changes.removed(name, spot, rename_values(renames.get(name)))
    for name, spot in fresh.items():
        changes.added(name, spot)
    for name in sorted(before.keys() & after.keys()):
        if changes.is_visible(name, before[name], after[name]):
            aspect = nested(pair.aspect)
            pair.compare(compare, before[name], after[name], aspect)
        elif pair.aspect.direction == "request":
            aspect = Aspect("request", HIDDEN)
            pair.compare(compare, before[name], after[name], aspect)


def _says(spot: Spot, key: str) -> bool:
    """Return whether a property or the schema to which it refers has a flag."""
    if spot.get(key) is True:
        return True
    target = spot.resolved()
    if target.get(key) is True:
        return True
    parts = (*spot.items("allOf"), *target.items("allOf"))
    return any(part.resolved().get(key) is True for part in parts)


class _Properties:
    """The differences between the properties of two objects."""

    def __init__(self, pair: Pair, old: Layers, new: Layers) -> None:
        self._pair = pair
        self._old = old
        self._new = new
        self._way = pair.aspect.direction
        self._hiding = _HIDING[self._way]

    def removed(self, name: str, old: Spot, rename: dict[str, str]) -> None:
        """Note that a property was removed, unless its messages did not have it."""
        if _says(old, self._hiding):
            return
        pair, way = self._pair, self._way
        departure = Departure.of(_flagged(old), pair.comparison.today)
        act = f"rename? {rename['reason']}" if rename else ""
        values = {"rename": rename} if rename else {}
        if departure.is_announced:
            rule = f"{way}-property-removed{departure.suffix}"
            pair.removed(rule, old, act, **departure.values, **values)
        elif way == "request":
            pair.removed("request-property-removed", old, act, **values)
        else:
            state = "required" if name in self._old.all_required else "optional"
            pair.removed(f"response-{state}-property-removed", old, act, **values)

    def added(self, name: str, new: Spot) -> None:
        """Note that a property was added, unless its messages do not have it."""
        if _says(new, self._hiding):
            return
        is_required = name in self._new.all_required
        if self._way == "response":
            state = "required" if is_required else "optional"
            self._pair.added(f"response-{state}-property-added", new)
        elif is_required:
            has_default = new.resolved().get("default") is not None
            end = "-with-default" if has_default else ""
            self._pair.added(f"new-required-request-property{end}", new)
        else:
            self._pair.added("new-optional-request-property", new)

    def is_visible(self, name: str, old: Spot, new: Spot) -> bool:
        """Return whether the messages have a property; note whether that changed."""
        hidden = [_says(each, self._hiding) for each in (old, new)]
        if all(hidden):
            return False
        if any(hidden):
            self._visibility(name, old, new, is_hidden=hidden[1])
            return False
        required = name in self._old.all_required, name in self._new.all_required
        if required[0] != required[1]:
            state = "required" if required[1] else "optional"
            rule = f"{self._way}-property-became-{state}"
            self._report(rule, old, new)
        return True

    def compare_unlisted(self) -> None:
        """Note required names for which one side lists no property."""
        old, new = self._old, self._new
        if old.required == new.required:
            return
        listed = old.all_properties.keys() & new.all_properties.keys()
        for name in sorted((old.required ^ new.required) - listed):
            before, after = name in old.all_required, name in new.all_required
            holder = new if after else old
            if before != after and name not in holder.all_properties:
                state = "required" if after else "optional"
                rule = f"{self._way}-unknown-property-became-{state}"
                self._pair.report_rule(rule, "required", value=name)

    def _visibility(self, name: str, old: Spot, new: Spot, *, is_hidden: bool) -> None:
        side = self._old if is_hidden else self._new
        state = "required" if name in side.all_required else "optional"
        words = "read-only" if self._way == "request" else "write-only"
        verb = "became" if is_hidden else "became-not"
        self._report(f"{self._way}-{state}-property-{verb}-{words}", old, new)

    def _report(self, rule: str, old: Spot, new: Spot) -> None:
        self._pair.at(old, new).report_rule(rule)


def _flagged(spot: Spot) -> Spot:
    """Return what says whether a property is deprecated."""
    return spot if spot.get("deprecated") is not None else spot.resolved()
