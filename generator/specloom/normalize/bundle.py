"""One document out of several files: what local references lead to is brought in.

A schema of another file becomes a component; anything else is copied to where it is
used. References that cannot be followed stay as they are, and are told of later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from ..document import SCHEMAS, reference_steps
from ..document.references import DATA_KEYS
from ..load import Document, deep_copy
from ..names import class_name, disambiguate
from ..names.variant_names import digest

Read = Callable[[str, str], tuple[str, Any] | None]
"""From a file's name and a reference in it to the other file's name and tree."""

ONE = ("schema", "items", "additionalProperties", "not", "contains", "itemSchema")
MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("properties", "patternProperties", "$defs", "schemas", "definitions")
DEEPEST = 60

Target = tuple[str, str]
"""A file's name and a pointer in it."""


def bundle(source: Document, read: Read) -> Document:
    """The document with everything in it that its references to other files lead to.

    Args:
        source: the document; it is not changed.
        read: gives another file by a reference, None where it may not be followed.
    """
    if not isinstance(source.data, dict) or not any(_abroad(source.data)):
        return source
    return Document(source.file, _Bundle(source, read).made())


def _abroad(tree: Any) -> Iterator[str]:
    """The references out of the file, wherever they stand."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str) and not reference.startswith("#"):
                yield reference
            waiting.extend(v for k, v in node.items() if k not in DATA_KEYS)


class _Bundle:
    """The bundling of one document."""

    def __init__(self, source: Document, read: Read) -> None:
        self._source, self._read = source, read
        self._files: dict[str, Any] = {source.file: source.data}
        self._names: dict[Target, str] = {}

    def made(self) -> Any:
        """The whole document."""
        self._name(self._gathered())
        tree = deep_copy(self._source.data)
        made = self._brought(tree, self._source.file, "", 0)
        if self._names:
            schemas = made.setdefault("components", deep_copy({})).setdefault(
                "schemas", deep_copy({})
            )
            for (file, pointer), name in self._names.items():
                node = deep_copy(self._found(file, pointer))
                schemas[name] = self._brought(node, file, "schema", 0)
        return made

    def _gathered(self) -> list[Target]:
        """Every schema of another file that is referred to, however far away."""
        waiting: list[tuple[str, Any, str, int]] = [
            (self._source.file, self._source.data, "", 0)
        ]
        found: dict[Target, None] = {}
        while waiting:
            file, tree, kind, depth = waiting.pop()
            for reference, place in _references(tree, kind):
                target = self._target(file, reference)
                if target is None or target in found or depth > DEEPEST:
                    continue
                node = self._found(*target)
                if target[0] == self._source.file:
                    continue
                if place == "schema":
                    found[target] = None
                waiting.append((target[0], node, place, depth + 1))
        return list(found)

    def _name(self, targets: list[Target]) -> None:
        """A name for each: that of the component which only refers to it, or its own.

        Its own has the name of its file before it where others have it too.
        """
        components = self._source.data.get("components") or {}
        own = components.get("schemas") or {}
        for name, node in own.items():
            if isinstance(node, dict) and isinstance(node.get("$ref"), str):
                target = self._target(self._source.file, node["$ref"])
                if target in targets:
                    self._names.setdefault(target, name)
        unnamed = [target for target in targets if target not in self._names]
        candidates = {target: _candidates(target) for target in unnamed}
        self._names |= disambiguate(candidates, map(str, own))

    def _target(self, file: str, reference: str) -> Target | None:
        """What a reference in a file leads to, None where it cannot be followed."""
        path, _, pointer = reference.partition("#")
        if path:
            opened = self._read(file, path)
            if opened is None:
                return None
            file, tree = opened
            self._files.setdefault(file, tree)
        try:
            self._found(file, pointer)
        except (KeyError, IndexError, ValueError, TypeError):
            return None
        return file, pointer

    def _found(self, file: str, pointer: str) -> Any:
        node = self._files[file]
        for step in reference_steps(f"#{pointer}") if pointer.strip("/") else ():
            node = node[int(step)] if isinstance(node, list) else node[step]
        return node

    def _brought(self, node: Any, file: str, kind: str, depth: int) -> Any:
        """The node, a copy, with its references leading into the one document."""
        if isinstance(node, list):
            for number, item in enumerate(node):
                node[number] = self._brought(item, file, kind, depth)
            return node
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str) and kind != "names":
            brought = self._followed(node, reference, file, kind, depth)
            if brought is not None:
                return brought
        for key, value in node.items():
            if kind == "names" or key not in DATA_KEYS:
                node[key] = self._brought(value, file, _kind(key, kind), depth)
        self._remap(node, file)
        return node

    def _followed(
        self, node: Any, reference: str, file: str, kind: str, depth: int
    ) -> Any:
        """What a reference becomes; None where it stays."""
        home = file == self._source.file and reference.startswith("#")
        target = None if home or depth > DEEPEST else self._target(file, reference)
        if target is None:
            return None
        if target in self._names:
            node["$ref"] = SCHEMAS + self._names[target]
            return node
        if target[0] == self._source.file:
            node["$ref"] = f"#{target[1]}"
            return node
        return self._brought(
            deep_copy(self._found(*target)), target[0], kind, depth + 1
        )

    def _remap(self, node: Any, file: str) -> None:
        """A discriminator's mapping, which refers without saying `$ref`."""
        tag = node.get("discriminator")
        mapping: Any = tag.get("mapping") if isinstance(tag, dict) else None
        for value, said in (mapping or {}).items():
            target = self._target(file, said) if "#" in said or "." in said else None
            if target in self._names:
                mapping[value] = SCHEMAS + self._names[target]


def _references(tree: Any, kind: str) -> Iterator[tuple[str, str]]:
    """Every reference at or below a node, with the kind of what it stands for."""
    waiting = [(tree, kind)]
    while waiting:
        node, at = waiting.pop()
        if isinstance(node, list):
            waiting.extend((item, at) for item in node)
        elif isinstance(node, dict):
            if isinstance(node.get("$ref"), str) and at != "names":
                yield node["$ref"], at
            inside = [k for k in node if at == "names" or k not in DATA_KEYS]
            waiting.extend((node[key], _kind(key, at)) for key in inside)


def _kind(key: str, kind: str) -> str:
    """What stands under a key: a schema, schemas by name, or anything else."""
    if kind == "names":
        return "schema"
    if key in NAMED:
        return "names"
    return "schema" if key in ONE or key in MANY else ""


def _candidates(target: Target) -> Iterator[str]:
    """Yield what a schema of another file can be called: by its name, then its file."""
    file, pointer = target
    last = pointer.rstrip("/").rpartition("/")[2]
    name = class_name(last or PurePosixPath(file).stem)
    stem = class_name(PurePosixPath(file).with_suffix("").as_posix())
    yield name
    yield stem + name
    yield f"{stem}{name}X{digest(target)}"
