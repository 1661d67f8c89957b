"""Join the changes of the contract, of the Python surface and of the requests sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from ..changes import Change, Place, PythonEffect
from ..document.pointers import json_pointer, steps
from ..errors import SourceLocation
from ..load import Document, location_of
from ..surface import SurfaceChange
from ..wire import WireChange
from .joining import Chain, Explanations, Locate, Pointer
from .texts import surface_act, surface_text, wire_text

Side: TypeAlias = tuple[Document, Locate]
"""The document of which the contract is compared, and the function that locates the
elements of the normalized document."""

EFFECTS: Sequence[PythonEffect] = ("none", "compatible", "breaking")


@dataclass
class _Package:
    """What one change of the contract changes in the package."""

    surface: list[SurfaceChange] = field(default_factory=list)
    wire: list[str] = field(default_factory=list)

    def added_to(self, change: Change) -> Change:
        """Return the change with what it means for the package."""
        effects: list[PythonEffect] = [change.python, *(s.effect for s in self.surface)]
        acts = [change.act, *map(surface_act, self.surface)]
        return replace(
            change,
            python=max(effects, key=EFFECTS.index),
            wire="changed" if self.wire else change.wire,
            before=tuple(dict.fromkeys(s.before for s in self.surface if s.before)),
            after=tuple(dict.fromkeys(s.after for s in self.surface if s.after)),
            act=next(filter(None, acts), ""),
        )


class JoinedChanges:
    """The changes of all levels; those of the package join those that explain them.

    Args:
        contract: the changes of the contract.
        old: the old side.
        new: the new side.
    """

    def __init__(self, contract: Sequence[Change], old: Side, new: Side) -> None:
        self._contract = contract
        self._old, self._new = old, new
        self._explanations = Explanations(contract, self._places)
        self._packages: dict[int, _Package] = {}
        self._others: dict[tuple[Any, ...], Change] = {}

    def add_surface(self, change: SurfaceChange) -> None:
        """Join a change of the Python surface, or keep it as an entry of its own."""
        if found := self._explanation(change.rule, change):
            self._package(found).surface.append(change)
            return
        entry = Change(
            rule=change.rule,
            level="info",
            direction="none",
            operations=change.operations,
            place=self._place(change.pointer_old, change.pointer_new),
            text=surface_text(change),
            why="Other parts of the description, its names or its overlay cause it.",
            python=change.effect,
            values={"name": f"{change.module}.{change.qualname}"},
            before=(change.before,) if change.before else (),
            after=(change.after,) if change.after else (),
            act=surface_act(change),
        )
        self._others.setdefault((change.rule, change.module, change.qualname), entry)

    def add_wire(self, change: WireChange) -> None:
        """Join a change of the requests sent, or keep it as an entry of its own."""
        text = wire_text(change)
        rule = f"sent-{change.part}-changed"
        if found := self._explanation(rule, change):
            self._package(found).wire.append(text)
            return
        entry = Change(
            rule=rule,
            level="info",
            direction="request",
            operations=change.operations,
            place=self._place(change.pointer_old, change.pointer_new),
            text=text,
            why="The same call of the client sends another request.",
            wire="changed",
            values={
                "name": change.name,
                "before": change.before,
                "after": change.after,
                "operations": [str(each) for each in change.operations[:1]],
            },
        )
        key = (rule, change.name, change.before, change.after, change.operations[:1])
        self._others.setdefault(key, entry)

    def changes(self) -> Iterator[Change]:
        """Yield all changes with what they mean at each level."""
        for change in (*self._contract, *self._others.values()):
            yield self._packages.get(id(change), _Package()).added_to(change)

    def _package(self, change: Change) -> _Package:
        return self._packages.setdefault(id(change), _Package())

    def _explanation(
        self, rule: str, change: SurfaceChange | WireChange
    ) -> Change | None:
        elements = [
            (change.pointer_old, self._old[1]),
            (change.pointer_new, self._new[1]),
        ]
        return self._explanations.find(rule, elements)

    def _place(self, old: Pointer | None, new: Pointer | None) -> Place:
        return Place(
            json_pointer(new if new is not None else old or ()),
            None if old is None else self._old[1](old),
            None if new is None else self._new[1](new),
        )

    def _places(self, place: Place) -> Iterator[Chain]:
        """Yield where the element and those around it are written, for each side."""
        for location, (document, _) in (
            (place.old, self._old),
            (place.new, self._new),
        ):
            if location is not None:
                chain = [*_chain(document.data, steps(place.pointer))]
                own = [location, *(chain.pop() if chain else ())]
                yield [own, *reversed(chain)]


def _chain(tree: Any, names: Iterable[str]) -> Iterator[list[SourceLocation]]:
    """Yield where each element on the way to a place is written: its key and value."""
    node = tree
    for name in names:
        key = _key(node, name)
        if key is None:
            return
        inside = node[key]
        found = [location_of(node, key)]
        if isinstance(inside, dict | list):
            found.append(location_of(inside))
        yield found
        node = inside


def _key(node: Any, name: str) -> Any:
    """Return the key or index of a name; a parameter is named by `in` and `name`."""
    if isinstance(node, dict):
        return name if name in node else None
    if not isinstance(node, list):
        return None
    if name.isdecimal():
        return int(name) if int(name) < len(node) else None
    place, _, parameter = name.partition(":")
    for number, item in enumerate(node):
        if isinstance(item, dict) and _is_parameter(item, place, parameter):
            return number
    return None


def _is_parameter(item: Any, place: str, name: str) -> bool:
    return bool(item.get("in") == place and item.get("name") == name)
