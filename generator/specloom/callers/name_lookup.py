"""What the names in one file stand for, by its imports and definitions."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import libcst as cst
from libcst import metadata

from .modules import Program, absolute_name
from .spans import Span
from .user_files import UserFile


class NameLookup:
    """Finds what expressions of a file stand for.

    Args:
        file: the file.
        program: the modules of the user and of the packages.
        wrapper: the tree of the file.
    """

    def __init__(
        self, file: UserFile, program: Program, wrapper: metadata.MetadataWrapper
    ) -> None:
        self._file, self._program = file, program
        self._qualified = wrapper.resolve(metadata.QualifiedNameProvider)
        self._places = wrapper.resolve(metadata.ByteSpanPositionProvider)
        self._parents = wrapper.resolve(metadata.ParentNodeProvider)

    def span(self, node: cst.CSTNode) -> Span:
        place = self._places[node]
        return Span(place.start, place.start + place.length)

    def full_names(self, node: cst.CSTNode) -> tuple[tuple[str, ...], bool]:
        """Return the full names of what an expression stands for by imports.

        Returns:
            The names, and whether it may also stand for something of the user.
        """
        return self.resolved(self._qualified_names(node))

    def resolved(self, names: Iterable[object]) -> tuple[tuple[str, ...], bool]:
        """Return the full names that LibCST found, as `full_names` returns them."""
        full: dict[str, None] = {}
        is_ambiguous = False
        for each in names:
            assert isinstance(each, metadata.QualifiedName)
            if each.source is metadata.QualifiedNameSource.IMPORT:
                dots = len(each.name) - len(each.name.lstrip("."))
                name = absolute_name(
                    self._file.module,
                    self._file.is_package,
                    dots,
                    each.name.lstrip("."),
                )
                full[self._program.resolve(name)] = None
            elif each.source is metadata.QualifiedNameSource.LOCAL:
                local = f"{self._file.module}.{each.name}"
                if "<locals>" in each.name:
                    is_ambiguous = True
                elif (target := self._program.resolve(local)) != local:
                    full[target] = None
                elif self._program.is_class(self._owner_class(local)):
                    full[local] = None
                else:
                    is_ambiguous = True
        return tuple(full), is_ambiguous

    def _owner_class(self, name: str) -> str:
        """Return a name if it is a class, or else the name without its last part."""
        return name if self._program.is_class(name) else name.rpartition(".")[0]

    def _qualified_names(self, node: cst.CSTNode) -> Collection[object]:
        found = self._qualified.get(node, ())
        return found() if callable(found) else found

    def from_stars(self, node: cst.Name) -> tuple[tuple[str, ...], str]:
        """Return the full names of a name that `import *` may define."""
        if self._qualified_names(node):
            return (), ""
        parent = self._parents.get(node)
        is_member = isinstance(parent, cst.Attribute) and parent.attr is node
        if is_member or isinstance(parent, cst.Arg) and parent.keyword is node:
            return (), ""
        here = f"{self._file.module}.{node.value}"
        full = self._program.resolve(here)
        if full == here:
            return (), ""
        return (full,), self._program.split(full)[0]
