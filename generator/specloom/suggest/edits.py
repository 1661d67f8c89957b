"""Write the actions of proposals: what to set at the root, and on operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..document import Operation
from ..errors import SourceLocation
from ..vocabulary import keys


def provenance(reason: str, location: SourceLocation, checked: str) -> dict[str, Any]:
    """Return the provenance of an action.

    Args:
        reason: why the action is proposed.
        location: the place in the description that says so.
        checked: the date on which it was read.
    """
    source = f"{location.file}:{location.line}"
    return {"reason": reason, "source": source, "checked": checked}


def root_action(
    update: Mapping[str, Any], reason: str, location: SourceLocation, checked: str
) -> dict[str, Any]:
    """Return an action that merges members into the root."""
    return node_action("$", update, reason, location, checked)


def operations_action(
    updates: Iterable[tuple[Operation, Mapping[str, Any]]],
    reason: str,
    location: SourceLocation,
    checked: str,
) -> dict[str, Any]:
    """Return an action that merges members into operations.

    Args:
        updates: the operations, which the vendor's own document declares in its paths,
            and what to merge into each.
        reason: why the action is proposed.
        location: the place in the description that says so.
        checked: the date on which it was read.
    """
    paths: dict[str, dict[str, Any]] = {}
    for operation, update in updates:
        item = paths.setdefault(operation.path, {})
        item[operation.method.lower()] = dict(update)
    return node_action("$.paths", paths, reason, location, checked)


def node_action(
    target: str,
    update: Any,
    reason: str,
    location: SourceLocation,
    checked: str,
) -> dict[str, Any]:
    """Return an action that merges a value into the nodes of a target."""
    return {
        "target": target,
        "update": update,
        keys.PROVENANCE: provenance(reason, location, checked),
    }


def quoted(name: str) -> str:
    """Return a member of a JSONPath query (RFC 9535), such as `['a b']`."""
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"
