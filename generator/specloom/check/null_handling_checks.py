"""Check that a false can be left out of requests wherever it is."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Operation, Spec, not_null
from ..errors import Finding
from ..messages import Message
from ..vocabulary import keys


def check_null_handling(spec: Spec) -> Iterator[Finding]:
    """Yield a problem if a false is left out although its absence differs from it."""
    default = spec.schemes(keys.NULL_HANDLING).get("default", {})
    if default.get("write-false") != "omit":
        return
    key = keys.NULL_HANDLING
    for operation in spec.operations():
        for path in _kept_apart(operation):
            problem = Message.FALSE_IS_NOT_ABSENT(
                name=".".join(path), operation=operation.wire
            )
            label = f"{key}.default.write-false"
            yield (key, "default", "write-false"), problem.under(label)


def _kept_apart(operation: Operation) -> Iterator[tuple[str, ...]]:
    """Yield the booleans of a request body for which absence does not mean false."""
    if operation.body is None:
        return
    for path, prop in operation.spec.nested_properties(operation.body[1]):
        schema = operation.spec.resolve(prop.schema)
        kinds = not_null(schema).get("type", ())
        handling = prop.schema.get(keys.NULL_HANDLING, {})
        is_kept = prop.required or handling.get("absent-means") is not False
        if "boolean" in kinds and is_kept:
            yield path
