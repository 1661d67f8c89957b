"""Look up the definitions of a package, and which requests and responses use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from specloom_runtime.core.property_names import camel_case, pascal_case

from ..changes import OperationKey
from ..ir import (
    CallOperation,
    Operation,
    Package,
    PagedOperation,
    PagedPartsOperation,
    StreamOperation,
)
from ..ir.model_definitions import Alias, ModelClass, ModelDefinition, ModelField
from ..ir.python_types import PythonType, components

_RULES: dict[str, Callable[[str], str]] = {
    "Model": str,
    "CamelModel": camel_case,
    "PascalModel": pascal_case,
}


@dataclass(frozen=True)
class PackageIndex:
    """The definitions of a package by name, and where they are used."""

    package: Package

    @cached_property
    def definitions(self) -> Mapping[str, ModelDefinition]:
        """The definition of each component and of each base class of views."""
        modules = self.package.models
        return {each.name: each for m in modules for each in m.definitions}

    def fields(self, name: str) -> dict[str, ModelField]:
        """Return the fields of a class, also the inherited ones, by name in JSON."""
        if name not in self._fields:
            self._fields[name] = self._all_fields(name)
        return self._fields[name]

    @cached_property
    def _fields(self) -> dict[str, dict[str, ModelField]]:
        return {}

    def _all_fields(self, name: str) -> dict[str, ModelField]:
        found: dict[str, ModelField] = {}
        for each in reversed([*self.lineage(name)]):
            model = self.definitions[each]
            assert isinstance(model, ModelClass)
            rule = _RULES[model.rule]
            found |= {f.alias or rule(f.name): f for f in model.fields}
        return found

    def lineage(self, name: str) -> Iterator[str]:
        """Yield a class and its base classes, nearest first, each once."""
        waiting, seen = [name], set[str]()
        while waiting:
            each = waiting.pop(0)
            model = self.definitions.get(each)
            if each not in seen and isinstance(model, ModelClass):
                seen.add(each)
                yield each
                waiting += model.bases

    @cached_property
    def requests(self) -> frozenset[str]:
        """The components that requests contain, directly or in other components."""
        return self._reached(self._sent.values())

    @cached_property
    def responses(self) -> frozenset[str]:
        """The components that responses, errors and webhooks contain."""
        given = [type_ for each in self.package.webhooks for type_ in (each.payload,)]
        received = [name for type_ in given for name in components(type_)]
        roots = (*self._received.values(), received, self.package.error_models)
        return self._reached(roots)

    def operations_of(self, component: str) -> tuple[OperationKey, ...]:
        """Return the operations that contain a component, sorted."""
        users = self._closure([component], self._users)
        keys = {key for each in users for key in self._callers.get(each, ())}
        return tuple(sorted(keys))

    @cached_property
    def operations(self) -> Mapping[OperationKey, Operation]:
        """The operations by method and path."""
        return {
            OperationKey(each.method, each.path): each
            for resource in self.package.resources
            for each in resource.operations
        }

    @cached_property
    def used(self) -> Mapping[str, frozenset[str]]:
        """The components to which the definition of each component refers."""
        return {name: _parts(each) for name, each in self.definitions.items()}

    @cached_property
    def _users(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, used in self.used.items():
            for each in used:
                found.setdefault(each, []).append(name)
        return found

    @cached_property
    def _callers(self) -> Mapping[str, list[OperationKey]]:
        """For each component, the operations that refer to it directly."""
        found: dict[str, list[OperationKey]] = {}
        for by_operation in (self._sent, self._received):
            for key, used in by_operation.items():
                for each in used:
                    found.setdefault(each, []).append(key)
        return found

    @cached_property
    def _sent(self) -> Mapping[OperationKey, frozenset[str]]:
        return {
            key: _names([*(a.type for a in each.arguments), each.body_type])
            for key, each in self.operations.items()
        }

    @cached_property
    def _received(self) -> Mapping[OperationKey, frozenset[str]]:
        return {
            key: _names(_response_types(each)) for key, each in self.operations.items()
        }

    def _reached(self, roots: Iterable[Iterable[str]]) -> frozenset[str]:
        return self._closure([n for names in roots for n in names], self.used)

    def _closure(
        self, names: Iterable[str], edges: Mapping[str, Iterable[str]]
    ) -> frozenset[str]:
        waiting, seen = [*names], set[str]()
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                waiting += edges.get(each, ())
        return frozenset(seen)


def _response_types(operation: Operation) -> list[PythonType | None]:
    match operation:
        case CallOperation(result=result, envelope=envelope):
            found = [result, envelope, *operation.statuses.values()]
        case PagedPartsOperation(page=page, item=item, part=part):
            found = [page, item, part, *operation.statuses.values()]
        case PagedOperation(page=page, item=item):
            found = [page, item, *operation.statuses.values()]
        case StreamOperation(item=item):
            found = [item]
    return [*found, operation.returns]


def _names(types: Iterable[PythonType | None]) -> frozenset[str]:
    return frozenset(n for t in types if t is not None for n in components(t))


def _parts(definition: ModelDefinition) -> frozenset[str]:
    match definition:
        case ModelClass(fields=fields, bases=bases, extras=extras):
            types = [each.type for each in fields]
            further = () if extras is None else (extras.type,)
            return _names([*types, *further]) | {*bases}
        case Alias(type=type_):
            return frozenset(components(type_))
    return frozenset()
