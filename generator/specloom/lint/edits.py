"""Find operations with an optimistic lock whose resource has no method edit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import Location, Operation, Spec
from ..errors import Finding
from ..vocabulary import keys
from .note_texts import Note


def no_edit(spec: Spec) -> Iterator[Finding]:
    """Yield operations with a lock if nothing reads the object or sends its version."""
    for operation in spec.operations():
        lock = operation.extension(keys.OPTIMISTIC_LOCK)
        if lock is not None and (reason := _reason(spec, operation, lock)):
            note = Note.NO_EDIT(
                operation=operation.wire,
                key=keys.OPTIMISTIC_LOCK,
                resource=operation.resource,
                reason=reason,
            )
            yield (*operation.pointer, keys.OPTIMISTIC_LOCK), note


def _reason(spec: Spec, write: Operation, lock: Any) -> str | None:
    """Return why there is no edit; None if there can be one."""
    version, key = (Location.parse(lock.get(each, "")) for each in ("version", "key"))
    if version.part in ("path", "cookie") or len(version.pointer) > 1:
        return (
            "its version is not a property of the body, a header or a query parameter"
        )
    names = _path_names(write) | set(key.pointer if key.is_body else ())
    for each in spec.operations():
        is_same = each.resource == write.resource and _path_names(each) == names
        if is_same and names and each.method == "GET":
            return None
    shown = ", ".join(sorted(names)) or "a key"
    return (
        f"no GET of the resource has {shown} in its path (if another resource has "
        f"this GET, move it with {keys.NAME})"
    )


def _path_names(operation: Operation) -> set[str]:
    return {each["name"] for each in operation.parameters if each["in"] == "path"}
