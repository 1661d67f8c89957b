"""Make a document conform to OpenAPI by converting or removing invalid members.

An invalid value is converted to the most likely intended value. If there is no such
value, the smallest part with the defect is left out. All changes are returned.
Afterwards, every member in the tables has its declared JSON type, required members
exist, and every reference refers to an object of the expected kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ..document.references import is_reference
from ..load import Format, SpecMap, is_plain_version, spelling
from .coercion import coerce, meant_name
from .completion import Completion
from .displaced_members import DisplacedMembers
from .object_rules import DISPLACED, EXPLANATORY, NEWER, REFERABLE
from .places import LEFT_OUT, Changes, Defect, Place, changed_at
from .reference_targets import References, may_refer
from .shapes import (
    HEADER,
    ROOT,
    SCHEMA_NAME,
    TEXT,
    ArrayShape,
    DataShape,
    MapShape,
    Members,
    ObjectShape,
    Shape,
    matching_shape,
    may_be_empty,
    phrase,
    shape_text,
    structure,
    value_text,
)
from .substitution import Substitution
from .unknown_members import UnknownMembers

MAP: Final = "map"
"""The kind of an object whose members can have arbitrary names."""


def conform(
    tree: Any, version: Format, files: Mapping[tuple[str, str], str] | None = None
) -> list[Defect]:
    """Change a tree so that it conforms to a version, and return the changes.

    Args:
        tree: the root of the document, an object.
        version: the version that the document declares.
        files: for each reference to another file, the reason for which the file cannot
            be read; "" if it can be read. A key consists of the name of the referring
            file, and the part of the reference before `#`.
    """
    walk = _DocumentWalk(tree, version, References(tree, files or {}))
    walk.run()
    return walk.changes.defects


class _Reference(NamedTuple):
    """A reference, the required kind of its target, and the reference's place."""

    node: Any
    kind: str
    place: Place


