"""What a vendor sends by itself: webhooks, and the callbacks of operations.

Both become webhooks of the normal form, each with its payload and nothing else: what
the receiver answers is its own affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import METHODS, each_operation, wire
from ..load import SpecMap, place_of
from .ledger import Ledger
from .refs import Resolver

KEPT = ("summary", "description", "requestBody")


def events(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Name, method and description of everything the vendor sends."""
    for name, item in (document.get("webhooks") or {}).items():
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield name, method, item[method]


def messages(document: Any) -> Iterator[tuple[str, Any]]:
    """Every operation and event, each with what the ledger calls it."""
    for path, method, operation in each_operation(document):
        yield wire(path, method), operation
    for name, method, event in events(document):
        yield event_at(name, method), event


def event_at(name: str, method: str) -> str:
    """How the ledger calls an event: `webhook newPet POST`."""
    return f"webhook {name} {method.upper()}"


def gather(tree: Any, ledger: Ledger) -> None:
    """Makes one list of webhooks out of all that the vendor sends."""
    resolver = Resolver(tree)
    found = SpecMap(place_of(tree, "webhooks"))
    for name, item in (tree.get("webhooks") or {}).items():
        _keep(found, str(name), item, resolver, ledger)
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
                    _keep(found, called, inside, resolver, ledger)
    tree.pop("webhooks", None)
    if found:
        tree["webhooks"] = found


def _keep(found: Any, name: str, node: Any, resolver: Resolver, ledger: Ledger) -> None:
    item = resolver.soft_target(node)
    kept = SpecMap(place_of(item))
    for method in METHODS:
        event = item.get(method) if isinstance(item, dict) else None
        if not isinstance(event, dict):
            continue
        kept[method] = SpecMap(place_of(event))
        for key in KEPT:
            if key in event:
                kept[method].put(key, event[key], place_of(event, key))
        if event.get("parameters") or item.get("parameters"):
            at = event_at(name, method)
            ledger.degrade("event", at, "webhook", "its parameters are not read")
    if kept:
        found[name] = kept
