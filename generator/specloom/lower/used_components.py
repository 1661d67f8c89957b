"""Find the components to which an operation refers."""

from __future__ import annotations

from typing import Any

from ..document import SCHEMAS, Operation, schema_name, success_statuses
from ..document.references import references
from ..vocabulary import keys


def used_by(operation: Operation, flat: bool) -> set[str]:
    """Return the components to which an operation refers directly, except in errors.

    If the body is flattened, the components of its properties are included instead of
    the component of the body.

    Args:
        operation: the operation.
        flat: whether the properties of the body are arguments.
    """
    responses = operation.node.get("responses", {})
    answers = [responses[status] for status in success_statuses(responses)]
    parts = [operation.node.get("parameters"), answers]
    if flat and operation.body:
        properties = operation.spec.properties(operation.body[1]).values()
        parts.append([prop.schema for prop in properties])
    else:
        parts.append(operation.node.get("requestBody"))
    found = component_names(parts)
    fact = operation.extension(keys.FILTER) or operation.extension(keys.SORT)
    return found | ({str(fact["schema"])} if fact else set())


def used_by_errors(operation: Operation) -> set[str]:
    """Return the components to which the error responses of an operation refer."""
    responses = operation.node.get("responses", {})
    errors = responses.keys() - success_statuses(responses)
    return component_names([responses[status] for status in errors])


def component_names(node: Any) -> set[str]:
    """Return every component to which a node refers, except in examples."""
    found = [each["$ref"] for each in references(node)]
    return {schema_name(ref) for ref in found if ref.startswith(SCHEMAS)}
