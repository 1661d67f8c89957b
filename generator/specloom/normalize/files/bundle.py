"""Combine a description in several files into one document.

A schema in another file becomes a component. Other parts are copied to the place where
they are used. A reference to a map of schemas is replaced by a reference to each
schema. References that cannot be resolved stay unchanged, and are reported later.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from ...document import DEFINITIONS, SCHEMAS, follow, reference_steps
from ...document.references import is_into_data, is_reference
from ...load import (
    Document,
    OtherFiles,
    SpecMap,
    deep_copy,
    location_of,
    may_refer_to_file,
)
from ...names import class_name, disambiguate
from ...names.variant_names import json_hash
from ...structure import Changes, Defect, Place, value_text
from ...vocabulary.node_kinds import DATA, child, walk
from .file_targets import FileTargets, Target
from .untrusted_keys import remove_untrusted

FLAT = 3
"""The maximum nesting of copies that do not count; few documents have more levels."""
MAX_COPIES = 1_000
"""The maximum number of copies that are nested more deeply than `FLAT`.

If files refer to each other, the number of copies could otherwise grow exponentially.
"""


def bundle(source: Document, others: OtherFiles) -> tuple[Document, list[Defect]]:
    """Return the document, with the parts of other files to which it refers.

    The structure of the document is not checked yet. Parts that must contain a schema
    of another file are converted to objects. The returned defects describe these
    changes and those of `remove_untrusted`.

    Args:
        source: the document; it is not modified.
        others: the files to which the document refers, directly or indirectly.
    """
    if not others or not isinstance(source.data, dict):
        return source, []
    bundling = _Bundle(source, others)
    tree = bundling.document()
    return Document(source.file, tree), bundling.changes.defects


class _Bundle:
    """The state of bundling one document."""

    def __init__(self, source: Document, others: OtherFiles) -> None:
        self._source = source
        self._targets = FileTargets(source, others)
        self._names: dict[Target, str] = {}
        self._schemas = DEFINITIONS if "swagger" in source.data else SCHEMAS
        self._copies = 0
        # The pointers of data in the document that references use, each with its kind.
        self._used_data: list[tuple[str, str]] = []
        self.changes = Changes(source.data)

    def document(self) -> Any:
        """Return the whole document."""
        self._assign_names(self._schema_targets())
        tree = self._bundle_node(
            deep_copy(self._source.data), self._source.file, "root", ()
        )
        for pointer, kind in self._used_data:
            *_, (holder, key) = follow(tree, f"#{pointer}")
            holder[key] = self._bundle_node(holder[key], self._source.file, kind, ())
        if self._names:
            schemas = self._object_of_schemas(tree)
            for (file, pointer), name in self._names.items():
                node = self._copied((file, pointer), "schema")
                schemas[name] = self._bundle_node(node, file, "schema", ())
        return tree

    def _object_of_schemas(self, tree: Any) -> Any:
        """Return the object of the component schemas; create it if it is missing."""
        node, place = tree, None
        for step in reference_steps(self._schemas.rstrip("/")):
            place = Place(node, step, place)
            node = self._object(place)
        return node

    def _object(self, place: Place) -> Any:
        """Return the object at a place; create it if it is missing."""
        holder, key, _ = place
        if key not in holder:
            holder[key] = SpecMap(location_of(holder))
        elif not isinstance(holder[key], dict):
            detail = f"expected an object, found {value_text(holder[key])}"
            done, loses = "read as an empty object", holder[key] not in (None, [])
            value = SpecMap(place.location)
            self.changes.replace(place, value, detail, done, loses=loses)
        return holder[key]

    def _schema_targets(self) -> list[Target]:
        """Return the schemas in other files that are used, directly or indirectly."""
        home = self._source.file
        waiting = [(home, self._source.data, "root")]
        targets: dict[tuple[Target, str], None] = {}
        while waiting:
            file, tree, kind = waiting.pop()
            for node, position in _references(tree, kind):
                for target, inside in self._led_to(node, file, position):
                    if (target, inside) in targets:
                        continue
                    if target[0] == home:
                        if not is_into_data(self._source.data, f"#{target[1]}"):
                            continue
                        self._used_data.append((target[1], inside))
                    targets[target, inside] = None
                    waiting.append((target[0], self._targets.node(*target), inside))
        return [
            target
            for target, kind in targets
            # The value of `allOf` may be a reference to an array in another file.
            if kind == "schema" and not isinstance(self._targets.node(*target), list)
            if target[0] != home
        ]

    def _led_to(self, node: Any, file: str, kind: str) -> list[tuple[Target, str]]:
        """Return the targets of a reference, each with its kind.

        If the target is a map of schemas, each schema in the map is a target.
        """
        home, reference = self._source.file, node["$ref"]
        target = self._targets.find(file, reference)
        if target is None:
            return []
        if file == home != target[0] and reference.startswith("#"):
            # The target is behind a reference to another file, which is bundled itself.
            return []
        if kind == "schemas" and target[0] != home:
            return [(each, "schema") for each in self._targets.members(target).values()]
        return [(target, kind)]

    def _assign_names(self, targets: list[Target]) -> None:
        """Name each target after the component that consists of a reference to it.

        Other targets keep their own names. If two targets have the same name, the name
        of the file is added as a prefix.
        """
        home = self._source.file
        own = self._targets.members(self._targets.find(home, self._schemas.rstrip("/")))
        for name, target in own.items():
            node = self._targets.node(*target)
            if target[0] == home and is_reference(node):
                target = self._targets.find(home, node["$ref"]) or target
            if target in targets:
                self._names.setdefault(target, name)
        unnamed = [target for target in targets if target not in self._names]
        candidates = {target: _candidates(target) for target in unnamed}
        self._names |= disambiguate(candidates, map(str, own))

    def _bundle_node(
        self, node: Any, file: str, kind: str, above: tuple[Target, ...]
    ) -> Any:
        """Return a node whose references point into the combined document.

        Args:
            node: the node, which may be modified.
            file: the file that contains the node.
            kind: the kind of the node, as in `node_kinds`.
            above: the copied ancestors of the node.
        """
        if isinstance(node, list):
            node[:] = [self._bundle_node(item, file, kind, above) for item in node]
        if not isinstance(node, dict):
            return node
        target = self._foreign_target(node, file)
        if target is not None and (new := self._reference(target)):
            node["$ref"] = new
        elif target is not None and kind != "schemas":
            if target in above or self._copies > MAX_COPIES:
                return node
            self._copies += len(above) > FLAT
            copied = self._copied(target, kind)
            return self._bundle_node(copied, target[0], kind, (*above, target))
        else:
            for key, value in list(node.items()):
                if (inside := child(kind, key)) != DATA:
                    node[key] = self._bundle_node(value, file, inside, above)
            self._bundle_mapping(node, file)
            if target is not None:
                self._refer_to_each(node, self._targets.members(target))
        return node

    def _reference(self, target: Target) -> str:
        """Return a reference inside the document; "" if the target is missing."""
        if target in self._names:
            return self._schemas + self._names[target]
        return f"#{target[1]}" if target[0] == self._source.file else ""

    def _refer_to_each(self, node: Any, members: dict[str, Target]) -> None:
        """Replace the reference to a map of schemas by a reference to each schema."""
        location = location_of(node, "$ref")
        del node["$ref"]
        for name, target in members.items():
            if name not in node:
                made = SpecMap(location)
                made["$ref"] = self._reference(target)
                node.put(name, made, location)

    def _copied(self, target: Target, kind: str) -> Any:
        """Return a copy of a node of another file."""
        node = deep_copy(self._targets.node(*target))
        pointer = "#".join(target)
        self.changes.defects += remove_untrusted(node, kind, pointer)
        return node

    def _foreign_target(self, node: Any, file: str) -> Target | None:
        """Return the target of a reference; None if the reference stays unchanged."""
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return None
        is_local = file == self._source.file and reference.startswith("#")
        return None if is_local else self._targets.find(file, reference)

    def _bundle_mapping(self, node: Any, file: str) -> None:
        """Update the references in a discriminator mapping, which have no `$ref`."""
        tag = node.get("discriminator")
        if not isinstance(tag, dict):
            return
        mapping = tag.get("mapping")
        places: list[tuple[Any, Any]] = [(tag, "defaultMapping")]
        places += [(mapping, v) for v in mapping] if isinstance(mapping, dict) else ()
        for holder, key in places:
            text = holder.get(key)
            target = self._targets.find(file, text) if may_refer_to_file(text) else None
            if target in self._names:
                holder[key] = self._schemas + self._names[target]


def _references(tree: Any, kind: str) -> Iterator[tuple[Any, str]]:
    """Yield every reference in a node, with the kind of its target."""
    for _, kinds, node in walk(tree, frozenset({kind})):
        if is_reference(node):
            yield node, next(iter(kinds))


def _candidates(target: Target) -> Iterator[str]:
    """Yield the possible names of a schema: its own name, then that of its file."""
    file, pointer = target
    path = class_name(PurePosixPath(file).with_suffix("").as_posix())
    name = class_name(reference_steps(f"#{pointer}")[-1])
    if not pointer:
        # The schema is the whole file.
        name, precise = class_name(PurePosixPath(file).stem), path
    else:
        precise = path + name
    yield name
    yield precise
    yield f"{precise}X{json_hash(target)}"
