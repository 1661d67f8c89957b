"""Bundle a description of several files into one document.

A schema of another file becomes a component; anything else is copied to where it is
used. References that cannot be resolved stay as they are, and are reported later.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from ..document import SCHEMAS, follow
from ..document.references import is_into_data
from ..load import (
    Document,
    OtherFiles,
    SpecMap,
    deep_copy,
    location_of,
    may_refer_to_file,
)
from ..names import class_name, disambiguate
from ..names.variant_names import json_hash
from ..structure import Changes, Defect, Place, found
from ..vocabulary.node_kinds import DATA, child, walk
from .trust import ignore_vocabulary

MAX_DEPTH = 60
"""References that are followed one after the other: more of them are a circle."""

Target = tuple[str, str]
"""A file's name and a pointer in it."""


def bundle(source: Document, others: OtherFiles) -> tuple[Document, list[Defect]]:
    """Return the document with all that its references to other files lead to.

    Its structure is not checked yet. What must be an object to hold a schema of another
    file is made one; these changes are returned, and those of `ignore_vocabulary`.

    Args:
        source: the document; it is not changed.
        others: the files that it refers to, and that those refer to.
    """
    if not others or not isinstance(source.data, dict):
        return source, []
    bundling = _Bundle(source, others)
    tree = bundling.document()
    return Document(source.file, tree), bundling.changes.defects


