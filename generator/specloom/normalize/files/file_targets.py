"""Find the targets of references in a document with several files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ...document import (
    deepest_node,
    follow,
    is_pointer,
    local_reference,
    reference_steps,
)
from ...document.identifiers import Steps, local_part, nodes_by_uri
from ...document.references import is_reference
from ...load import Document, OtherFiles

MAX_CHAIN = 1000
"""The maximum number of references in a chain; a longer chain counts as a cycle."""

Target = tuple[str, str]
"""A target of a reference: the name of a file, and a pointer in the file."""


class FileTargets:
    """The targets of references in a document and in its other files.

    Args:
        source: the document.
        others: the files that the document refers to, directly or indirectly.
    """

    def __init__(self, source: Document, others: OtherFiles) -> None:
        self._home, self._others = source.file, others
        self._files: dict[str, Any] = {source.file: source.data}
        self._targets: dict[tuple[str, str], Target | None] = {}

    def members(self, target: Target | None) -> dict[str, Target]:
        """Return the target of each member of a map, and of maps to which it refers."""
        members: dict[str, Target] = {}
        seen: set[Target] = set()
        while target is not None and target not in seen:
            seen.add(target)
            file, pointer = target
            node = self.node(*target)
            target = None
            for key in node if isinstance(node, dict) else ():
                if key == "$ref" and isinstance(node[key], str):
                    target = self.find(file, node[key])
                elif key not in members:
                    reference = local_reference([*(_steps(pointer) or ()), key])
                    member = self.find(file, reference)
                    members[key] = member or (file, reference[1:])
        return members

    def find(self, file: str, reference: str) -> Target | None:
        """Return the target of a reference in a file; None if it cannot be resolved.

        References on the path are followed. If the target is itself a reference to
        another file, this reference is followed too, if possible.
        """
        if (file, reference) not in self._targets:
            self._targets[file, reference] = self._followed(file, reference)
        return self._targets[file, reference]

    def _followed(self, file: str, reference: str) -> Target | None:
        found: Target | None = None
        rest: list[str] = []
        for _ in range(MAX_CHAIN):
            path, _, pointer = reference.partition("#")
            if path and (file, path) in self._others:
                file, tree = self._others[file, path]
                self._files.setdefault(file, tree)
                reference, path = f"#{pointer}", ""
            if path or (pointer and not pointer.startswith("/")):
                if (known := self._identified_by(file, reference)) is None:
                    break
                file, pointer = known
            if (steps := _steps(pointer)) is None:
                break
            steps += rest
            node, rest = deepest_node(self._files[file], steps)
            if not rest:
                found = file, local_reference(steps)[1:]
            is_home = file == self._home
            if not is_reference(node) or (not rest and (is_home or len(node) > 1)):
                break
            reference = node["$ref"]
        return found

    def _identified_by(self, file: str, reference: str) -> Target | None:
        """Return the target of a reference to an `$id` or anchor; None if not found."""
        if reference.startswith("#"):
            local = local_part(self._identifiers[file], reference)
            return (file, local[1:]) if local else None
        for each, known in self._identifiers.items():
            if local := local_part(known, reference):
                return each, local[1:]
        return None

    @cached_property
    def _identifiers(self) -> Mapping[str, Mapping[str, Steps | None]]:
        """For each file, the nodes that URIs identify."""
        self._files = {**dict(self._others.values()), **self._files}
        return {file: nodes_by_uri(tree) for file, tree in self._files.items()}

    def node(self, file: str, pointer: str) -> Any:
        """Return the node at a pointer that exists in a file."""
        if not pointer:
            return self._files[file]
        *_, (holder, key) = follow(self._files[file], f"#{pointer}")
        return holder[key]


def _steps(pointer: str) -> list[str] | None:
    """Return the steps in a reference's fragment; None if it is not a JSON pointer."""
    if not pointer.strip("/"):
        return []
    return reference_steps(f"#{pointer}") if is_pointer(f"#{pointer}") else None
