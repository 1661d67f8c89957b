"""References inside a document: what they lead to, and where they may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import urljoin

from ..document import SCHEMAS, follow, local_reference
from ..document.identifiers import Steps, identified, local_part, resolved_base
from ..document.references import is_reference
from ..errors import SourceLocation
from ..load import location_of
from .object_rules import REFERABLE
from .places import LEFT_OUT, Changes, Place, changed_at
from .shapes import DataShape, MapShape, ObjectShape, Shape, fitting

DEFINITIONS: Final = "#/definitions/"
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


class References:
    """The targets of the references of one document.

    Args:
        tree: the document.
        files: by a file's name and a reference in it, before `#`: why the other file
            cannot be read, "" if it can.
    """

    def __init__(self, tree: Any, files: Mapping[tuple[str, str], str]) -> None:
        self._tree, self._files = tree, files

    def target(self, reference: str) -> Place | None:
        """Return the place that a reference leads to; None if there is none."""
        if not reference.startswith("#/"):
            reference = local_part(self._identified, reference)
        place: Place | None = None
        try:
            for holder, key in follow(self._tree, reference):
                place = Place(holder, key, place)
            return None if place is None or place.value is LEFT_OUT else place
        except LookupError:
            return None

    def schema_name(self, text: str) -> str:
        """Return the name of a schema, or the reference to one, that a string means.

        A name of the document comes first. The name of a file, and a name in another
        case, mean the schema of that name where only one can be meant. "" for none.
        """
        for reference in (f"{SCHEMAS}{text}", f"{DEFINITIONS}{text}", text):
            if self.target(reference):
                return text
        path = PurePosixPath(text.rpartition("#/")[2] or text)
        for wanted in (path.name, path.stem):
            found = self._schemas.get(wanted.casefold(), [])
            if len(found) == 1:
                return found[0]
        return ""

    @cached_property
    def _schemas(self) -> Mapping[str, list[str]]:
        """The names of the component schemas, by themselves in one case."""
        found: dict[str, list[str]] = {}
        for reference in (SCHEMAS, DEFINITIONS):
            place = self.target(reference.rstrip("/"))
            for name in place.value if place is not None else ():
                found.setdefault(str(name).casefold(), []).append(str(name))
        return found

    def end(self, reference: str) -> Place | None:
        """Return the place at the end of a chain of references, None for a circle."""
        seen: set[int] = set()
        place = self.target(reference)
        while place is not None and is_reference(place.value):
            if id(place.value) in seen:
                return None
            seen.add(id(place.value))
            place = self.target(place.value["$ref"])
        return place

    def unresolved(self, node: Any, expected: str) -> str:
        """Return why a reference cannot be resolved, or not as what is expected."""
        reference: str = node["$ref"]
        kind = expected.removeprefix("an ").removeprefix("a ")
        path = reference.partition("#")[0]
        if path in self._identified:
            several = self._identified[path] is None
            found = "several schemas" if several else f"no {kind}"
            return f"$ref {reference} leads to {found}"
        if "://" in reference:
            return f"$ref {reference} is remote (download it: nothing is fetched)"
        if _SCHEME.match(reference):
            return f"$ref {reference} is not the $id of a schema in the document"
        # References of an overlay are those of the document.
        places = (location_of(node, "$ref"), location_of(self._tree))
        known = [self._files.get((place.file, path)) for place in places]
        reason = next((each for each in known if each is not None), None)
        if reason:
            return f"$ref {reference} leads to a file that cannot be read: {reason}"
        if not path or reason is not None:
            return f"$ref {reference} leads to no {kind}"
        return f"$ref {reference} leads to no file in the folder of this one"

    def removed_at(self, reference: str) -> SourceLocation | None:
        """Return where an overlay removes what a reference led to, None otherwise."""
        steps = []
        with suppress(LookupError):
            for step in follow(self._tree, reference):
                steps.append(step)
            return None
        return changed_at(*steps[-1]) if steps else None

    def update(self, places: Iterator[Place], changes: Changes) -> None:
        """Update references for the indexes that items of shortened arrays will have.

        Args:
            places: where the references are.
            changes: the changes, whose items are not yet taken out.
        """
        for place in places:
            if not (target := self.target(place.value)):
                continue
            steps, is_moved = [], False
            at: Place | None = target
            while at is not None:
                key = at.key
                if isinstance(key, int):
                    key = changes.new_index(at.holder, key)
                    is_moved = is_moved or key != at.key
                steps.append(key)
                at = at.above
            if is_moved:
                place.holder[place.key] = local_reference(reversed(steps))

    def use_identifier(self, node: Any, place: Place) -> Place | None:
        """Make a reference to an `$id` or `$anchor` one to its place; return that.

        Args:
            node: the reference.
            place: where it is: `$id` of what it is in is its base.
        """
        holders = []
        above: Place | None = place
        while above is not None:
            holders.append(above.holder)
            above = above.above
        base = ""
        for holder in reversed(holders):
            base = resolved_base(holder, base) if isinstance(holder, dict) else base
        try:
            target = self.target(urljoin(base, node["$ref"]))
        except ValueError:
            return None
        if target is not None:
            node["$ref"] = local_reference(target.steps)
        return target

    @cached_property
    def _identified(self) -> Mapping[str, Steps | None]:
        return identified(self._tree)


def may_refer(node: Any, shape: Shape | None) -> bool:
    """Return whether an object with `$ref` may stand where a shape is expected."""
    match shape:
        case ObjectShape(name=name):
            return name in REFERABLE
        case MapShape(value=value):
            # Most likely meant as a reference, although "$ref" may be a name here.
            alone = len(node) == 1 and node["$ref"].startswith("#/")
            return not alone and fitting(node["$ref"], value) is not None
    return isinstance(shape, DataShape)


def nested(node: Any) -> Iterator[Any]:
    """Yield a node and everything in it."""
    waiting = [node]
    while waiting:
        top = waiting.pop()
        yield top
        if isinstance(top, dict):
            waiting.extend(top.values())
        elif isinstance(top, list):
            waiting.extend(top)
