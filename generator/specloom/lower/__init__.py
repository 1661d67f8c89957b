"""Normalized document to IR: the only room where decisions about code are made.

Touches no disk and knows no vendor: what differs between vendors is in the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..document import Operation, Spec
from ..ir import (
    CallMethod,
    Code,
    Export,
    Method,
    Package,
    PagesMethod,
    Resource,
    StreamMethod,
)
from ..literals import prose, summary
from ..models import Models
from ..names import class_name
from ..python_types import RUNTIME
from ..vocabulary import keys
from .annotations import Annotations
from .arguments import Arguments
from .client import CLIENT_NAMES, client_name, lower_client
from .filtering import Filtering, fields
from .imports import ImportCollector
from .incoming import lower_events, payloads
from .locations import Paths
from .operations import lower_operation
from .paging import Paging, SharedPages, shared_pages
from .references import reached
from .service import ServiceFacts, lower_service

CLIENT_WORDS = (
    "close",
    "download",
    "from_env",
    "request",
    "service",
    "stream",
    "with_options",
    "with_response",
)
"""Names the client classes have of their own."""

GIVEN: dict[type[Method], tuple[str, str]] = {
    CallMethod: ("", "async_call"),
    PagesMethod: ("Pager", "async_pager"),
    StreamMethod: ("Stream", "async_stream"),
}
"""What a kind of method returns, and the function that makes it asynchronous."""


@dataclass(frozen=True)
class Lowering:
    """Lowers one vendor's document; `models` are the document's."""

    document: Mapping[str, Any]
    vendor: str
    models: Models

    @cached_property
    def spec(self) -> Spec:
        """The document as lowering asks for it."""
        return Spec.of(self.document)

    @cached_property
    def resources(self) -> dict[str, list[Operation]]:
        """Operations by resource, both in sorted order of their names."""
        found: dict[str, list[Operation]] = {}
        ordered = sorted(self.spec.operations(), key=lambda o: (o.resource, o.action))
        for operation in ordered:
            found.setdefault(operation.resource, []).append(operation)
        return found

    @cached_property
    def modules(self) -> dict[str, str]:
        """The models module of every component an operation reaches."""
        roots = {
            name: [s for o in operations for s in reached(o, self._flat(o))]
            for name, operations in self.resources.items()
        }
        if sent := payloads(self.document):
            roots["incoming"] = [*roots.get("incoming", ()), *sent]
        return self.models.assign(roots)

    def _flat(self, operation: Operation) -> bool:
        """Whether the operation's body is spread over arguments."""
        paging = Paging(operation, self.paths)
        unused = Annotations(self.models, ImportCollector())
        layout = Arguments(operation, paging, Filtering(operation), unused)
        return layout.flattened is not None

    @cached_property
    def paths(self) -> Paths:
        """Attribute paths in this document's models."""
        return Paths(self.spec, self.models.attributes)

    @cached_property
    def _service_names(self) -> ImportCollector:
        return ImportCollector()

    @cached_property
    def shared(self) -> dict[str, SharedPages]:
        """Pagination schemes that become constants of the service."""
        pagings = (
            Paging(o, self.paths) for each in self.resources.values() for o in each
        )
        return shared_pages(pagings, self._service_names)

    def package(self) -> Package:
        """Everything to print for the vendor."""
        facts = ServiceFacts(self.spec, self.vendor)
        resources = tuple(self._resource(name) for name in self.resources)
        info = self.document.get("info", {})
        doc = prose(f"{info.get('title', self.vendor)}", indent=0)
        client = lower_client(facts, resources, summary(info.get("description") or doc))
        return Package(
            vendor=Code(self.vendor),
            doc=doc,
            client=client,
            service=lower_service(facts, doc, self.shared, self._service_names),
            resources=resources,
            events=lower_events(self.spec, self.modules, self.models),
            exports=self._exports(client.name, resources),
            models=self._model_exports(),
        )

    def _resource(self, name: str) -> Resource:
        """The module of a resource, with names that nothing else in it has."""
        hidden = {operation.action for operation in self.resources[name]}
        names = ImportCollector(self.modules, hidden)
        made = self._lowered(name, Annotations(self.models, names))
        if clashing := names.clashes():
            names = ImportCollector(self.modules, hidden, clashing)
            made = self._lowered(name, Annotations(self.models, names))
        return made

    def _lowered(self, name: str, annotations: Annotations) -> Resource:
        operations, names = self.resources[name], annotations.names
        lowered = [
            lower_operation(o, self.paths, annotations, self.shared) for o in operations
        ]
        components = dict.fromkeys(Filtering(o).component() for o in operations)
        declared = [
            fields(self.spec, c, self.paths.attributes, annotations)
            for c in components
            if c is not None
        ]
        for wanted in ("Resource", "AsyncResource"):
            names.use(RUNTIME, wanted)
        for each in lowered:
            given, twin = GIVEN[type(each.method)]
            names.use(RUNTIME, twin)
            if given:
                names.use(RUNTIME, given)
        attribute = f"{name}_" if name in CLIENT_WORDS else name
        return Resource(
            module=Code(f"{name}_" if name in OWN_MODULES else name),
            attribute=Code(attribute),
            name=self._resource_class(name, names),
            summary=summary(self._described(name, operations)),
            doc=prose(self._described(name, operations), indent=0),
            imports=names.imports(),
            values=tuple((Code(n), v) for n, v in names.constants.items()),
            constants=tuple(each.constant for each in lowered),
            fields=tuple(each for each in declared if each),
            methods=tuple(each.method for each in lowered),
        )

    def _resource_class(self, name: str, names: ImportCollector) -> Code:
        """The resource's class, clear of models and of what both its modules import."""
        plain = class_name(name)
        taken = {*self.spec.schemas, *names.imported(), *CLIENT_NAMES}
        taken.add(client_name(self.vendor))
        clash = plain in taken or f"Async{plain}" in taken
        return Code(f"{plain}Resource" if clash else plain)

    def _described(self, name: str, operations: list[Operation]) -> str:
        tags = {t["name"]: t for t in self.document.get("tags", ())}
        for tag in (t for o in operations for t in o.node.get("tags", ())):
            if text := _tag_text(tags.get(tag, {})):
                return text
        return name.replace("_", " ").capitalize()

    def _exports(
        self, client: Code, resources: tuple[Resource, ...]
    ) -> tuple[Export, ...]:
        both = (asynchronous(client), client)
        found = [Export(module=Code("client"), names=both)]
        for resource in resources:
            names = tuple(f.name for f in resource.fields)
            if names:
                found.append(Export(module=resource.module, names=names))
        return tuple(found)

    def _model_exports(self) -> tuple[Export, ...]:
        by_module: dict[str, list[Code]] = {}
        for component, module in sorted(self.modules.items()):
            by_module.setdefault(module, []).append(Code(component))
        return tuple(
            Export(module=Code(module), names=tuple(sorted(names)))
            for module, names in sorted(by_module.items())
        )


OWN_MODULES = ("client", "service", "models", "errors", "incoming")
"""Modules every package has; a resource of such a name gets an underscore."""


def asynchronous(name: Code) -> Code:
    """The name of the asynchronous twin of a class."""
    return Code(f"Async{name}")


def _tag_text(tag: Mapping[str, Any]) -> str:
    """A tag's description with the error codes it declares."""
    codes = tag.get(keys.ERRORS, {}).get("codes", {})
    listed = "; ".join(f"{code} ({meaning})" for code, meaning in codes.items())
    text = str(tag.get("description", ""))
    return f"{text}\n\nError codes: {listed}" if listed else text
