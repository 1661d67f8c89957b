"""Which components an operation touches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import SCHEMAS, Operation, schema_name
from ..vocabulary import keys


def reached(operation: Operation, flat: bool) -> list[str]:
    """Return the components that an operation names, sorted.

    Only the ones it names itself: what those refer to follows from them. A flat body's
    own component is not among them, its properties' are.
    """
    answers = operation.node.get("responses", {}).values()
    parts = [operation.node.get("parameters"), list(answers)]
    if flat and operation.body:
        properties = operation.spec.properties(operation.body[1]).values()
        parts.append([prop.schema for prop in properties])
    else:
        parts.append(operation.node.get("requestBody"))
    found = {name for part in parts for name in component_names(part)}
    fact = operation.extension(keys.FILTER) or operation.extension(keys.SORT)
    return sorted(found | ({str(fact["schema"])} if fact else set()))


def component_names(node: Any, free: bool = False) -> Iterator[str]:
    """Yield every component that a node names; example values are not read."""
    if isinstance(node, dict):
        ref = node.get("$ref")
        if isinstance(ref, str) and ref.startswith(SCHEMAS):
            yield schema_name(ref)
        for key, value in node.items():
            if free or key not in ("example", "examples", "default", "enum", "const"):
                # Names of properties and responses are no keywords.
                yield from component_names(value, key in ("properties", "responses"))
    elif isinstance(node, list):
        for item in node:
            yield from component_names(item)
