"""The models of one document: their types, attributes, modules and text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..python_types import PythonType
from .class_printer import Block, printed_block
from .modules import assigned, text
from .schema_kinds import Alias, Record, SchemaKinds
from .schema_types import SchemaTypes


class Models:
    """The models of one document; each decision is made once and stored."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._kinds = SchemaKinds(document)
        self._types = SchemaTypes(self._kinds)
        self._blocks: dict[str, Block] = {}
        self._edges: dict[str, set[str]] = {}

    def type_of(self, schema: Any) -> PythonType:
        """Return the type of a value of any schema of the document."""
        return self._types.of(schema)

    def is_alias(self, name: str) -> bool:
        """Return whether a component becomes a name for a type, not a class."""
        return isinstance(self._kinds[name], Alias)

    def attributes(self, schema_name: str) -> dict[str, str]:
        """Return the attribute of every property of a class by its wire name.

        Inherited ones are among them. Empty for a component that is not a class of
        properties.
        """
        kind = self._kinds[schema_name]
        members = kind.members if isinstance(kind, Record) else {}
        return {wire: member.name for wire, member in members.items()}

    def assign(self, roots: Iterable[str]) -> dict[str, str]:
        """Return the module of every schema that is needed.

        Args:
            roots: the schemas that operations and webhooks name themselves.
        """
        edges: dict[str, set[str]] = {}
        waiting = list(roots)
        while waiting:
            if (name := waiting.pop()) not in edges:
                edges[name] = self.edges(name)
                waiting += edges[name]
        return assigned({name: edges[name] for name in sorted(edges)})

    def render(self, modules: Mapping[str, str]) -> dict[str, str]:
        """Return the text of every module by its file name.

        Args:
            modules: the module of each schema to emit.

        Raises:
            ValueError: if a schema needs one that no module has.
        """
        grouped = self._grouped(modules)
        return {f"{m}.py": text(m, grouped[m], modules) for m in sorted(grouped)}

    def edges(self, name: str) -> set[str]:
        """Return the schemas that the schema's own code names."""
        if name not in self._edges:
            kind = self._kinds[name]
            bases = set(kind.bases) if isinstance(kind, Record) else set()
            self._edges[name] = (bases | self._types.components(name)) - {name}
        return self._edges[name]

    def _grouped(self, modules: Mapping[str, str]) -> dict[str, list[Block]]:
        """Return the printed schemas of each module."""
        grouped: dict[str, list[Block]] = {}
        for name in sorted(modules):
            block = self._block(name)
            missing = [c for c in block.components if c not in modules]
            if missing:
                raise ValueError(f"{name} needs {min(missing)}, which has no module")
            grouped.setdefault(modules[name], []).append(block)
        return grouped

    def _block(self, name: str) -> Block:
        if name not in self._blocks:
            self._blocks[name] = printed_block(self._kinds, self._types, name)
        return self._blocks[name]
