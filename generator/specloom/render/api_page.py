"""Write the part of api.md about one vendor: a line for each method and each class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..ir import Operation, Package, Resource
from ..ir.python_types import PythonType, components
from ..names import identifier
from ..printing.markdown_text import code_span, plain_prose
from ..printing.plain_text import first_sentence
from ..printing.signatures import parameters_text, type_text
from .call_signatures import CallSignature, call_signatures


@dataclass(frozen=True)
class ApiPage:
    """The printer of the part of api.md about one vendor.

    Attributes:
        package: the package of the vendor.
        module: the dotted name of the package.
        folder: the folder of the package, relative to that of api.md; "" for the same.
    """

    package: Package
    module: str
    folder: str

    def lines(self) -> Iterator[str]:
        """Yield the lines; headings begin with the second level."""
        package = self.package
        yield f"## {code_span(self.module)}"
        yield ""
        yield from self._clients()
        for resource in package.resources:
            yield ""
            yield from self._resource(resource)
        if package.webhooks:
            yield ""
            yield from self._webhooks()

    def _clients(self) -> Iterator[str]:
        client = self.package.client
        for given in client.overloads or (client.arguments,):
            parameters = parameters_text(given)
            call = f"{client.name}({f'{parameters}, ' if given else ''}**options)"
            yield f"- {self._link(call, 'client')}"
        known = self.package.service.env
        for name in (client.name, f"Async{client.name}") if known else ():
            yield f"- {self._link(f'{name}.from_env(**options) -> {name}', 'client')}"

    def _resource(self, resource: Resource) -> Iterator[str]:
        yield f"### {code_span(resource.attribute)}"
        yield ""
        said = first_sentence(resource.description)
        if said.rstrip(".").casefold() != resource.attribute.replace("_", " "):
            yield plain_prose(said)
            yield ""
        for found in call_signatures(resource):
            yield self._method(resource, found)
        classes = [*self._classes(resource)]
        if classes:
            yield ""
            yield "Classes:"
            yield ""
            yield from classes

    def _method(self, resource: Resource, found: CallSignature) -> str:
        line = found.line(identifier(self.package.client.name))
        parts = [self._link(line, resource.module)]
        parts.append(", ".join(map(code_span, found.requests)))
        if found.alias:
            parts.append(f"also {code_span(found.alias)}")
        reason = found.operation.details.deprecation if found.operation else ""
        if reason:
            said = first_sentence(reason).removeprefix("Deprecated.")
            parts.append(f"**deprecated** {plain_prose(said)}".rstrip())
        return f"- {' · '.join(parts)}"

    def _classes(self, resource: Resource) -> Iterator[str]:
        """Yield the classes of a resource, and the models that its methods use."""
        own = [each.name for each in resource.filters]
        if resource.edit is not None:
            own.append(resource.edit.changes.name)
        if resource.error_codes is not None:
            own.append(resource.error_codes.name)
        for name in own:
            yield f"- {self._link(name, resource.module)}"
        used = {n for each in resource.operations for n in _models(each)}
        for name in sorted(used & self._modules_by_model.keys()):
            yield f"- {self._link(name, f'models/{self._modules_by_model[name]}')}"

    def _webhooks(self) -> Iterator[str]:
        yield "### Webhooks"
        yield ""
        for each in self.package.webhooks:
            payload = type_text(each.payload)
            shown = self._link(f"{each.name}: Webhook[{payload}]", "incoming")
            yield f"- {shown} · {code_span(each.wire)}"

    def _link(self, code: str, module: str) -> str:
        """Return code that links to a module of the package."""
        prefix = f"{self.folder}/" if self.folder else ""
        return f"[{code_span(code)}]({prefix}{module}.py)"

    @cached_property
    def _modules_by_model(self) -> Mapping[str, str]:
        modules = self.package.models
        return {each.name: m.name for m in modules for each in m.definitions}


def _models(operation: Operation) -> set[str]:
    """Return the models in the signature of a method."""
    types: list[PythonType] = [each.type for each in operation.arguments]
    return {n for each in (*types, operation.returns) for n in components(each)}
