"""Propose where the message and the code of an error are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from ..document import Operation
from ..vocabulary import keys
from .described import Described
from .edits import operations_action, root_action
from .error_shapes import (
    DeclaredErrors,
    ErrorShape,
    declared_errors,
    is_server_error_declared,
)
from .proposal import Proposal
from .titles import several

KIND: Final = "error-model"
Group = list[tuple[Operation, str]]
"""Operations, each with the status that declares its error."""


def proposals(described: Described) -> Iterator[Proposal]:
    """Yield a proposal for each shape of errors; the most common one is the default."""
    if keys.ERRORS in described.spec.document:
        return
    groups: dict[DeclaredErrors, Group] = {}
    for operation in described.unstated(keys.ERRORS):
        if found := declared_errors(operation):
            groups.setdefault(found[1], []).append((operation, found[0]))
    ordered = sorted(groups.items(), key=lambda each: -len(each[1]))
    shaped = {each.wire for group in groups.values() for each, _ in group}
    for number, (errors, group) in enumerate(ordered):
        if not number and _others_differ(described, group, shaped):
            errors = replace(errors, server=None)
        yield _proposal(described, number, errors, group)


def _others_differ(described: Described, group: Group, shaped: set[str]) -> bool:
    """Return whether only operations without a known shape declare errors for 5XX.

    The default also holds for these, and they may have no such parts.
    """
    if any(is_server_error_declared(operation) for operation, _ in group):
        return False
    others = (each for each in described.operations if each.wire not in shaped)
    return any(map(is_server_error_declared, others))


def _proposal(
    described: Described, number: int, errors: DeclaredErrors, group: Group
) -> Proposal:
    shape = errors.client
    name = "default" if number == 0 else f"errors_{number + 1}"
    operations = [operation for operation, _ in group]
    first, status = group[0]
    reason = f"The response {status} of {first.wire} has {_said(shape)}."
    location = described.response_place(first, status)
    said = (reason, location, described.checked)
    scheme = {name: {"rules": [*_rules(errors)]}}
    actions = [root_action({keys.ERRORS: scheme}, *said)]
    if number:
        updates = [(operation, {keys.ERRORS: name}) for operation in operations]
        actions.append(operations_action(updates, *said))
    return Proposal(
        kind=KIND,
        title=f"errors with {_said(shape)} in {several(operations)}",
        reason=reason,
        confidence=_confidence(shape),
        location=location,
        operations=tuple(each.wire for each in operations),
        actions=tuple(actions),
    )


def _confidence(shape: ErrorShape) -> float:
    if shape.message is None:
        return 0.9 if shape.flag else 0.8
    last = shape.message.rpartition("/")[2].lower()
    is_usual = last in ("message", "detail", "error_description", "msg")
    return 0.96 if is_usual else 0.88


def _rules(errors: DeclaredErrors) -> Iterator[dict[str, Any]]:
    shape = errors.client
    if shape.flag:
        when = {"status": "2XX", "location": shape.flag, "equals": False}
        yield {"when": when, **_places(shape)}
    for status, one in (("4XX", shape), ("5XX", errors.server)):
        if one is not None:
            yield {"when": {"status": status}, **_places(one)}


def _places(shape: ErrorShape) -> dict[str, str]:
    places = {
        "message": shape.message,
        "code": shape.code,
        "details": shape.details,
        "request-id": shape.request_id,
    }
    return {name: place for name, place in places.items() if place}


def _said(shape: ErrorShape) -> str:
    """Return the parts of an error in words."""
    parts: Sequence[tuple[str, str | None]] = (
        ("the message", shape.message),
        ("the code", shape.code),
    )
    shown = [
        f"{name} at {place.removeprefix('$response.body#') or '/'}"
        for name, place in parts
        if place
    ]
    return " and ".join(shown)
