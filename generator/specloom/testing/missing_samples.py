"""Which parts of an operation have no known value that their schemas allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .description import DescribedOperation, is_json

LOCATIONS = ("path ", "query ", "header ", "cookie ")


def parts_without_sample(operation: DescribedOperation) -> Iterator[str]:
    """Yield the parameters, body and successes whose samples are not valid.

    Some schemas cannot be satisfied, such as alternatives of which every value
    satisfies two, or none; a client cannot be tested with what nothing allows.
    """
    samples = operation.samples
    for place, schema in _schemas(operation):
        sample = samples.sample(schema)
        # Listed values are compared as text: numbers among them may be strings.
        listed = place.startswith(LOCATIONS) and sample in samples.listed_values(schema)
        if not listed and not samples.is_valid(schema, sample):
            yield place


def _schemas(operation: DescribedOperation) -> Iterator[tuple[str, Any]]:
    for each in operation.node.get("parameters", ()):
        yield f"{each['in']} {each['name']}", each.get("schema", {})
    messages = [("body", operation.node.get("requestBody", {}))]
    messages += [(f"response {s}", each) for s, each in operation.successes()]
    for place, message in messages:
        for media, node in message.get("content", {}).items():
            if is_json(media) and "example" not in node:
                yield place, node.get("schema", {})
