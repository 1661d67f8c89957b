"""Put shared parameters, bodies, responses and headers where they are used.

Afterwards only schemas and security schemes are components, and only schemas are
referred to.
"""

from __future__ import annotations

from itertools import chain, starmap
from typing import Any

from ..document import SCHEMAS, each_operation
from ..document.references import Resolver, UnresolvedReference, references
from ..errors import Problem, SpecError
from ..load import SpecMap, deep_copy, empty_copy, location_of
from .generation_report import GenerationReport, Unit, message_parts, messages


def inline(tree: Any, report: GenerationReport, *, degrade: bool = False) -> None:
    """Resolve every reference but those to schemas.

    Args:
        tree: the document.
        report: where losses are recorded.
        degrade: whether a reference that cannot be resolved is removed, and the unit
            that contains it reported as degraded.

    Raises:
        SpecError: a reference cannot be resolved.
    """
    inliner = _Inliner(tree, report, degrade=degrade)
    inliner.path_items()
    for unit, operation in messages(tree):
        inliner.message(unit, operation)
    inliner.schema_references()
    if inliner.problems:
        raise SpecError(inliner.problems)


class _Inliner:
    """Inlines the references of one document."""

    def __init__(self, tree: Any, report: GenerationReport, *, degrade: bool) -> None:
        self._tree, self._report, self._degrade = tree, report, degrade
        self._resolver = Resolver(tree)
        self.problems: list[Problem] = []

    def path_items(self) -> None:
        """Inline path items, and give their shared parameters to each operation."""
        paths = self._tree.get("paths") or {}
        for path, item in list(paths.items()):
            if path.startswith("x-") or not isinstance(item, dict):
                del paths[path]
                if not path.startswith("x-"):
                    self._report.skip(Unit("operation", path), "invalid")
                continue
            try:
                paths[path] = _path_item(self._resolver.target(item), self._resolver)
            except UnresolvedReference as error:
                self._unresolved(error, Unit("operation", path))
                if self._degrade:
                    item.clear()

    def message(self, unit: Unit, operation: Any) -> None:
        """Inline the parts of an operation or event."""
        for key in ("links", "callbacks"):
            operation.pop(key, None)
        if "parameters" in operation:
            operation["parameters"] = self._parameters(unit, operation["parameters"])
        if "requestBody" in operation:
            body = self._inlined(operation["requestBody"], unit.body())
            operation["requestBody"] = body
        if isinstance(responses := operation.get("responses"), dict):
            inlined = empty_copy(responses)
            for status, node in responses.items():
                inlined[status] = self._inlined(node, unit.response(str(status)))
            operation["responses"] = inlined

    def _parameters(self, unit: Unit, nodes: Any) -> list[Any]:
        parameters = []
        for node in nodes:
            target = self._resolver.soft_target(node)
            if isinstance(target, dict) and "$ref" not in target:
                parameters.append(self._inlined(node, unit.parameter(target)))
            else:
                # Its name is not known: it is a loss of the operation.
                self._inlined(node, unit)
        return parameters

    def schema_references(self) -> None:
        """Report references to schemas that cannot be resolved, or remove them."""
        parts = list(chain.from_iterable(starmap(message_parts, messages(self._tree))))
        schemas = self._tree.get("components", {}).get("schemas", {})
        parts += [(Unit.schema(name), schema) for name, schema in schemas.items()]
        unresolved = []
        for unit, part in parts:
            for node in references(part):
                try:
                    self._resolver.target(node)
                except UnresolvedReference as error:
                    self._unresolved(error, unit)
                    unresolved.append(node)
        if self._degrade:
            for node in unresolved:
                node.clear()

    def _unresolved(self, error: UnresolvedReference, unit: Unit) -> None:
        if self._degrade:
            self._report.degrade(unit, "unresolved-reference", error.reference)
        else:
            self.problems.append(error.problem())

    def _inlined(self, node: Any, unit: Unit) -> Any:
        """Return the node with the targets of references to anything but schemas."""
        if isinstance(node, list):
            return [self._inlined(item, unit) for item in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str) and not reference.startswith(SCHEMAS):
            try:
                return self._inlined(deep_copy(self._resolver.target(node)), unit)
            except UnresolvedReference as error:
                self._unresolved(error, unit)
                return SpecMap(location_of(node)) if self._degrade else node
        inlined = empty_copy(node)
        for key, value in node.items():
            if key == "links":
                continue
            if key == "examples" and isinstance(value, dict):
                if value and "example" not in inlined:
                    # The first of several named examples is kept, as `example`.
                    self._example(inlined, next(iter(value.values())), unit)
            elif key in ("example", "schema"):
                inlined[key] = value
            else:
                inlined[key] = self._inlined(value, unit)
        return inlined

    def _example(self, holder: SpecMap, example: Any, unit: Unit) -> None:
        try:
            target = self._resolver.target(example)
        except UnresolvedReference as error:
            self._report.degrade(unit, "unresolved-example", error.reference)
            return
        if isinstance(target, dict) and "value" in target:
            holder["example"] = target["value"]


def _path_item(item: Any, resolver: Resolver) -> Any:
    """Return the path item with its shared parameters given to each operation."""
    fresh = deep_copy(item)
    shared = fresh.pop("parameters", [])
    servers = fresh.pop("servers", None)
    for _, _, operation in each_operation({"paths": {"": fresh}}):
        own = operation.get("parameters", [])
        known = {_identity(p, resolver) for p in own}
        inherited = [p for p in shared if _identity(p, resolver) not in known]
        if inherited or own:
            operation["parameters"] = deep_copy([*inherited, *own])
        if servers and "servers" not in operation:
            operation["servers"] = deep_copy(servers)
    return fresh


def _identity(parameter: Any, resolver: Resolver) -> tuple[Any, Any]:
    """Return what makes a parameter unique (OpenAPI 3.1, Operation Object)."""
    target = resolver.soft_target(parameter)
    return target.get("in"), target.get("name", target.get("$ref"))
