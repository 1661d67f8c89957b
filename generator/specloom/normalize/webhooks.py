"""What a vendor sends by itself: webhooks, and the callbacks of operations.

Both become webhooks of the normal form, each with its payload and nothing else: what
the receiver answers is its own affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import METHODS, each_operation, wire
from ..document.references import Resolver
from ..load import SpecMap, location_of
from .generation_report import (
    GenerationReport,
    Unit,
    body_unit,
    event_unit,
    operation_unit,
    parameter_unit,
    response_unit,
)

KEPT = ("summary", "description", "requestBody")


def events(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Name, method and description of everything the vendor sends."""
    for name, item in (document.get("webhooks") or {}).items():
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield name, method, item[method]


def messages(document: Any) -> Iterator[tuple[Unit, Any]]:
    """Yield every operation and event with its unit."""
    for path, method, operation in each_operation(document):
        yield operation_unit(path, method), operation
    for name, method, event in events(document):
        yield event_unit(name, method), event


def message_parts(unit: Unit, message: Any) -> Iterator[tuple[Unit, Any]]:
    """Yield the parts of an operation or event with the unit each belongs to."""
    for key, value in message.items():
        if key == "parameters":
            yield from ((parameter_unit(unit, each), each) for each in value)
        elif key == "requestBody":
            yield body_unit(unit), value
        elif key == "responses":
            yield from ((response_unit(unit, s), each) for s, each in value.items())
        else:
            yield unit, value


def collect_webhooks(tree: Any, report: GenerationReport) -> None:
    """Makes one list of webhooks out of all that the vendor sends."""
    resolver = Resolver(tree)
    found = SpecMap(location_of(tree, "webhooks"))
    for name, item in (tree.get("webhooks") or {}).items():
        _keep(found, str(name), item, resolver, report)
    for path, operation_item in (tree.get("paths") or {}).items():
        item = resolver.soft_target(operation_item)
        if not isinstance(item, dict):
            continue
        for _, method, operation in each_operation({"paths": {path: item}}):
            for name, node in (operation.get("callbacks") or {}).items():
                callback = resolver.soft_target(node)
                items = callback.items() if isinstance(callback, dict) else ()
                several = len(items) > 1
                for expression, inside in items:
                    called = f"{wire(path, method)} {name}"
                    called += f" {expression}" if several else ""
                    _keep(found, called, inside, resolver, report)
    tree.pop("webhooks", None)
    if found:
        tree["webhooks"] = found


def _keep(
    found: Any, name: str, node: Any, resolver: Resolver, report: GenerationReport
) -> None:
    item = resolver.soft_target(node)
    kept = SpecMap(location_of(item))
    for method in METHODS:
        event = item.get(method) if isinstance(item, dict) else None
        if not isinstance(event, dict):
            continue
        kept[method] = SpecMap(location_of(event))
        for key in KEPT:
            if key in event:
                kept[method].put(key, event[key], location_of(event, key))
        if event.get("parameters") or item.get("parameters"):
            unit = event_unit(name, method)
            report.degrade(unit, "webhook", "its parameters are not read")
    if kept:
        found[name] = kept
