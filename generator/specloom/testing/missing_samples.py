"""Find the parts of an operation for which no valid value is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specloom_runtime.core.media_types import is_json

from .described_operation import DescribedOperation
from .description import parameter_schema
from .json_values import as_text
from .round_trip import canonical_json

LOCATIONS = ("path ", "query ", "header ", "cookie ")


def parts_without_sample(operation: DescribedOperation) -> Iterator[str]:
    """Yield the parameters, body and successful responses without valid samples.

    Some schemas have no valid values. For example, if every value matches two
    alternatives of a `oneOf` or none, no value is valid. A client cannot be tested with
    such schemas.
    """
    samples = operation.samples
    for place, schema in _schemas(operation):
        sample = samples.sample(schema)
        # Listed values are compared as text: numbers among them may be strings.
        listed = place.startswith(LOCATIONS) and sample in samples.listed_values(schema)
        if not listed and not samples.is_valid(schema, sample):
            yield place


def unsendable_parameters(operation: DescribedOperation) -> Iterator[str]:
    """Yield the parameters whose samples no client can send.

    Null and an empty list are not sent at all. A list of objects, and an object in an
    object, can be serialized only as JSON or with brackets in the names. An object or a
    list cannot be serialized if it is a `const` or a value of an `enum`.
    """
    for each in operation.node.get("parameters", ()):
        schema = parameter_schema(each)
        sample = operation.sample(schema)
        plain = "content" not in each and each.get("style") != "deepObject"
        if sample in (None, []) or (plain and _is_nested(operation, schema, sample)):
            yield f"{each['in']} {each['name']}"


def _is_nested(operation: DescribedOperation, schema: Any, sample: Any) -> bool:
    if isinstance(sample, list):
        inner = any(isinstance(item, list | dict) for item in sample)
    elif isinstance(sample, dict):
        inner = any(item is None or isinstance(item, dict) for item in sample.values())
    else:
        return False
    samples = operation.samples
    constant = "const" in samples.flatten(schema)
    return inner or constant or sample in samples.listed_values(schema)


def ambiguous_labels(
    operation: DescribedOperation, arguments: Mapping[str, Any]
) -> Iterator[str]:
    """Yield the path parameters in which a dot occurs both inside and between values.

    A dot is never percent-encoded, so no client can send such values.
    """
    for each in operation.node.get("parameters", ()):
        exploded = each.get("style") == "label" and each.get("explode") is True
        values = (
            canonical_json(operation.argument_of(each, arguments)) if exploded else None
        )
        if isinstance(values, dict):
            values = [*values, *values.values()]
        if isinstance(values, list) and any("." in as_text(v) for v in values):
            yield each["name"]


def _schemas(operation: DescribedOperation) -> Iterator[tuple[str, Any]]:
    for each in operation.node.get("parameters", ()):
        yield f"{each['in']} {each['name']}", each.get("schema", {})
    messages = [("body", operation.node.get("requestBody", {}))]
    messages += [
        (f"response {s}", each) for s, each in operation.responses.declared_successes()
    ]
    for place, message in messages:
        for media, node in message.get("content", {}).items():
            if is_json(media) and "example" not in node:
                yield place, node.get("schema", {})
