"""Find the components to which an operation refers."""

from __future__ import annotations

from typing import Any

from ..document import SCHEMAS, Operation, schema_name, success_statuses
from ..document.references import references
from ..vocabulary import keys


def used_by(operation: Operation, flat: bool, *, errors: bool = True) -> list[str]:
    """Return the components to which an operation refers directly, sorted.

    If the body is flattened, the components of its properties are included instead of
    the component of the body.

    Args:
        operation: the operation.
        flat: whether the properties of the body are arguments.
        errors: whether error responses are included.
    """
    responses = operation.node.get("responses", {})
    statuses = responses if errors else success_statuses(responses)
    answers = [responses[status] for status in statuses]
    parts = [operation.node.get("parameters"), answers]
    if flat and operation.body:
        properties = operation.spec.properties(operation.body[1]).values()
        parts.append([prop.schema for prop in properties])
    else:
        parts.append(operation.node.get("requestBody"))
    found = {name for part in parts for name in component_names(part)}
    fact = operation.extension(keys.FILTER) or operation.extension(keys.SORT)
    return sorted(found | ({str(fact["schema"])} if fact else set()))


def component_names(node: Any) -> set[str]:
    """Return every component to which a node refers, except in examples."""
    found = [each["$ref"] for each in references(node)]
    return {schema_name(ref) for ref in found if ref.startswith(SCHEMAS)}
