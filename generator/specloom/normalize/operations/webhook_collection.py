"""Collect the requests that a vendor sends: webhooks, and callbacks of operations.

Both become webhooks of the normal form, which contain only payloads. The responses of
the receiver are not part of the client.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...document import METHODS, each_operation, wire
from ...document.references import Resolver
from ...load import SpecMap, location_of, pick
from ..report import GenerationReport, Subject

PAYLOAD = ("summary", "description", "requestBody")


def collect_webhooks(tree: Any, report: GenerationReport) -> None:
    """Replace webhooks and callbacks by one list of webhooks.

    Args:
        tree: the document.
        report: records webhooks that declare more than a payload.
    """
    resolver = Resolver(tree)
    items = dict(tree.get("webhooks") or {})
    for path, node in (tree.get("paths") or {}).items():
        path_item = resolver.soft_target(node)
        for _, method, operation in each_operation({"paths": {path: path_item}}):
            for name, callback in (operation.get("callbacks") or {}).items():
                by_url = resolver.soft_target(callback)
                by_url = by_url if isinstance(by_url, dict) else {}
                for url, item in by_url.items():
                    suffix = f" {url}" if len(by_url) > 1 else ""
                    items[f"{wire(path, method)} {name}{suffix}"] = item
    webhooks = SpecMap(location_of(tree, "webhooks"))
    for name, node in items.items():
        if webhook := _webhook(str(name), resolver.soft_target(node), report):
            webhooks[str(name)] = webhook
    tree.pop("webhooks", None)
    if webhooks:
        tree["webhooks"] = webhooks


def _webhook(name: str, item: Any, report: GenerationReport) -> SpecMap:
    """Return the payloads of a webhook; the keys are methods."""
    webhook = pick(item)
    for method in METHODS:
        event = item.get(method) if isinstance(item, dict) else None
        if isinstance(event, dict):
            webhook[method] = pick(event, *PAYLOAD)
            subject = Subject.event(name, method)
            for part in _not_read(item, event):
                detail = f"its {part} are not read"
                report.degrade(subject, "webhook", detail, at=event)
    for method in _further_methods(item):
        detail = "no request of this method is read"
        report.skip(Subject.event(name, method), "webhook", detail, at=item)
    return webhook


def _not_read(item: Any, event: Any) -> Iterator[str]:
    """Yield the parts of a webhook other than its payload."""
    if event.get("parameters") or item.get("parameters"):
        yield "parameters"
    responses = (event.get("responses") or {}).values()
    if any(isinstance(each, dict) and each.get("content") for each in responses):
        yield "responses"
    if event.get("callbacks"):
        yield "callbacks"


def _further_methods(item: Any) -> Iterator[str]:
    """Yield the methods of a webhook that were added in OpenAPI 3.2."""
    if isinstance(item, dict):
        yield from ("query",) if isinstance(item.get("query"), dict) else ()
        yield from item.get("additionalOperations") or ()
