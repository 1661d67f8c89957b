"""The models of a document: their types, attributes and modules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..ir.model_definitions import (
    Enumeration,
    ModelDefinition,
    ModelField,
    ModelModule,
)
from ..ir.python_types import PythonType
from ..vocabulary import keys
from .definitions import Definitions, named
from .modules import modules
from .schema_kinds import Record, SchemaKinds
from .schema_types import SchemaTypes
from .views import common_bases


class Models:
    """The models of a document; each result is computed only once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._kinds = SchemaKinds(document)
        self._types = SchemaTypes(self._kinds)
        rule = document.get(keys.PROPERTY_NAMES, "snake_case")
        self._definitions = Definitions(self._kinds, self._types, rule)
        self._defined: dict[str, tuple[ModelDefinition, set[str]]] = {}

    def type_of(self, schema: Any) -> PythonType:
        """Return the Python type of any schema of the document."""
        return self._types.of(schema)

    def is_alias(self, name: str) -> bool:
        """Return whether a component becomes a type alias instead of a class."""
        return not isinstance(self._kinds[name], Record | Enumeration)

    def values_alias(self, name: str) -> str | None:
        """Return the name of the alias for the members and values of an enumeration.

        The result is None for a component that is not an enumeration.
        """
        if not isinstance(self._kinds[name], Enumeration):
            return None
        alias = f"{name}Value"
        while alias in self._kinds.composition.schemas:
            alias = f"{alias}Value"
        return alias

    def attributes(self, schema_name: str) -> dict[str, str]:
        """Return the attribute name of every property of a class.

        The keys are the names in JSON. Inherited properties are included. The result is
        empty for a component that is not a class with properties.
        """
        kind = self._kinds[schema_name]
        members = kind.members if isinstance(kind, Record) else {}
        return {wire: member.name for wire, member in members.items()}

    def fields(self, schema_name: str) -> tuple[ModelField, ...]:
        """Return all fields of a class with properties, inherited ones included."""
        kind = self._kinds[schema_name]
        return self._definitions.fields(kind) if isinstance(kind, Record) else ()

    def modules(
        self, roots: Iterable[str], with_values: Collection[str] = ()
    ) -> tuple[ModelModule, ...]:
        """Return the modules of the given models, and of the models they refer to.

        Args:
            roots: the components to which operations and webhooks refer directly.
            with_values: the enumerations whose values are also accepted as arguments.
        """
        definitions = self._definitions_from(roots)
        for name in definitions.keys() & {*with_values}:
            if isinstance(enumeration := definitions[name], Enumeration):
                alias = self.values_alias(name)
                definitions[name] = replace(enumeration, values_alias=alias)
        schemas = self._kinds.composition.schemas
        viewed = {name: schemas[name].get(keys.VIEW_OF, name) for name in definitions}
        for schema, base, views in common_bases(definitions, viewed, schemas):
            definitions |= {each.name: each for each in (base, *views)}
            viewed[base.name] = schema
        return modules(definitions, viewed)

    def only_reached(self, roots: Iterable[str], others: Iterable[str]) -> set[str]:
        """Return the models that `roots` need and `others` do not need."""
        return set(self._definitions_from(roots)) - set(self._definitions_from(others))

    def _definitions_from(self, roots: Iterable[str]) -> dict[str, ModelDefinition]:
        found: dict[str, ModelDefinition] = {}
        waiting = list(roots)
        while waiting:
            if (name := waiting.pop()) not in found:
                found[name], others = self._definition(name)
                waiting += others
        return found

    def _definition(self, name: str) -> tuple[ModelDefinition, set[str]]:
        """Return the definition of a component, and the components it refers to."""
        if name not in self._defined:
            made = self._definitions.of(name)
            self._defined[name] = made, named(made)
        return self._defined[name]
