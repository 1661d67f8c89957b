"""Find equal error bodies, and name them after what their operations have in common."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_PROSE = frozenset({"description", "example", "examples", "title"})
_VALUES = frozenset({"const", "default", "enum"})
_NAMED = frozenset({"$defs", "patternProperties", "properties"})
"""Keywords whose members are schemas with arbitrary names, even `description`."""


@dataclass(frozen=True)
class ErrorBody:
    """The body of an error response.

    Attributes:
        base: the name of the operation, which is the prefix of its schemas' names.
        status: the status, such as `404` or `default`.
        kind: the media type of the body.
        resource: the resource of the operation, as a class name.
        media: the object that contains the schema.
    """

    base: str
    status: str
    kind: str
    resource: str
    media: Any


class ErrorBodies:
    """The error bodies of a document, grouped by equal schemas."""

    def __init__(self) -> None:
        self._groups: dict[str, list[ErrorBody]] = {}

    def add(self, body: ErrorBody) -> None:
        """Add a body with an inline schema."""
        self._groups.setdefault(_key(body.media["schema"]), []).append(body)

    def groups(self) -> Iterator[tuple[str, list[ErrorBody]]]:
        """Yield the common name and the sorted bodies of each group of equal bodies."""
        for bodies in self._groups.values():
            ordered = sorted(
                bodies, key=lambda each: (each.base, each.status, each.kind)
            )
            yield _name(ordered), ordered


def _name(bodies: list[ErrorBody]) -> str:
    """Return a name from the common operation or resource, `Error` and the status."""
    statuses = {each.status for each in bodies}
    status = statuses.pop().replace("default", "Default") if len(statuses) == 1 else ""
    bases = {each.base for each in bodies}
    resources = {each.resource for each in bodies}
    owners = bases if len(bases) == 1 else resources
    owner = owners.pop() if len(owners) == 1 else ""
    return f"{owner}Error{status}"


def _key(schema: Any) -> str:
    return json.dumps(_without_prose(schema, named=False), sort_keys=True, default=str)


def _without_prose(node: Any, *, named: bool) -> Any:
    """Return a schema without prose.

    Args:
        node: the schema or a value inside it.
        named: whether the members of `node` are schemas with arbitrary names.
    """
    if isinstance(node, list):
        return [_without_prose(each, named=False) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: (
            value
            if key in _VALUES and not named
            else _without_prose(value, named=key in _NAMED and not named)
        )
        for key, value in node.items()
        if named or key not in _PROSE
    }
