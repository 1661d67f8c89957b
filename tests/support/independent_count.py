"""Count the elements that a document declares, without using the generator.

Each element has the same name as in the generation report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
KINDS = ("operation", "parameter", "body", "response", "schema", "event")
Counted = dict[str, set[str]]


def read(path: Path) -> Any:
    """Return the document; scalars except numbers and booleans are source text."""
    text = path.read_text("utf-8-sig")
    if path.suffix == ".json":
        return json.loads(text)
    return yaml.load(text, yaml.CBaseLoader)


def count(document: Any) -> Counted:
    """Return the operations, parameters, bodies, responses, schemas and webhooks."""
    found: Counted = {kind: set() for kind in KINDS}
    for name, item in (document.get("webhooks") or {}).items():
        _events(found, document, name, item)
    for path, item in (document.get("paths") or {}).items():
        if path.startswith("x-"):
            continue
        # What stands next to the reference of a path item adds to its target.
        item = {**item, **_followed(document, item)}
        shared = item.get("parameters") or []
        for method, operation in _methods(item):
            at = f"{method.upper()} {path}"
            found["operation"].add(at)
            _parameters(found, document, at, [*shared, *_list(operation, "parameters")])
            if "requestBody" in operation:
                found["body"].add(at)
            for name, callback in (operation.get("callbacks") or {}).items():
                items = _followed(document, callback)
                for expression, inside in items.items():
                    several = f" {expression}" if len(items) > 1 else ""
                    _events(found, document, f"{at} {name}{several}", inside)
            for status in operation.get("responses") or {}:
                if not str(status).startswith("x-"):
                    found["response"].add(f"{at} {status}")
    components = document.get("components") or {}
    schemas = components.get("schemas") or document.get("definitions") or {}
    found["schema"] |= {squeezed(name) for name in schemas}
    return found


def _events(found: Counted, document: Any, name: str, item: Any) -> None:
    for method, _ in _methods(_followed(document, item)):
        found["event"].add(f"webhook {name} {method.upper()}")


def _methods(item: Any) -> Iterator[tuple[str, Any]]:
    for method in METHODS:
        if isinstance(item.get(method), dict):
            yield method, item[method]
    yield from (item.get("additionalOperations") or {}).items()


def _parameters(found: Counted, document: Any, at: str, nodes: list[Any]) -> None:
    for node in nodes:
        each = _followed(document, node)
        place = each.get("in")
        if place in ("body", "formData"):
            found["body"].add(at)
        else:
            place = "query" if place == "querystring" else place
            found["parameter"].add(f"{at} {place} {each.get('name')}")


def _list(node: Any, key: str) -> list[Any]:
    return node.get(key) or []


def _followed(document: Any, node: Any) -> Any:
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        target = document
        # All of these documents are one file, whatever URI they call themselves by.
        for step in node["$ref"].partition("#/")[2].split("/"):
            step = step.replace("~1", "/").replace("~0", "~")
            target = target[int(step)] if isinstance(target, list) else target[step]
        node = target
    return node


def squeezed(name: str) -> str:
    """Return a name's letters and digits, because components can get other names."""
    return "".join(c for c in name.casefold() if c.isalnum())
