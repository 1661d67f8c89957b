"""Component schemas to pydantic v2 modules, through datamodel-code-generator.

The tool decides how a type is spelled; names, inheritance, modules and layout are
decided here, so that `lower` and the models cannot disagree. Touches no disk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .blocks import Block, Printer
from .cleaning import CLASS, UNION, Cleaner
from .modules import LARGEST, length, owners, split, text
from .oracle import Memory, ask
from .shapes import Alias, Record, Shapes

__all__ = ["Models", "assign_modules", "attributes", "generate_models"]


class Models:
    """The models of one document; what was decided once is kept.

    Args:
        document: the normal form.
        answers: types by question, as another document's models remember them.
    """

    def __init__(
        self, document: Mapping[str, Any], answers: Mapping[str, str] | None = None
    ) -> None:
        self._memory = Memory(answers or {})
        self._shapes = Shapes(document)
        self._cleaner = Cleaner(self._shapes)
        self._blocks: dict[str, Block] = {}
        self._asked: dict[str, list[dict[str, Any]]] = {}
        self._edges: dict[str, frozenset[str]] = {}

    @property
    def answers(self) -> Mapping[str, str]:
        """The types of all questions that were asked, as text."""
        return self._memory.used

    def attributes(self, schema_name: str) -> dict[str, str]:
        """Wire name to attribute of every property of a class, inherited ones too.

        Empty for a component that is no class of properties.
        """
        shape = self._shapes[schema_name]
        members = shape.members if isinstance(shape, Record) else {}
        return {wire: member.name for wire, member in members.items()}

    def assign(self, resources: Mapping[str, Collection[str]]) -> dict[str, str]:
        """The module of every schema that a resource reaches.

        A schema that one resource alone reaches stands in the resource's module, any
        other in `shared`, so that modules never import each other in a circle.

        Args:
            resources: the schemas each resource names itself.
        """
        reached = owners(self.edges, resources)
        large = {
            module
            for module, blocks in self._grouped(reached).items()
            if length(module, blocks, reached) > LARGEST
        }
        edges = {name: self.edges(name) for name in reached}
        return split(reached, edges, large)

    def render(
        self, modules: Mapping[str, str], *, runtime: str = "specloom_runtime"
    ) -> dict[str, str]:
        """File name to text of every module.

        Args:
            modules: the module of each schema to emit.
            runtime: the import name of the runtime package.

        Raises:
            ValueError: if a schema needs one that no module has.
        """
        texts = self._texts(modules, runtime)
        return {f"{module}.py": texts[module] for module in sorted(texts)}

    def edges(self, name: str) -> frozenset[str]:
        """The schemas that the schema's own code names."""
        if name not in self._edges:
            self._edges[name] = self._named_by(name)
        return self._edges[name]

    def _named_by(self, name: str) -> frozenset[str]:
        shape = self._shapes[name]
        found = set(shape.bases) if isinstance(shape, Record) else set()
        for question in self._questions(name):
            found |= self._components(question)
        return frozenset(found - {name})

    def _texts(self, modules: Mapping[str, str], runtime: str) -> dict[str, str]:
        grouped = self._grouped(modules)
        return {m: text(m, grouped[m], modules, runtime) for m in sorted(grouped)}

    def _grouped(self, modules: Mapping[str, str]) -> dict[str, list[Block]]:
        """The printed schemas of each module."""
        self._print(modules)
        grouped: dict[str, list[Block]] = {}
        for name in sorted(modules):
            block = self._blocks[name]
            missing = [c for c in block.components if c not in modules]
            if missing:
                raise ValueError(f"{name} needs {min(missing)}, which has no module")
            grouped.setdefault(modules[name], []).append(block)
        return grouped

    def _print(self, names: Iterable[str]) -> None:
        fresh = [name for name in sorted(names) if name not in self._blocks]
        asked = {CLASS + name: self._questions(name) for name in fresh}
        asked = {name: questions for name, questions in asked.items() if questions}
        answers = ask(asked, self._memory)
        printer = Printer(self._shapes)
        for name in fresh:
            types = answers.get(CLASS + name, [])
            self._blocks[name] = printer.block(self._shapes[name], types)

    def _questions(self, name: str) -> list[dict[str, Any]]:
        """The cleaned schemas whose types the shape's text needs."""
        if name not in self._asked:
            match self._shapes[name]:
                case Record(own=own):
                    schemas = [each.schema for each in own]
                case Alias(schema=schema):
                    schemas = [schema]
                case _:
                    schemas = []
            self._asked[name] = [self._cleaner.clean(schema) for schema in schemas]
        return self._asked[name]

    def _components(self, clean: Any) -> set[str]:
        if isinstance(clean, list):
            return {name for part in clean for name in self._components(part)}
        if not isinstance(clean, dict):
            return set()
        if "$ref" in clean:
            name = clean["$ref"].rpartition("/")[2]
            if name.startswith(UNION):
                return set(self._shapes.tags.unions[name[len(UNION) :]].variants)
            return {name[len(CLASS) :]} if name.startswith(CLASS) else set()
        return {name for part in clean.values() for name in self._components(part)}


def generate_models(
    document: Mapping[str, Any],
    modules: Mapping[str, str],
    *,
    runtime: str = "specloom_runtime",
) -> dict[str, str]:
    """File name to text of the modules that hold the listed schemas."""
    return Models(document).render(modules, runtime=runtime)


def assign_modules(
    document: Mapping[str, Any], resources: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """The module of every schema that a resource reaches."""
    return Models(document).assign(resources)


def attributes(document: Mapping[str, Any], schema_name: str) -> dict[str, str]:
    """Wire name to attribute of every property of a class, inherited ones too."""
    return Models(document).attributes(schema_name)
