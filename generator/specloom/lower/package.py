"""Lower a vendor's document to the intermediate representation of its package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

from specloom_runtime import AsyncClient, Client

from ..document import Spec
from ..ir import Constant, Operation, Package, Resource
from ..ir.imported_names import used_names
from ..models import Models
from ..names import class_name, constant
from ..names.client_names import CLIENT_NAMES, client_classes, client_name
from .annotations import Annotations
from .client import lower_client
from .error_codes import error_codes
from .filters import filter_fields
from .operations import LoweredOperation
from .read_only_copies import read_only
from .read_writes import ReadWrites
from .runtime_locations import Paths
from .security import Security
from .service import service, service_constants
from .used_components import used_by, used_by_errors
from .webhooks import lower_webhooks, payloads

CLIENT_WORDS = frozenset(
    name
    for client in (Client, AsyncClient)
    for each in client.__mro__
    for name in (*vars(each), *vars(each).get("__annotations__", ()))
)
"""The attributes of the client classes in the runtime."""

OWN_MODULES = ("client", "service", "models", "errors", "incoming")
"""Modules of every package; a resource with such a name gets an underscore."""


def lower(
    document: Mapping[str, Any], vendor: str, models: Models, client: str = ""
) -> Package:
    """Return the intermediate representation of a vendor's package.

    Args:
        document: the normalized document.
        vendor: the name of the vendor's package.
        models: the models of the document.
        client: the name of the client class; "" for one derived from the vendor's.
    """
    return Lowering(document, vendor, models, client or client_name(vendor)).package()


@dataclass(frozen=True)
class Lowering:
    """The state of lowering one document."""

    document: Mapping[str, Any]
    vendor: str
    models: Models
    client: str

    @cached_property
    def spec(self) -> Spec:
        """The view of the document that lowering reads."""
        return Spec.of(self.document)

    @cached_property
    def annotations(self) -> Annotations:
        """The types of the document's schemas."""
        return Annotations(self.models)

    @cached_property
    def paths(self) -> Paths:
        """The attribute paths in the models of this document."""
        return Paths(self.spec, self.models.attributes)

    @cached_property
    def resources(self) -> dict[str, list[LoweredOperation]]:
        """The operations of each resource; resources and operations are sorted."""
        resources: dict[str, list[LoweredOperation]] = {}
        ordered = sorted(self.spec.operations(), key=lambda o: (o.resource, o.action))
        for operation in ordered:
            resources.setdefault(operation.resource, []).append(
                LoweredOperation(operation, self.paths, self.annotations)
            )
        return resources

    def package(self) -> Package:
        """Return the intermediate representation of the package."""
        security = Security(self.spec)
        info = self.document.get("info", {})
        title = str(info.get("title") or self.vendor)
        description = str(info.get("description") or title)
        paginations = (each.pagination for each in self._operations())
        resources, enumerations = self._resources()
        package = Package(
            vendor=self.vendor,
            title=title,
            client=lower_client(security, self.client, description),
            constants=tuple(service_constants(self.spec, paginations)),
            service=service(security, self.vendor),
            resources=resources,
            webhooks=lower_webhooks(self.spec, self.annotations),
            models=self.models.modules(self._roots, enumerations),
            error_models=self._error_models(),
        )
        return read_only(package)

    def _resources(self) -> tuple[tuple[Resource, ...], set[str]]:
        """Return the resources, and the enumerations whose values they also accept.

        The classes of the resources all have different names.
        """
        classes = {name: client_classes(class_name(name)) for name in self.resources}
        used = Counter(chain.from_iterable(classes.values()))
        resources: list[Resource] = []
        enumerations: set[str] = set()
        for name in self.resources:
            used.subtract(classes[name])
            resource = self._resource(name)
            printed = used_names(resource)
            enumerations |= printed.enumerations
            resource = self._without_clashes(resource, printed.imported, used)
            used.update(client_classes(resource.name))
            resources.append(resource)
        return tuple(resources), enumerations

    def _operations(self) -> Iterator[LoweredOperation]:
        return chain.from_iterable(self.resources.values())

    @cached_property
    def _roots(self) -> set[str]:
        """The components that operations and webhooks refer to directly."""
        operations = (each.operation for each in self._operations())
        return self._roots_without_errors.union(*map(used_by_errors, operations))

    @cached_property
    def _roots_without_errors(self) -> set[str]:
        """The components of `_roots`, except those only in error responses."""
        roots = set(payloads(self.document))
        for lowered in self._operations():
            flat = lowered.arguments.flattened_body is not None
            roots |= used_by(lowered.operation, flat)
        return roots

    def _error_models(self) -> tuple[str, ...]:
        """Return the models that occur only in error bodies."""
        models = self.models.only_reached(self._roots, self._roots_without_errors)
        return tuple(sorted(models))

    def _resource(self, name: str) -> Resource:
        sources = self.resources[name]
        operations = [source.lowered() for source in sources]
        components = dict.fromkeys(source.filters.component() for source in sources)
        filters = [
            filter_fields(self.spec, component, self.paths.attributes, self.annotations)
            for component in components
            if component is not None
        ]
        read_writes = ReadWrites(sources, self.models)
        edit = read_writes.edit()
        tags = dict.fromkeys(
            chain(*(s.operation.node.get("tags", ()) for s in sources))
        )
        return Resource(
            module=f"{name}_" if name in OWN_MODULES else name,
            attribute=f"{name}_" if name in CLIENT_WORDS else name,
            name=class_name(name),
            description=self._described(sources, name),
            constants=tuple(_units(sources, operations)),
            filters=tuple(fields for fields in filters if fields),
            operations=tuple(operations),
            edit=edit,
            put=read_writes.put(edit) if edit is not None else None,
            error_codes=error_codes(self.spec, name, tags),
        )

    def _without_clashes(
        self, resource: Resource, imported: set[str], others: Counter[str]
    ) -> Resource:
        """Return the resource with unique names for its constants and classes.

        Args:
            resource: the resource.
            imported: the names that its module imports, except models.
            others: how many other resources have a class of a name.
        """
        taken = {*imported, *CLIENT_NAMES, *client_classes(self.client)}
        taken |= {each.name for each in resource.filters}

        def is_taken(name: str) -> bool:
            return name in taken or name in self.spec.schemas or others[name] > 0

        if codes := resource.error_codes:
            while is_taken(codes.name) or codes.name in client_classes(resource.name):
                codes = replace(codes, name=f"{codes.name}Code")
            resource = replace(resource, error_codes=codes)
            taken.add(codes.name)
        while any(map(is_taken, client_classes(resource.name))):
            resource = replace(resource, name=f"{resource.name}Resource")
        operations = list(resource.operations)
        for index, operation in enumerate(operations):
            name = operation.constant
            if name in imported or name in self.spec.schemas:
                operations[index] = replace(operation, constant=f"{name}_")
        return replace(resource, operations=tuple(operations))

    def _described(self, operations: list[LoweredOperation], name: str) -> str:
        for lowered in operations:
            for tag in lowered.operation.node.get("tags", ()):
                if text := str(self.spec.tags.get(tag, {}).get("description", "")):
                    return text
        return name.replace("_", " ").capitalize()


def _units(
    sources: list[LoweredOperation], operations: list[Operation]
) -> list[Constant]:
    """Return a constant for the units of each kind of item."""
    constants: dict[str, Constant] = {}
    for source, operation in zip(sources, operations, strict=True):
        if units := operation.facts.units:
            items = source.pagination.items() or {}
            item = source.paths.spec.class_of(items.get("items")) or operation.name
            name = f"{constant(item)}_UNITS"
            constants[name] = Constant(name=name, value=units)
    return list(constants.values())