class _DocumentWalk:
    """A walk over a document, with an explicit stack instead of recursion."""

    def __init__(self, tree: Any, version: Format, targets: References) -> None:
        self._tree = tree
        self._structure, self._version = structure(version), version
        # The schemas `true` and `false` are new in OpenAPI 3.1.
        self._boolean_schemas = version in NEWER
        self._waiting: list[tuple[Any, Shape, Place | None]] = []
        self._references: list[_Reference] = []
        self._schema_names: list[Place] = []
        # The kinds of the objects that were visited; the keys are their ids.
        self._visited: dict[int, str] = {}
        self._targets = targets
        self.changes = Changes(tree)
        self._completion = Completion(self.changes)
        self._substitution = Substitution(self._structure, targets, self.changes)
        self._unknown = UnknownMembers(self.changes)
        self._displaced = DisplacedMembers(self._structure, self.changes)

    def run(self) -> None:
        """Visit all nodes, and then check the references."""
        self._waiting.append((self._tree, ObjectShape(ROOT), None))
        self._visit_waiting()
        self._check_version()
        # The target of a reference may be left out after the reference was checked.
        known = (-1, -1)
        while known != (state := (len(self._references), len(self.changes.defects))):
            known = state
            self._check_references()
            self._visit_waiting()
        self._unknown.leave_out(self._visited)
        for place in self._schema_names:
            self._targets.check_schema_name(place, self.changes)
        if self.changes.has_items_to_take_out:
            each = (Place(node, "$ref", at) for node, _, at in self._references)
            used = (place for place in each if is_reference(place.holder))
            self._targets.update(used, self.changes)
            for emptied in self.changes.take_out_items():
                kind = self._visited.get(id(emptied.holder), ROOT)
                if kind != MAP and emptied.key in self._structure[kind].not_empty:
                    del emptied.holder[emptied.key]

    def _check_version(self) -> None:
        """Report a version that was never released, or that an overlay changes."""
        key = self._version.split()[0]
        version = self._tree.get(key, self._version)
        place: Place | None = Place(self._tree, key, None)
        changed = changed_at(self._tree, key)
        if changed and key not in self._tree:
            place, detail = None, f'"{key}" is missing'
        elif not is_plain_version(version):
            detail = f"{version} is not a released version"
        elif changed and not f"{key} {version}.".startswith(f"{self._version}."):
            detail = f"{version} is not the version of the source"
        else:
            return
        done = f"read as {self._version}"
        self.changes.record(place, detail, done, loses=False, at=changed)

    def _visit_waiting(self) -> None:
        while self._waiting:
            node, shape, place = self._waiting.pop()
            match shape:
                case ObjectShape(name=name):
                    self._object(node, name, place)
                case MapShape(value=value):
                    self._map(node, value, place)
                case ArrayShape(item=item):
                    for index in range(len(node)):
                        if node[index] is not LEFT_OUT:
                            self._fit_value(Place(node, index, place), item, entry=True)

    def _object(self, node: Any, kind: str, place: Place | None) -> None:
        """Visit the members of an object, and then add missing members."""
        if id(node) in self._visited:
            return
        self._visited[id(node)] = kind
        if "$ref" in node and kind in REFERABLE:
            self._fit_value(Place(node, "$ref", place), TEXT)
        refers = place is not None and is_reference(node)
        if refers and place is not None:
            self._references.append(_Reference(node, kind, place))
        members = self._structure[kind]
        if kind in DISPLACED:
            self._displaced.move(node, kind, place)
        for key in list(node):
            shape = members.named.get(key)
            if shape is None and not members.patterns:
                known = self._unknown.known_name(node, key, members, place)
                key, shape = known or key, members.named.get(known or key)
            if shape is not None:
                # Most members are strings, so this line saves half of the time.
                if shape is not TEXT or type(node[key]) is not str:
                    self._fit_value(Place(node, key, place), shape)
            elif members.patterns and (key != "$ref" or kind not in REFERABLE):
                self._patterned(Place(node, key, place), members)
            else:
                self._unknown.add(Place(node, key, place), kind)
        if not refers:
            for added in self._completion.complete(node, kind, place, members):
                self._visit_later(added, members.named[added.key])

    def _patterned(self, place: Place, members: Members) -> None:
        """Visit a member whose name must match a pattern: a path or a status."""
        if place.key.startswith("x-"):
            del place.holder[place.key]
        elif (shape := members.pattern(place.key)) is not None:
            self._fit_value(place, shape, entry=True)
        else:
            detail = f'"{place.key}" is not a name that is allowed here'
            name = meant_name(place.key, place.value, members)
            if name is None or name in place.holder:
                self.changes.remove(place, detail)
                return
            self._unknown.rename(place, name, detail)
            self._patterned(Place(place.holder, name, place.above), members)

    def _map(self, node: Any, value: Shape, place: Place | None) -> None:
        """Visit an object whose members can have arbitrary names."""
        self._visited.setdefault(id(node), MAP)
        for key in list(node):
            at = Place(node, key, place)
            unfit = key.startswith("x-") and matching_shape(node[key], value) is None
            if unfit and value != HEADER:
                detail = f"expected {shape_text(value)}, found {value_text(node[key])}"
                self.changes.remove(at, f"{detail}: an extension", loses=False)
            else:
                self._fit_value(at, value, entry=True)

    def _fit_value(self, place: Place, shape: Shape, *, entry: bool = False) -> None:
        """Convert a value to its shape, or leave it out.

        Args:
            place: the place of the value.
            shape: the required shape.
            entry: whether the value is an item, or a member with an arbitrary name.
        """
        value = place.value
        fits = matching_shape(value, shape)
        if is_reference(value) and not may_refer(value, fits):
            self._substitute(place, shape)
            return
        if fits is not None:
            self._visit_later(place, fits)
            return
        detail = f"expected {shape_text(shape)}, found {value_text(value)}"
        if value is None and not entry:
            self.changes.remove(place, detail, loses=False)
            return
        if self._displaced.move_required(place):
            return
        text, location = spelling(place.holder, place.key), place.location
        change = coerce(value, shape, text, location, self._structure)
        is_schema = isinstance(value, bool) and isinstance(
            change and change.value, dict
        )
        if change is not None and is_schema and self._boolean_schemas:
            place.holder[place.key] = change.value
            self._fit_value(place, shape, entry=entry)
        elif change is not None:
            self.changes.replace(place, change.value, detail, change.done)
            if change.format and "format" not in place.holder:
                place.holder["format"] = change.format
            self._fit_value(place, shape, entry=entry)
        elif entry and may_be_empty(shape, self._structure):
            done, loses = "read as an empty object", value is not None
            self.changes.replace(place, SpecMap(location), detail, done, loses=loses)
            self._fit_value(place, shape, entry=entry)
        else:
            self.changes.remove(place, detail, loses=value is not None)

    def _visit_later(self, place: Place, shape: Shape) -> None:
        """Add a valid value to the queue of values to visit."""
        value = place.value
        if isinstance(value, dict | list):
            if not isinstance(shape, DataShape):
                self._waiting.append((value, shape, place))
        elif shape is SCHEMA_NAME:
            self._schema_names.append(place)

    # References

    def _check_references(self) -> None:
        """Check each reference once, and after the references on which it depends."""
        for name in self._schema_names:
            self._visit_named(name)
        by_node = {id(each.node): each for each in self._references}
        checked: set[int] = set()
        for start in list(self._references):
            chain: dict[int, _Reference] = {}
            node = start.node
            while id(node) in by_node and id(node) not in checked:
                checked.add(id(node))
                chain[id(node)] = by_node[id(node)]
                target = self._reached(by_node[id(node)])
                node = None if target is None else target.value
            order = list(chain)
            circle = set(order[order.index(id(node)) :]) if id(node) in chain else set()
            for key in reversed(order):
                self._check_reference(chain[key], key in circle)

    def _reached(self, reference: _Reference) -> Place | None:
        """Return the target of a reference, which is a pointer or an identifier."""
        node = reference.node
        if not is_reference(node):
            return None
        target = self._targets.target(node["$ref"])
        if target is not None and node["$ref"].startswith("#/"):
            return target
        return self._targets.use_identifier(node, reference.place)

    def _check_reference(self, reference: _Reference, in_circle: bool) -> None:
        """Visit the target of a reference, or leave out the reference."""
        node, kind, place = reference
        if not is_reference(node) or not place.holds(node):
            return
        target = self._targets.target(node["$ref"])
        value = None if target is None else target.value
        if isinstance(value, dict) and id(value) not in self._visited:
            self._waiting.append((value, ObjectShape(kind), target))
        elif not isinstance(value, dict) or in_circle:
            self._unresolved(reference)
        elif (known := self._visited[id(value)]) != kind:
            if "Schema" in (known, kind):
                self._unresolved(reference)
            else:
                self._substitute(place, ObjectShape(kind))

    def _unresolved(self, reference: _Reference) -> None:
        node, kind, place = reference
        detail = self._targets.unresolved(node, phrase(kind))
        reason, at = "unresolved-reference", self._targets.removed_at(node["$ref"])
        members = self._structure[kind]
        if any(key not in node for key in members.required):
            self.changes.remove(place, detail, reason=reason, at=at)
            return
        self.changes.remove(
            Place(node, "$ref", place),
            detail,
            reason=reason,
            loses=kind not in EXPLANATORY,
            at=at,
        )
        for added in self._completion.complete(node, kind, place, members):
            self._visit_later(added, members.named[added.key])

    def _substitute(self, place: Place, shape: Shape) -> None:
        """Replace a reference where none is allowed, and visit the replacement."""
        fits = self._substitution.replace(place, shape)
        if fits is not None:
            self._visit_later(place, fits)

    def _visit_named(self, place: Place) -> None:
        """Visit a schema to which a discriminator mapping refers."""
        text = place.holder.get(place.key)
        target = self._targets.target(text) if isinstance(text, str) else None
        if target is not None and isinstance(target.value, dict):
            self._waiting.append((target.value, ObjectShape("Schema"), target))
