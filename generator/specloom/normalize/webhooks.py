"""Collect the requests that a vendor sends: webhooks and callbacks of operations.

Both become webhooks of the normal form, each with its payload alone: what the receiver
responds is not part of the client.
"""

from __future__ import annotations

from typing import Any

from ..document import METHODS, each_operation, wire
from ..document.references import Resolver
from ..load import SpecMap, location_of
from .generation_report import GenerationReport, Unit

KEPT = ("summary", "description", "requestBody")


def collect_webhooks(tree: Any, report: GenerationReport) -> None:
    """Replace webhooks and callbacks by one list of webhooks.

    Args:
        tree: the document.
        report: records webhooks that have more than a payload.
    """
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
            unit = Unit.event(name, method)
            report.degrade(unit, "webhook", "its parameters are not read")
    if kept:
        found[name] = kept