class _Bundle:
    """The bundling of one document."""

    def __init__(self, source: Document, others: OtherFiles) -> None:
        self._source, self._others = source, others
        self._files: dict[str, Any] = {source.file: source.data}
        self._names: dict[Target, str] = {}
        # What is used of the data of the document: a pointer, and as what.
        self._used_data: list[tuple[str, str]] = []
        self.changes = Changes(source.data)

    def document(self) -> Any:
        """Return the whole document."""
        self._assign_names(self._schema_targets())
        tree = self._bundled(deep_copy(self._source.data), self._source.file, "root", 0)
        for pointer, kind in self._used_data:
            *_, (holder, key) = follow(tree, f"#{pointer}")
            holder[key] = self._bundled(holder[key], self._source.file, kind, 0)
        if self._names:
            above = Place(tree, "components", None)
            place = Place(self._object(above), "schemas", above)
            schemas = self._object(place)
            for (file, pointer), name in self._names.items():
                node = self._copied((file, pointer), "schema")
                schemas[name] = self._bundled(node, file, "schema", 0)
        return tree

    def _object(self, place: Place) -> Any:
        """Return the object at a place, a new one if there is none."""
        holder, key, _ = place
        if key not in holder:
            holder[key] = SpecMap(location_of(holder))
        elif not isinstance(holder[key], dict):
            detail = f"expected an object, found {found(holder[key])}"
            done, loses = "read as an empty object", holder[key] not in (None, [])
            value = SpecMap(place.location)
            self.changes.replace(place, value, detail, done, loses=loses)
        return holder[key]

    def _schema_targets(self) -> list[Target]:
        """Return every schema of another file that is referred to, however far away."""
        home = self._source.file
        waiting = [(home, self._source.data, "root", 0)]
        targets: dict[tuple[Target, str], None] = {}
        while waiting:
            file, tree, kind, depth = waiting.pop()
            for reference, position in _references(tree, kind):
                target = self._target(file, reference)
                if target is None or (target, position) in targets or depth > MAX_DEPTH:
                    continue
                if target[0] == home:
                    if not is_into_data(self._source.data, f"#{target[1]}"):
                        continue
                    self._used_data.append((target[1], position))
                targets[target, position] = None
                node = self._node(*target)
                waiting.append((target[0], node, position, depth + 1))
        return [t for t, kind in targets if kind == "schema" and t[0] != home]

    def _assign_names(self, targets: list[Target]) -> None:
        """Name each target after the component that is just a reference to it.

        Any other target keeps its own name. If two targets have the same name, it is
        prefixed with the name of the file.
        """
        components = self._source.data.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        own = schemas if isinstance(schemas, dict) else {}
        for name, node in own.items():
            if isinstance(node, dict) and isinstance(node.get("$ref"), str):
                target = self._target(self._source.file, node["$ref"])
                if target in targets:
                    self._names.setdefault(target, name)
        unnamed = [target for target in targets if target not in self._names]
        candidates = {target: _candidates(target) for target in unnamed}
        self._names |= disambiguate(candidates, map(str, own))

    def _target(self, file: str, reference: str) -> Target | None:
        """Return what a reference in a file leads to, None if it is unresolved."""
        path, _, pointer = reference.partition("#")
        if path:
            if (file, path) not in self._others:
                return None
            file, tree = self._others[file, path]
            self._files.setdefault(file, tree)
        try:
            self._node(file, pointer)
        except LookupError:
            return None
        return file, pointer

    def _node(self, file: str, pointer: str) -> Any:
        if not pointer.strip("/"):
            return self._files[file]
        *_, (holder, key) = follow(self._files[file], f"#{pointer}")
        return holder[key]

    def _bundled(self, node: Any, file: str, kind: str, depth: int) -> Any:
        """Return a node with its references leading into the one document.

        Args:
            node: the node, which may be changed.
            file: the file that it is from.
            kind: what it is, as `node_kinds` says.
            depth: how many references were followed to it.
        """
        if isinstance(node, list):
            node[:] = [self._bundled(item, file, kind, depth) for item in node]
        if not isinstance(node, dict):
            return node
        target = self._foreign_target(node, file, kind) if depth <= MAX_DEPTH else None
        if target in self._names:
            node["$ref"] = SCHEMAS + self._names[target]
        elif target is not None and target[0] == self._source.file:
            node["$ref"] = f"#{target[1]}"
        elif target is not None:
            copied = self._copied(target, kind)
            return self._bundled(copied, target[0], kind, depth + 1)
        else:
            for key, value in list(node.items()):
                if (inside := child(kind, key)) != DATA:
                    node[key] = self._bundled(value, file, inside, depth)
            self._bundle_mapping(node, file)
        return node

    def _copied(self, target: Target, kind: str) -> Any:
        """Return a copy of a node of another file."""
        node = deep_copy(self._node(*target))
        pointer = "#".join(target)
        self.changes.defects += ignore_vocabulary(node, kind, pointer)
        return node

    def _foreign_target(self, node: Any, file: str, kind: str) -> Target | None:
        """Return what a reference leads to; None where it stays as it is."""
        reference = node.get("$ref")
        if not isinstance(reference, str) or kind == "schemas":
            return None
        is_local = file == self._source.file and reference.startswith("#")
        return None if is_local else self._target(file, reference)

    def _bundle_mapping(self, node: Any, file: str) -> None:
        """Update the mapping of a discriminator, which refers without `$ref`."""
        tag = node.get("discriminator")
        if not isinstance(tag, dict):
            return
        mapping = tag.get("mapping")
        places: list[tuple[Any, Any]] = [(tag, "defaultMapping")]
        places += [(mapping, v) for v in mapping] if isinstance(mapping, dict) else ()
        for holder, key in places:
            text = holder.get(key)
            target = self._target(file, text) if may_refer_to_file(text) else None
            if target in self._names:
                holder[key] = SCHEMAS + self._names[target]


def _references(tree: Any, kind: str) -> Iterator[tuple[str, str]]:
    """Yield every reference at or below a node, with the kind of its target."""
    for _, kinds, node in walk(tree, frozenset({kind})):
        if isinstance(node.get("$ref"), str) and "schemas" not in kinds:
            yield node["$ref"], next(iter(kinds))


def _candidates(target: Target) -> Iterator[str]:
    """Yield what a schema of another file can be called: by its name, then its file."""
    file, pointer = target
    last = pointer.rstrip("/").rpartition("/")[2]
    name = class_name(last or PurePosixPath(file).stem)
    stem = class_name(PurePosixPath(file).with_suffix("").as_posix())
    yield name
    yield stem + name
    yield f"{stem}{name}X{json_hash(target)}"
