"""The two documents, and nodes of them with their pointers and locations."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from ..document import follow, json_pointer, reference_steps
from ..errors import SourceLocation
from ..load import Document, location_of

_REFERENCE = re.compile(r'"\$ref": ("(?:[^"\\]|\\.)*")')
_LONGEST_CHAIN = 64


class Side:
    """One of the two documents.

    Attributes:
        document: the loaded document.
        is_swagger: whether it is a Swagger 2.0 document.
        holders: such objects; the keys are the ids of the objects they are made of.
        meanings: what is known about schemas; see `schemas.meaning`.
        pointers: the pointers of objects that were made for the comparison, and of
            objects inside them; the keys are the ids of the objects.
        holders: the objects that were made for references with other members; the keys
            are the ids of the objects with the references.
        found: the elements that were found in elements, for those that are needed
            often, as along a chain of compositions.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root = document.data if isinstance(document.data, dict) else {}
        self.is_swagger = "swagger" in self.root and "openapi" not in self.root
        self.pointers: dict[int, str] = {}
        self.holders: dict[int, Any] = {}
        self.found: dict[tuple[str, int, str], list[Spot]] = {}
        self.meanings: dict[tuple[int, int], str] = {}
        self._kept: list[Any] = []

    def spot(self) -> Spot:
        """Return the root of the document."""
        return Spot(self, self.root, "", location_of(self.root))

    def keep(self, node: Any, pointer: str) -> Any:
        """Register an object that was made for the comparison, and return it."""
        self._kept.append(node)
        self.pointers[id(node)] = pointer
        return node

    def component_groups(self) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
        """Yield the objects that contain components, with their paths."""
        if self.is_swagger:
            for name in ("definitions", "parameters", "responses"):
                if isinstance(group := self.root.get(name), dict):
                    yield (name,), group
            return
        groups = self.root.get("components")
        for name, group in groups.items() if isinstance(groups, dict) else ():
            if isinstance(group, dict):
                yield ("components", name), group

    @cached_property
    def component_texts(self) -> dict[tuple[str, ...], str]:
        """The canonical text of each component; the keys are paths."""
        return {
            (*path, name): canonical(node)
            for path, group in self.component_groups()
            for name, node in group.items()
        }


class Spot(NamedTuple):
    """A node of one side.

    Attributes:
        side: the document.
        node: the value.
        pointer: the JSON pointer of the node; parameters are named, not numbered.
        location: the place of the node's key or item in the file.
    """

    side: Side
    node: Any
    pointer: str
    location: SourceLocation

    def inside(self, key: str | int, name: str | None = None) -> Spot:
        """Return the member or item with a key, which must exist.

        Args:
            key: the name or index.
            name: the last step of the pointer, if it is not the key.
        """
        node = self.node[key]
        known = self.side.pointers.get(id(node))
        step = key if name is None else name
        pointer = self.pointer + json_pointer([step]) if known is None else known
        where = location_of(self.node, key, self.location)
        return Spot(self.side, node, pointer, where)

    def find(self, key: str) -> Spot | None:
        """Return the member with a key; None if there is none."""
        if isinstance(self.node, dict) and key in self.node:
            return self.inside(key)
        return None

    def get(self, key: str) -> Any:
        """Return the value of a member; None if there is none."""
        return self.node.get(key) if isinstance(self.node, dict) else None

    def members(self, key: str) -> dict[str, Spot]:
        """Return the members of a member that is an object; none if it is not."""
        holder = self.find(key)
        if holder is None or not isinstance(holder.node, dict):
            return {}
        return {name: holder.inside(name) for name in holder.node}

    def items(self, key: str) -> list[Spot]:
        """Return the items of a member that is an array; none if it is not."""
        holder = self.find(key)
        if holder is None or not isinstance(holder.node, list):
            return []
        return [holder.inside(index) for index in range(len(holder.node))]

    def once(self, what: str, find: Callable[[], list[Spot]]) -> list[Spot]:
        """Return elements that are found in this one; they are looked for only once.

        Args:
            what: what they are, for example the name of a keyword.
            find: finds them.
        """
        if not isinstance(self.node, dict):
            return find()  # Other objects may not live as long as the document.
        key = (what, id(self.node), self.pointer)
        known = self.side.found.get(key)
        if known is None:
            known = self.side.found[key] = find()
        return known

    def at(self, key: str) -> SourceLocation:
        """Return the location of a member, or that of the node if there is none."""
        found = self.find(key)
        return self.location if found is None else found.location

    def resolved(self) -> Spot:
        """Follow references; a reference that cannot be followed is returned as is."""
        spot = self
        for _ in range(_LONGEST_CHAIN):
            reference = spot.get("$ref")
            if not isinstance(reference, str):
                return spot
            found = self.side_target(reference)
            if found is None:
                return spot
            spot = found
        return self

    def side_target(self, reference: str) -> Spot | None:
        """Return the target of a reference of this side; None if there is none."""
        if reference == "#":
            return self.side.spot()
        try:
            path = list(follow(self.side.root, reference))
        except (LookupError, TypeError, ValueError):
            return None
        if not path:
            return None
        holder, key = path[-1]
        pointer = json_pointer(reference_steps(reference))
        return Spot(self.side, holder[key], pointer, location_of(holder, key))


def canonical(node: Any) -> str:
    """Return text that is the same for equal JSON values, whatever their order."""
    return json.dumps(node, sort_keys=True, default=str)


class Sameness:
    """Find out whether two nodes say the same, including what they refer to."""

    def __init__(self, old: Side, new: Side) -> None:
        self._comparable = old.is_swagger == new.is_swagger
        self._changed = _changed_components(old, new) if self._comparable else set()

    def holds(self, old: Any, new: Any) -> bool:
        """Return whether two nodes are equal and refer only to equal components."""
        if not self._comparable or old != new:
            return False
        text = canonical(old)
        # In Python, 1, 1.0 and true are equal.
        if text != canonical(new):
            return False
        return self._changed.isdisjoint(_targets(text))


def _changed_components(old: Side, new: Side) -> set[tuple[str, ...]]:
    """Return the components that differ, or that refer to components that differ."""
    before, after = old.component_texts, new.component_texts
    users: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    changed: dict[tuple[str, ...], None] = {(): None}
    for path in {**before, **after}:
        if before.get(path) != after.get(path):
            changed[path] = None
        else:
            for target in _targets(before[path]):
                users.setdefault(target, []).append(path)
    waiting = list(changed)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in changed:
                changed[user] = None
                waiting.append(user)
    return set(changed)


def _targets(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the components to which JSON text refers; `()` for any other target."""
    for quoted in set(_REFERENCE.findall(text)):
        steps = reference_steps(json.loads(quoted))
        if steps[0] == "components" and len(steps) > 2:
            yield tuple(steps[:3])
        elif steps[0] in ("definitions", "parameters", "responses") and steps[1:]:
            yield tuple(steps[:2])
        else:
            yield ()
