"""Find where the vendor's document has an element of the normalized document.

An element is identified by its location in the file, which normalization keeps.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, TypeAlias

from ..builds.full_builds import FullBuild
from ..document import local_reference, reference_steps
from ..errors import SourceLocation
from ..load import Document, location_of

Steps: TypeAlias = tuple[str, ...]
"""The names from the root to an element; a parameter is `in:name`, as in `Place`."""
Pointer: TypeAlias = Sequence[str | int]

_Element: TypeAlias = tuple[Steps, SourceLocation | None]
"""The steps to an element, and where its own value begins."""
_NAMED = "parameters"


class SourceElements:
    """The elements of one build.

    Args:
        build: the build.
        document: the document that is compared as a contract.
    """

    def __init__(self, build: FullBuild, document: Document) -> None:
        self._build = build
        self._document = document
        self._found: dict[SourceLocation, list[_Element]] = {}
        self._children: dict[int, list[tuple[SourceLocation, str, Any]]] = {}

    def steps(self, pointer: Pointer) -> Steps:
        """Return the steps in the compared document to a normalized element.

        Args:
            pointer: the pointer of the element in the normalized document. A parameter
                may be named, a member of the body may follow `requestBody`, and a
                property may be one that the schema inherits.
        """
        exact = self._exact(pointer)
        nodes = [*_nodes(self._build.normalized.data, exact)]
        for length in range(len(exact), 0, -1):
            location = self._build.locate(exact[:length])
            several = self._at(location)
            own = getattr(nodes[length - 1], "location", None)
            # An object begins where its first key is, so both are at this location.
            same = (steps for steps, begins in several if begins == own)
            first = (steps for steps, _ in several)
            if (found := next(chain(same, first), None)) is not None:
                return found
        return ()

    def location(self, pointer: Pointer) -> SourceLocation:
        """Return the location of a normalized element."""
        return self._build.locate(self._exact(pointer))

    def references(self, steps: Steps) -> set[Steps]:
        """Return the components to which an element refers, not indirectly."""
        prefix = len(steps)
        return {
            target
            for holder, target in self._references_of.get(owner(steps), ())
            if holder[:prefix] == steps
        }

    @cached_property
    def _references_of(self) -> dict[Steps, list[tuple[Steps, Steps]]]:
        found: dict[Steps, list[tuple[Steps, Steps]]] = {}
        for holder, target in self._references:
            found.setdefault(owner(holder), []).append((holder, target))
        return found

    @cached_property
    def referrers(self) -> dict[Steps, list[Steps]]:
        """For each component, the elements that refer to it."""
        found: dict[Steps, list[Steps]] = {}
        for holder, target in self._references:
            found.setdefault(target, []).append(holder)
        return found

    def own_targets(self, component: Steps) -> list[Steps]:
        """Return the components to which a component refers, not in a property."""
        return self._targets.get(component, [])

    @cached_property
    def _targets(self) -> dict[Steps, list[Steps]]:
        found: dict[Steps, list[Steps]] = {}
        for holder, target in self._references:
            component = owner(holder)
            if "properties" not in holder[len(component) :]:
                found.setdefault(component, []).append(target)
        return found

    def _at(self, location: SourceLocation) -> list[_Element]:
        """Return the elements at a location, the outermost first."""
        if location not in self._found:
            # Other files have parts in any order.
            is_ordered = location.file == self._document.file
            self._found[location] = (
                [*self._descended(location)]
                if is_ordered
                else self._by_location.get(location, [])
            )
        return self._found[location]

    def _descended(self, location: SourceLocation) -> Iterator[_Element]:
        """Find the elements at a location of the document's own file.

        Members are written one after the other, so only the last one that begins before
        the location can contain it.
        """
        node: Any = self._document.data
        steps: Steps = ()
        while isinstance(node, dict | list):
            known = self._children.get(id(node))
            if known is None:
                known = [*_located(steps, node, location.file)]
                known.sort(key=lambda each: each[0])
                self._children[id(node)] = known
            index = bisect_right(known, location, key=lambda each: each[0]) - 1
            if index < 0:
                return
            begins, step, node = known[index]
            steps = (*steps, step)
            own: SourceLocation | None = getattr(node, "location", None)
            if location in (begins, own):
                yield steps, own

    @cached_property
    def _by_location(self) -> dict[SourceLocation, list[_Element]]:
        """The elements at each location of other files."""
        found: dict[SourceLocation, list[_Element]] = {}
        for steps, holder, key in self._walked():
            begins, node = location_of(holder, key), holder[key]
            own: SourceLocation | None = getattr(node, "location", None)
            for location in {begins, own or begins}:
                if location.file != self._document.file:
                    found.setdefault(location, []).append((steps, own))
        return found

    @cached_property
    def _references(self) -> list[tuple[Steps, Steps]]:
        """The element and the target of each local reference."""
        return [
            (steps[:-1], tuple(reference_steps(holder[key])))
            for steps, holder, key in self._walked("$ref")
            if isinstance(holder[key], str) and holder[key].startswith("#/")
        ]

    def _walked(self, wanted: str | None = None) -> Iterator[tuple[Steps, Any, Any]]:
        """Yield the steps to each element, what contains it, and its key.

        Args:
            wanted: the only key to yield; None for all.
        """
        waiting: list[tuple[Steps, Any]] = [((), self._document.data)]
        seen = set[int]()
        while waiting:
            steps, node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            is_named = isinstance(node, list) and steps[-1:] == (_NAMED,)
            for key, value in (
                node.items() if isinstance(node, dict) else enumerate(node)
            ):
                is_holder = isinstance(value, dict | list)
                if is_holder or wanted is None or key == wanted:
                    step = (is_named and _name(value)) or str(key)
                    inside = (*steps, step)
                    if wanted is None or key == wanted:
                        yield inside, node, key
                    if is_holder:
                        waiting.append((inside, value))

    def _exact(self, pointer: Pointer) -> list[str | int]:
        """Return a pointer of what exists, without the short forms of `steps`."""
        root = self._build.normalized.data
        found: list[str | int] = []
        node: Any = root
        for step in pointer:
            if found[-1:] == [_NAMED] and isinstance(node, list):
                named = (i for i, each in enumerate(node) if _name(each) == step)
                step = next(named, step)
            inside = _member(node, step)
            if inside is None and found[-1:] == ["requestBody"]:
                media: Any = next(iter(node.get("content", {}).values()), {})
                return [*(_property(root, media.get("schema", {}), step) or found)]
            if inside is None and found[-1:] == ["properties"]:
                schema = {"$ref": local_reference(found[:-1])}
                return [*(_property(root, schema, step) or found)]
            found.append(step)
            node = inside
        return found


def _member(node: Any, step: str | int) -> Any:
    """Return a member or an item; None if there is none."""
    try:
        return node[step]
    except (KeyError, IndexError, TypeError):
        return None


def _nodes(root: Any, pointer: Pointer) -> Iterator[Any]:
    """Yield the node after each step of a pointer; None after the last known one."""
    node = root
    for step in pointer:
        node = _member(node, step)
        yield node


def owner(steps: Steps) -> Steps:
    """Return the component or operation to which an element belongs."""
    return steps[:2] if steps[:1] == ("definitions",) else steps[:3]


def _located(
    steps: Steps, node: Any, file: str
) -> Iterator[tuple[SourceLocation, str, Any]]:
    """Yield where each member of an object or array begins, its step and its value."""
    is_named = isinstance(node, list) and steps[-1:] == (_NAMED,)
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        begins = location_of(node, key)
        if begins.file == file:
            yield begins, (is_named and _name(value)) or str(key), value


def _name(parameter: Any) -> str:
    """Return the name of a parameter in a pointer; "" if it has none."""
    if not isinstance(parameter, dict):
        return ""
    where, name = parameter.get("in"), parameter.get("name")
    return f"{where}:{name}" if where and name else ""


def _property(root: Any, schema: Any, name: str | int) -> Pointer | None:
    """Return the pointer of a property that a component has or inherits.

    Args:
        root: the normalized document, in which only components are referred to.
        schema: a reference to the component.
        name: the name of the property.
    """
    waiting, seen = [schema], set[str]()
    while waiting:
        reference = waiting.pop().get("$ref")
        if reference is None or reference in seen:
            continue
        seen.add(reference)
        steps = reference_steps(reference)
        found = root["components"]["schemas"].get(steps[-1], {})
        for number, part in enumerate([found, *found.get("allOf", ())]):
            if name in part.get("properties", {}):
                inside = ("allOf", number - 1) if number else ()
                return (*steps, *inside, "properties", name)
            waiting.append(part)
    return None
