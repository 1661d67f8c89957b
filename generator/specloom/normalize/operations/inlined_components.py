"""Inline shared parameters, bodies, responses and headers.

Afterwards the only components are schemas and security schemes, and all references
refer to schemas. Messages that refer to the same part have its schemas in common, which
later passes replace and do not change.
"""

from __future__ import annotations

from typing import Any

from ...document import METHODS, SCHEMAS, each_operation
from ...document.pointers import escape
from ...document.references import Resolver
from ...load import SpecList, SpecMap, deep_copy, empty_copy, location_of, pick
from ...overlay.edits import merge
from ...vocabulary import keys
from ..report import GenerationReport, Subject, messages

_INLINED = frozenset({"parameters", "requestBody", "responses", "callbacks"})
"""The members of path items and operations that are inlined or removed."""


def inline_components(tree: Any, report: GenerationReport) -> None:
    """Inline the targets of all references except those to schemas.

    Args:
        tree: the document; all its references can be resolved.
        report: records members that are left out because they are next to a reference.
    """
    inliner = _Inliner(tree, report)
    inliner.path_items()
    inliner.security_schemes()
    for subject, operation in messages(tree):
        inliner.message(subject, operation)


class _Inliner:
    """The process of inlining the references of one document."""

    def __init__(self, tree: Any, report: GenerationReport) -> None:
        self._tree, self._report = tree, report
        self._resolver = Resolver(tree)

    def path_items(self) -> None:
        """Inline path items, and add their shared parameters to each operation."""
        paths = self._tree["paths"]
        for path, item in paths.items():
            target = _copied_item(self._target(item))
            if "$ref" in item:
                self._add_own(target, item, path)
            paths[path] = _path_item(target, self._resolver)

    def _add_own(self, target: Any, item: Any, path: str) -> None:
        """Add the operations next to the reference to a path item to the path item.

        If both declare the same operation, OpenAPI does not define which one is used.
        Here, the operation in the path item is used.
        """
        for key in sorted(item.keys() & {*METHODS, "parameters", "servers"}):
            if key not in target:
                target.put(key, item[key], location_of(item, key))
                continue
            part = Subject("part", f"/paths/{escape(path)}/{key}")
            detail = f"{key} next to a $ref that leads to {key} as well"
            self._report.degrade(part, "invalid", detail, at=item[key], done="left out")

    def security_schemes(self) -> None:
        """Inline the declarations of security schemes."""
        schemes = self._tree["components"].get("securitySchemes", {})
        for name, scheme in schemes.items():
            schemes[name] = deep_copy(self._target(scheme))

    def message(self, subject: Subject, operation: Any) -> None:
        """Inline the parts of an operation or webhook; remove and report links."""
        operation.pop("callbacks", None)
        for key in ("parameters", "requestBody"):
            if key in operation:
                operation[key] = self._inlined(operation[key])
        if "responses" in operation:
            inlined = empty_copy(operation["responses"])
            for status, node in operation["responses"].items():
                response = self._target(node)
                if links := response.get("links"):
                    names, part = ", ".join(links), subject.response(status)
                    self._report.degrade(part, "links", names, at=links)
                inlined[status] = self._inlined(_without_links(response))
            operation["responses"] = inlined

    def _inlined(self, node: Any) -> Any:
        """Return the node with all references inlined, except references to schemas."""
        if isinstance(node, list):
            items = SpecList(location_of(node))
            for index, item in enumerate(node):
                # An item keeps the location of the reference to it.
                items.put(self._inlined(item), location_of(node, index))
            return items
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if isinstance(reference, str) and not reference.startswith(SCHEMAS):
            return self._inlined(self._target(node))
        inlined = empty_copy(node)
        for key, value in node.items():
            if key == "examples" and isinstance(value, dict):
                if value and "example" not in inlined:
                    # The first of several named examples is kept, as `example`.
                    self._example(inlined, next(iter(value.values())))
            elif key in ("example", "schema"):
                inlined[key] = value
            else:
                inlined[key] = self._inlined(value)
        return inlined

    def _target(self, node: Any) -> Any:
        """Return a target with the `x-specloom-*` keys of the reference.

        It is a copy only if the reference has such keys.
        """
        target = self._resolver.target(node)
        own = [key for key in node if key.startswith(keys.VERSION)]
        if "$ref" not in node or not own:
            return target
        merged = deep_copy(target)
        merge(merged, pick(node, *own))
        return merged

    def _example(self, holder: SpecMap, example: Any) -> None:
        target = self._resolver.target(example)
        for key in ("dataValue", "value"):
            if key in target:
                holder["example"] = target[key]


def _copied_item(item: Any) -> SpecMap:
    """Return a copy of a path item without copying the parts that will be inlined."""
    fresh = empty_copy(item)
    for key, value in item.items():
        if key in METHODS:
            fresh[key] = empty_copy(value)
            for word, part in value.items():
                fresh[key][word] = part if word in _INLINED else deep_copy(part)
        else:
            fresh[key] = value if key in _INLINED else deep_copy(value)
    return fresh


def _without_links(response: Any) -> Any:
    if "links" not in response:
        return response
    fresh = empty_copy(response)
    fresh.update(response)
    del fresh["links"]
    return fresh


def _path_item(item: Any, resolver: Resolver) -> Any:
    """Return the path item, with its shared parameters added to each operation.

    Args:
        item: the path item, which is modified.
        resolver: the resolver for references.
    """
    shared = item.pop("parameters", [])
    servers = item.pop("servers", None)
    for _, _, operation in each_operation({"paths": {"": item}}):
        own = operation.get("parameters", [])
        known = {_identity(p, resolver) for p in own}
        inherited = [p for p in shared if _identity(p, resolver) not in known]
        if inherited or own:
            operation["parameters"] = [*inherited, *own]
        if servers and "servers" not in operation:
            operation["servers"] = deep_copy(servers)
    return item


def _identity(parameter: Any, resolver: Resolver) -> tuple[Any, Any]:
    """Return the location and the name of a parameter, which identify it."""
    target = resolver.soft_target(parameter)
    return target.get("in"), target.get("name", target.get("$ref"))
