"""Find operations that only the overlay has, and that it does not describe.

Merging members into the object of all paths creates what is not there. If a vendor
removes an operation, it would stay in the client, with the names and the behavior that
the overlay gives it, but without its parameters and responses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...document import each_operation, wire
from ...errors import Problem
from ...load import Document, location_of
from ...messages import Message
from ...suggestions import did_you_mean


def operations_of_overlay(source: Document, tree: Any) -> Iterator[Problem]:
    """Yield a problem for each operation without responses that the source lacks.

    Args:
        source: the vendor's own document.
        tree: the document with the overlay applied.
    """
    if not isinstance(source.data, dict) or not isinstance(tree, dict):
        return
    known = {(path, method) for path, method, _ in _operations(source.data)}
    for path, method, node in _operations(tree):
        item = tree["paths"][path]
        # An operation of another file is known only after the files are bundled.
        if (path, method) in known or "responses" in node or "$ref" in item:
            continue
        operations = [wire(*each) for each in known]
        hint = did_you_mean(wire(path, method), sorted(operations), "{} ")
        message = Message.OPERATION_IN_OVERLAY_ONLY(
            operation=wire(path, method), hint=hint
        )
        yield Problem(location_of(item, method), message)


def _operations(tree: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield the operations of a document that may be invalid."""
    if isinstance(tree.get("paths"), dict):
        yield from each_operation(tree)
