"""Look up the fields of a package's models, and which models they contain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from specloom_runtime.core.property_names import camel_case, pascal_case

from ..ir import Package
from ..ir.model_definitions import Alias, ModelClass, ModelDefinition, ModelField
from ..ir.python_types import PythonType, components
from .encodings import Encodings

_RULES: Mapping[str, Callable[[str], str]] = {
    "Model": str,
    "CamelModel": camel_case,
    "PascalModel": pascal_case,
}


class Property(NamedTuple):
    """A field with the class that declares it, and its name in JSON."""

    owner: str
    wire: str
    field: ModelField


@dataclass(frozen=True)
class PackageModels:
    """The models of one package."""

    package: Package

    @cached_property
    def definitions(self) -> Mapping[str, ModelDefinition]:
        """The definition of each component and of each base class of views."""
        return {e.name: e for m in self.package.models for e in m.definitions}

    @cached_property
    def encodings(self) -> Encodings:
        """How the types of the package write values."""
        return Encodings(self.definitions)

    @cached_property
    def used(self) -> Mapping[str, list[str]]:
        """The components to which the definition of each component refers."""
        return {name: sorted(_parts(each)) for name, each in self.definitions.items()}

    def properties(self, name: str) -> dict[str, Property]:
        """Return the fields of a class by name, also those of its base classes."""
        found: dict[str, Property] = {}
        waiting, seen = [name], set[str]()
        while waiting:
            each = waiting.pop(0)
            model = self.definitions.get(each)
            if each in seen or not isinstance(model, ModelClass):
                continue
            seen.add(each)
            waiting += model.bases
            for own in model.fields:
                wire = own.alias or _RULES[model.rule](own.name)
                found.setdefault(own.name, Property(each, wire, own))
        return found

    def members(self, type_: PythonType) -> Iterator[tuple[str, str]]:
        """Yield the name and the name in JSON of each field of a type's classes."""
        for name in sorted(components(type_)):
            for attribute, each in self.properties(name).items():
                yield attribute, each.wire


def _parts(definition: ModelDefinition) -> set[str]:
    match definition:
        case ModelClass(fields=fields, bases=bases, extras=extras):
            types = [each.type for each in fields]
            types += [] if extras is None else [extras.type]
            return {n for each in types for n in components(each)} | {*bases}
        case Alias(type=type_):
            return components(type_)
    return set()
