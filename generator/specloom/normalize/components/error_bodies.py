"""Find the bodies of errors that are equal, and what their places have in common."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_PROSE = frozenset({"description", "example", "examples", "title"})
_VALUES = frozenset({"const", "default", "enum"})
_NAMED = frozenset({"$defs", "patternProperties", "properties"})
"""Keywords whose members are schemas by any name, `description` among them."""


@dataclass(frozen=True)
class ErrorBody:
    """The body of an error of an operation.

    Attributes:
        base: the operation, as its schemas' names begin.
        status: the status, such as `404` or `default`.
        kind: the media type.
        resource: the resource of the operation, as a class name.
        media: what has the schema.
    """

    base: str
    status: str
    kind: str
    resource: str
    media: Any


class ErrorBodies:
    """The bodies of errors of a document, grouped by what is valid for them."""

    def __init__(self) -> None:
        self._groups: dict[str, list[ErrorBody]] = {}

    def add(self, body: ErrorBody) -> None:
        """Add a body, whose schema is inline."""
        self._groups.setdefault(_key(body.media["schema"]), []).append(body)

    def groups(self) -> Iterator[tuple[str, list[ErrorBody]]]:
        """Yield equal bodies with their name; the first has the prose that is kept."""
        for bodies in self._groups.values():
            ordered = sorted(
                bodies, key=lambda each: (each.base, each.status, each.kind)
            )
            yield _name(ordered), ordered


def _name(bodies: list[ErrorBody]) -> str:
    """Return the operation or resource that all have, `Error`, and their status."""
    statuses = {each.status for each in bodies}
    status = statuses.pop().replace("default", "Default") if len(statuses) == 1 else ""
    bases = {each.base for each in bodies}
    resources = {each.resource for each in bodies}
    owners = bases if len(bases) == 1 else resources
    owner = owners.pop() if len(owners) == 1 else ""
    return f"{owner}Error{status}"


def _key(schema: Any) -> str:
    return json.dumps(_plain(schema, named=False), sort_keys=True, default=str)


def _plain(node: Any, *, named: bool) -> Any:
    """Return a schema without its prose.

    Args:
        node: the schema, or another value inside it.
        named: whether the members are schemas by any name.
    """
    if isinstance(node, list):
        return [_plain(each, named=False) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: (
            value
            if key in _VALUES and not named
            else _plain(value, named=key in _NAMED and not named)
        )
        for key, value in node.items()
        if named or key not in _PROSE
    }
