"""Propose idempotency keys, parameters of changes since a time, and envelopes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..document import Operation, is_json, json_pointer, not_null
from ..vocabulary import keys
from .described import Described
from .operation_proposals import of_operations
from .page_responses import page_items, success_example
from .proposal import Proposal
from .titles import several
from .words import folded, prose

_KEY: Final = re.compile(r"(x)?idempotency(key|token)|(x)?idempotentkey")
_SINCE: Final = re.compile(
    r"(updated|modified|changed|lastmodified|lastupdated|update|edited)"
    r"(on|at|date|utc|time)?(since|after|from|gte?|gt|min)"
    r"|(min|since|after)(updated|modified|changed|lastmodified)(on|at|date|utc|time)?"
    r"|(changes|modifications|updates)since"
)
"""Names of parameters for what changed since a time, folded."""
_TIMES: Final = ("date", "date-time")
_ENVELOPES: Final = re.compile(
    r"data|result|item|response|payload|content|object|entity"
)
_LIFETIME: Final = re.compile(
    r"\b(?:expires?|valid|kept|stored|saved|retained|removed|cached|remembered)\b[^.]{0,40}?"
    r"\b(\d{1,3}) (hour|day|minute)s?\b",
    re.I,
)
_UNITS: Final = {"minute": "PT{}M", "hour": "PT{}H", "day": "P{}D"}
_EXCLUDED: Final = re.compile(r"\b(strictly|exclusive|greater than(?! or))\b", re.I)


def proposals(described: Described) -> Iterator[Proposal]:
    """Yield the proposals of this module."""
    yield from _idempotency(described)
    yield from _changed_since(described)
    yield from _envelopes(described)


def _idempotency(described: Described) -> Iterator[Proposal]:
    """Yield a proposal for the operations that have the header of idempotency keys."""
    if keys.IDEMPOTENCY in described.spec.document:
        return
    groups: dict[tuple[str, str], list[Operation]] = {}
    for operation in described.unstated(keys.IDEMPOTENCY):
        for parameter in operation.parameters:
            name = str(parameter.get("name"))
            if parameter.get("in") == "header" and _KEY.fullmatch(folded(name)):
                lifetime = _lifetime(prose(parameter))
                groups.setdefault((name, lifetime), []).append(operation)
    for (name, lifetime), operations in groups.items():
        value = {"header": name, **({"lifetime": lifetime} if lifetime else {})}
        yield of_operations(
            described,
            "idempotency",
            f"idempotency keys in {name} of {several(operations)}",
            f'Requests can have the header "{name}".',
            0.95,
            [(each, {keys.IDEMPOTENCY: value}) for each in operations],
        )


def _lifetime(said: str) -> str:
    found = _LIFETIME.search(said)
    return _UNITS[found[2].lower()].format(int(found[1])) if found else ""


def _changed_since(described: Described) -> Iterator[Proposal]:
    """Yield a proposal for lists with a parameter for what changed since a time."""
    groups: dict[tuple[str, bool], list[tuple[Operation, Mapping[str, Any]]]] = {}
    for operation in described.unstated(keys.CHANGED_SINCE):
        for parameter in operation.parameters if page_items(operation) else ():
            name, place = str(parameter.get("name")), parameter.get("in")
            schema = not_null(operation.spec.resolve(parameter.get("schema")))
            is_time = schema.get("format") in _TIMES
            if place == "query" and is_time and _SINCE.fullmatch(folded(name)):
                said = prose(parameter)
                is_excluded = bool(_EXCLUDED.search(said))
                value = {"parameter": f"$request.query.{name}"}
                if is_excluded:
                    value["operator"] = "gt"
                update = {keys.CHANGED_SINCE: value}
                groups.setdefault((name, is_excluded), []).append((operation, update))
                break
    for (name, _), updates in groups.items():
        yield of_operations(
            described,
            "changed-since",
            f"what changed since a time in {several([o for o, _ in updates])}",
            f'The parameter "{name}" is a time of changes.',
            0.92,
            updates,
        )


def _envelopes(described: Described) -> Iterator[Proposal]:
    """Yield proposals for responses whose only property is the result."""
    groups: dict[float, list[tuple[Operation, Mapping[str, Any]]]] = {}
    for operation in described.unstated(keys.RESULT):
        name = None if operation.wire in described.paged else _only_property(operation)
        if name is not None:
            place = f"$response.body#{json_pointer((name,))}"
            sure = 0.93 if _is_envelope(operation, name) else 0.7
            groups.setdefault(sure, []).append((operation, {keys.RESULT: place}))
    for sure, updates in groups.items():
        yield of_operations(
            described,
            "result",
            f"the result is the only property in {several([o for o, _ in updates])}",
            "The response has only one property, which is an object.",
            sure,
            updates,
        )


def _is_envelope(operation: Operation, name: str) -> bool:
    """Return whether a property is named like an envelope, or like the resource."""
    short = folded(name)
    parts = [folded(p) for p in operation.path.split("/") if p and "{" not in p]
    is_resource = any(part.startswith(short[:-1]) for part in parts if len(short) > 2)
    return is_resource or bool(_ENVELOPES.fullmatch(short))


def _only_property(operation: Operation) -> str | None:
    """Return the only property of a response if it is an object that it wraps."""
    success = operation.success
    if success is None or not is_json(success[0]):
        return None
    if operation.extension(keys.PAGINATION):
        return None
    found = operation.spec.properties(success[1])
    if len(found) != 1:
        return None
    ((name, prop),) = found.items()
    example = success_example(operation)
    if isinstance(example, dict) and name not in example:
        return None
    inner = operation.spec.resolve(not_null(prop.schema))
    is_object = bool(operation.spec.properties(prop.schema))
    return name if is_object and inner.get("type", "object") == "object" else None
