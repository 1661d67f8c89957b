"""Find the change of the contract that explains a change of the package.

A change of the package belongs to the change of the contract at the same element, at a
part of it, or at an element that contains it. If there is none, the references between
elements are followed: a field changes with the component that is its type, and a model
is added with the operation that uses it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..changes import Change
from ..document import steps as pointer_steps
from ..surface import SurfaceChange
from ..wire import WireChange
from .source_elements import SourceElements, Steps, owner

PackageChange = SurfaceChange | WireChange

MEANINGLESS = ("words-changed", "example-changed")
"""The rules of changes that no change of the package can come from."""
_HOPS = 8
"""How many references are followed at most."""
_WORDS = {
    "added": "added|new|set",
    "added-required": "required|new|added",
    "required": "required",
    "optional": "optional|required|null",
    "removed": "removed|unset",
    "renamed": "renamed|id-changed|tag",
    "moved": "id-changed|tag",
    "deprecated": "deprecat",
    "retyped": "type|format|enum|null|of|items|ref|const|content|status",
    "default-changed": "default",
}
"""For the end of a rule of the surface, words in the rule that explains it."""


_KEYWORDS = frozenset(
    (
        *("$ref", "additionalProperties", "allOf", "anyOf", "const", "content"),
        *("default", "deprecated", "discriminator", "enum", "format", "items"),
        *("mapping", "nullable", "oneOf", "operationId", "readOnly", "required"),
        *("schema", "tags", "type"),
        *("writeOnly", "x-nullable"),
    )
)
"""The members of an element that say something about the element itself."""
_WHOLE = {
    "servers": ("servers", "host", "basePath", "schemes"),
    "security": ("security", "securityDefinitions"),
}
"""The members of documents of all versions that hold for the API as a whole."""
INTRODUCED = ("model", "enum", "alias")
"""The kinds of names that exist because another element uses them."""


@dataclass(frozen=True)
class _Candidate:
    """A change of the contract, and the steps to the element that it is about."""

    change: Change
    steps: Steps


class Joining:
    """The changes of the contract, to which changes of the package are assigned.

    Args:
        changes: the changes of the contract.
        old: the elements of the old build.
        new: the elements of the new build.
    """

    def __init__(
        self, changes: Sequence[Change], old: SourceElements, new: SourceElements
    ) -> None:
        self._sides = (new, old)
        self._by_owner: dict[Steps, list[_Candidate]] = {}
        for each in changes:
            if each.rule not in MEANINGLESS:
                steps = _element(pointer_steps(each.place.pointer))
                found = self._by_owner.setdefault(owner(steps), [])
                found.append(_Candidate(each, steps))

    def cause(self, change: PackageChange) -> Change | None:
        """Return the change of the contract that explains one of the package."""
        if not self._by_owner:
            return None
        pointers = (change.pointer_new, change.pointer_old)
        places = [
            (elements, elements.steps(pointer))
            for elements, pointer in zip(self._sides, pointers, strict=True)
            if pointer is not None
        ]
        found = [self._nearest(change, steps) for _, steps in places]
        known = next((each for each in found if each is not None), None)
        known = known or self._of_api(change) or self._of_operation(change)
        if known is not None:
            return known
        further = (self._along(change, elements, steps) for elements, steps in places)
        return next((each for each in further if each is not None), None)

    def _of_api(self, change: PackageChange) -> Change | None:
        """Return the change of the servers or of the security of the whole API."""
        pointer = change.pointer_new or change.pointer_old or ("",)
        names = _WHOLE.get(str(pointer[0]), ())
        found = (
            each.change
            for steps, several in self._by_owner.items()
            for each in several
            if steps[:1] and steps[0] in names
        )
        return next(found, None)

    def _of_operation(self, change: PackageChange) -> Change | None:
        """Return the change of the whole operation that a change is about."""
        if not isinstance(change, SurfaceChange) or len(change.operations) != 1:
            return None
        (key,) = change.operations
        steps = ("paths", key.path, key.method.lower())
        several = self._by_owner.get(steps, ())
        found = [each.change for each in several if each.steps == steps]
        fits = [each for each in found if _affinity(change, each) == (False, False)]
        return fits[0] if fits and change.kind == "argument" else None

    def _nearest(self, change: PackageChange, steps: Steps) -> Change | None:
        """Return the best change at an element, at its parts or around it."""
        ranked = [
            (*_affinity(change, each.change), distance, -_shared(change, each), number)
            for number, each in enumerate(self._by_owner.get(owner(steps), ()))
            if (distance := _distance(each.steps, steps)) is not None
        ]
        if not ranked:
            return None
        return self._by_owner[owner(steps)][min(ranked)[-1]].change

    def _along(
        self, change: PackageChange, elements: SourceElements, steps: Steps
    ) -> Change | None:
        """Return the change at an element that references lead to."""
        if isinstance(change, SurfaceChange) and change.kind in INTRODUCED:
            return self._of_user(change, elements, owner(steps))
        return self._of_type(change, elements, steps)

    def _of_user(
        self, change: PackageChange, elements: SourceElements, component: Steps
    ) -> Change | None:
        """Return the change of what refers to a component, also indirectly."""
        waiting, seen = [component], {component}
        for _ in range(_HOPS):
            holders = [h for each in waiting for h in elements.referrers.get(each, ())]
            for holder in holders:
                if (found := self._nearest(change, _element(holder))) is not None:
                    return found
            waiting = [
                *dict.fromkeys(o for h in holders if (o := owner(h)) not in seen)
            ]
            seen.update(waiting)
        return None

    def _of_type(
        self, change: PackageChange, elements: SourceElements, steps: Steps
    ) -> Change | None:
        """Return the change of a component that is the type of an element.

        A change of a property of the component is not one of the element's type.
        """
        waiting = sorted(elements.references(steps))
        seen = {*waiting}
        for _ in range(_HOPS):
            for component in waiting:
                own = self._by_owner.get(component, ())
                ranked = [
                    (*_affinity(change, each.change), -_shared(change, each), number)
                    for number, each in enumerate(own)
                    if "properties" not in each.steps[len(component) :]
                ]
                if ranked:
                    return own[min(ranked)[-1]].change
            targets = (t for each in waiting for t in elements.own_targets(each))
            waiting = [*dict.fromkeys(each for each in targets if each not in seen)]
            seen.update(waiting)
        return None


def _element(steps: Steps) -> Steps:
    """Return the steps to the element of which a keyword is a member."""
    while len(steps) > 1 and steps[-1] in _KEYWORDS and steps[-2] != "properties":
        steps = steps[:-1]
    return steps


def _distance(cause: Steps, effect: Steps) -> int | None:
    """Return how far one element is inside the other; None if neither is."""
    short, long = sorted((cause, effect), key=len)
    if long[: len(short)] != short or not short:
        return None
    return len(long) - len(short)


def _shared(change: PackageChange, cause: _Candidate) -> int:
    """Return the number of operations that two changes have in common."""
    return len({*change.operations} & {*cause.change.operations})


def _affinity(change: PackageChange, cause: Change) -> tuple[bool, bool]:
    """Return whether the kinds and the values of two changes differ."""
    rule = change.rule if isinstance(change, SurfaceChange) else change.part
    word = next((w for w in _ENDINGS if rule.endswith(w)), "")
    fits = word and re.search(_WORDS[word], cause.rule)
    value = cause.values.get("value")
    texts = f"{change.before} {change.after}"
    named = value is None or repr(value) in texts or str(value) in texts.split()
    return not fits, not named


_ENDINGS = sorted(_WORDS, key=len, reverse=True)
