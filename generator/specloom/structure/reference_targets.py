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
from ..document.identifiers import Steps, identified, local_part, resolved_base
from ..document.references import is_reference
from ..errors import SourceLocation
from ..load import location_of
from .object_rules import REFERABLE
from .places import LEFT_OUT, Changes, Place, changed_at
from .shapes import DataShape, MapShape, ObjectShape, Shape, fitting

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


class References:
    """The targets of the references of one document.

    Args:
        tree: the document.
        files: why a file cannot be read, or "", by the name of a file and the part of a
            reference before `#`.
    """

    def __init__(self, tree: Any, files: Mapping[tuple[str, str], str]) -> None:
        self._tree, self._files = tree, files

    def target(self, reference: str) -> Place | None:
        """Return the place that a reference refers to; None if there is none."""
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
        """Return the schema name or the reference that a string stands for.

        An exact name of a schema takes precedence. The name of a file, or a name with
        different letter case, is accepted if it is unambiguous. Otherwise the result is
        "".
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
        """The names of the component schemas by case-folded name."""
        found: dict[str, list[str]] = {}
        for reference in (SCHEMAS, DEFINITIONS):
            place = self.target(reference.rstrip("/"))
            for name in place.value if place is not None else ():
                found.setdefault(str(name).casefold(), []).append(str(name))
        return found

    def end(self, reference: str) -> Place | None:
        """Return the place at the end of a chain of references; None for a cycle."""
        seen: set[int] = set()
        place = self.target(reference)
        while place is not None and is_reference(place.value):
            if id(place.value) in seen:
                return None
            seen.add(id(place.value))
            place = self.target(place.value["$ref"])
        return place

    def unresolved(self, node: Any, expected: str) -> str:
        """Return the reason why a reference has no target of the expected kind."""
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
        """Return where an overlay removes the target of a reference; else None."""
        steps = []
        with suppress(LookupError):
            for step in follow(self._tree, reference):
                steps.append(step)
            return None
        return changed_at(*steps[-1]) if steps else None

    def update(self, places: Iterator[Place], changes: Changes) -> None:
        """Adjust references to the new indexes of items in shortened arrays.

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
        """Leave out the name of a schema that does not exist."""
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
        """Replace a reference to an `$id` or `$anchor` by one to its place.

        Return the place.

        Args:
            node: the reference.
            place: the place of the reference; the `$id` of an enclosing schema is its
                base.
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
    """Return whether an object with `$ref` is allowed in place of a shape."""
    match shape:
        case ObjectShape(name=name):
            return name in REFERABLE
        case MapShape(value=value):
            # Most likely meant as a reference, although "$ref" may be a name here.
            alone = len(node) == 1 and node["$ref"].startswith("#/")
            return not alone and fitting(node["$ref"], value) is not None
    return isinstance(shape, DataShape)


def nested(node: Any) -> Iterator[Any]:
    """Yield a node and all its descendants."""
    waiting = [node]
    while waiting:
        top = waiting.pop()
        yield top
        if isinstance(top, dict):
            waiting.extend(top.values())
        elif isinstance(top, list):
            waiting.extend(top)
