"""References inside a document: their targets and their allowed places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import urljoin

from ..document import DEFINITIONS, SCHEMAS, follow, local_reference
from ..document.identifiers import Steps, local_part, nodes_by_uri, resolved_base
from ..document.references import is_reference
from ..errors import SourceLocation
from ..load import location_of
from .object_rules import REFERABLE
from .places import LEFT_OUT, Changes, Place, changed_at
from .shapes import DataShape, MapShape, ObjectShape, Shape, matching_shape

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


class References:
    """The targets of the references of one document.

    Args:
        tree: the document.
        files: for each reference to another file, the reason for which the file cannot
            be read, or "". The keys are those of the argument of `conform`.
    """

    def __init__(self, tree: Any, files: Mapping[tuple[str, str], str]) -> None:
        self._tree, self._files = tree, files

    def target(self, reference: str) -> Place | None:
        """Return the place to which a reference points; None if there is none."""
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
        """Return the schema name or the reference that a string means.

        If the string is exactly the name of a schema, this name is returned. If the
        string is a path, the file name can be the name of a schema. If only one schema
        matches, the letter case can differ. In all other cases, the result is "".
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
        """The names of the component schemas; the keys are the case-folded names."""
        found: dict[str, list[str]] = {}
        for reference in (SCHEMAS, DEFINITIONS):
            place = self.target(reference.rstrip("/"))
            for name in place.value if place is not None else ():
                found.setdefault(str(name).casefold(), []).append(str(name))
        return found

    def end(self, reference: str) -> Place | None:
        """Return the final place of a chain of references.

        The result is None if the chain is a cycle or a reference has no target.
        """
        seen: set[int] = set()
        place = self.target(reference)
        while place is not None and is_reference(place.value):
            if id(place.value) in seen:
                return None
            seen.add(id(place.value))
            place = self.target(place.value["$ref"])
        return place

    def unresolved(self, node: Any, expected: str) -> str:
        """Return the reason for which a reference has no suitable target."""
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
        # References in an overlay are relative to the document.
        places = (location_of(node, "$ref"), location_of(self._tree))
        known = [self._files.get((place.file, path)) for place in places]
        reason = next((each for each in known if each is not None), None)
        if reason:
            return f"$ref {reference} leads to a file that cannot be read: {reason}"
        if not path or reason is not None:
            return f"$ref {reference} leads to no {kind}"
        return f"$ref {reference} leads to no file in the folder of this one"

    def removed_at(self, reference: str) -> SourceLocation | None:
        """Return the location at which an overlay removes the target of a reference.

        The result is None if no overlay removes the target.
        """
        steps = []
        with suppress(LookupError):
            for step in follow(self._tree, reference):
                steps.append(step)
            return None
        return changed_at(*steps[-1]) if steps else None

    def update(self, places: Iterator[Place], changes: Changes) -> None:
        """Update references after items are removed from arrays, which changes indexes.

        Args:
            places: the places of the references.
            changes: the changes, before the items are removed.
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

    def check_schema_name(self, place: Place, changes: Changes) -> None:
        """Correct the name of a schema, or leave it out if there is no such schema."""
        name = place.holder.get(place.key)
        if not isinstance(name, str):
            return
        meant = self.schema_name(name)
        detail = f"{name} is not the name of a schema"
        if not meant:
            forms = (f"{SCHEMAS}{name}", f"{DEFINITIONS}{name}", name)
            removed = map(self.removed_at, forms)
            at = next((each for each in removed if each is not None), None)
            changes.remove(place, detail, reason="unresolved-reference", at=at)
        elif meant != name:
            changes.replace(place, meant, detail, f"read as {meant}")

    def use_identifier(self, node: Any, place: Place) -> Place | None:
        """Replace a reference to an `$id` or `$anchor` by a JSON pointer.

        Return the place of the target; None if there is none.

        Args:
            node: the reference.
            place: the place of the reference. If an enclosing schema has an `$id`, the
                `$id` is the base URI of the reference.
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
        return nodes_by_uri(self._tree)


def may_refer(node: Any, shape: Shape | None) -> bool:
    """Return whether a reference is allowed in the place of a shape.

    Args:
        node: an object with `$ref`.
        shape: the expected shape; None if the object does not have this shape.
    """
    match shape:
        case ObjectShape(name=name):
            return name in REFERABLE
        case MapShape(value=value):
            # This is most likely a reference, although "$ref" may be a name here.
            alone = len(node) == 1 and node["$ref"].startswith("#/")
            return not alone and matching_shape(node["$ref"], value) is not None
    return isinstance(shape, DataShape)


def nested(node: Any) -> Iterator[Any]:
    """Yield a node and all nodes inside it."""
    waiting = [node]
    while waiting:
        top = waiting.pop()
        yield top
        if isinstance(top, dict):
            waiting.extend(top.values())
        elif isinstance(top, list):
            waiting.extend(top)
