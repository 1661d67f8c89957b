"""Make proposals of how operations are paged; those paged alike share a scheme."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ..vocabulary import keys
from .described import Described
from .edits import operations_action, root_action
from .page_facts import Paging
from .proposal import Proposal
from .titles import several

KIND: Final = "pagination"
SCHEME_NAMES: Final[Mapping[str, str]] = {
    "cursor": "cursor",
    "offset": "offset",
    "page": "numbered",
    "next-link": "linked",
    "keyset": "keyset",
    "single-page": "whole",
}
"""The name of the first scheme of each style."""
TITLES: Final[Mapping[str, str]] = {
    "cursor": "pages by cursor",
    "offset": "pages by offset",
    "page": "numbered pages",
    "next-link": "pages by a link to the next one",
    "keyset": "pages after the last item",
    "single-page": "a list in one page",
}


def page_proposals(described: Described, found: Iterable[Paging]) -> list[Proposal]:
    """Return a proposal for operations that are paged alike, and equally sure.

    A scheme that several operations share is declared at the root.
    """
    schemes = _Schemes(described.spec.schemes(keys.PAGINATION))
    alike: dict[str, list[Paging]] = {}
    for each in found:
        if each.is_complete:
            alike.setdefault(_text(_shared(each)), []).append(each)
    proposals: list[Proposal] = []
    for group in sorted(alike.values(), key=len, reverse=True):
        value = _scheme(group)
        name = schemes.named(value, group[0].style) if len(group) > 1 else None
        by_confidence: dict[float, list[Paging]] = {}
        for each in group:
            by_confidence.setdefault(each.confidence, []).append(each)
        for sure in sorted(by_confidence, reverse=True):
            part = by_confidence[sure]
            is_new = name is not None and not schemes.is_declared(name)
            proposals.append(_proposal(described, part, name, value, is_new))
    return proposals


class _Schemes:
    """The schemes at the root: those that exist, and those that are proposed."""

    def __init__(self, declared: Mapping[str, Any]) -> None:
        self._declared = declared
        self._names = set(declared)

    def is_declared(self, name: str) -> bool:
        return name in self._declared

    def named(self, value: Mapping[str, Any], style: str) -> str:
        """Return the name of a scheme, which exists already or is new."""
        for name, known in self._declared.items():
            if _text(known) == _text(value):
                return name
        name, number = SCHEME_NAMES[style], 1
        while name in self._names:
            number += 1
            name = f"{SCHEME_NAMES[style]}_{number}"
        self._names.add(name)
        return name


def _shared(paging: Paging) -> dict[str, Any]:
    """Return what operations must have in common to share a scheme."""
    fact = paging.fact()
    fact["response"] = {k: v for k, v in fact["response"].items() if k != "items"}
    return fact


def _scheme(group: Sequence[Paging]) -> dict[str, Any]:
    """Return the scheme of a group; it has the items if all have the same."""
    fact = group[0].fact()
    if len({each.response["items"] for each in group}) > 1:
        fact = _shared(group[0])
        if not fact["response"]:
            del fact["response"]
    return fact


def _proposal(
    described: Described,
    part: Sequence[Paging],
    name: str | None,
    scheme: Mapping[str, Any],
    is_new: bool,
) -> Proposal:
    first = part[0]
    said = (first.reason, first.location, described.checked)
    actions = []
    if is_new:
        actions.append(root_action({keys.PAGINATION: {name: dict(scheme)}}, *said))
    updates = [(e.operation, _value(e, name, scheme)) for e in part]
    actions.append(operations_action(updates, *said))
    if first.assumed:
        for action in actions:
            action[keys.PROVENANCE]["assumed"] = True
    operations = [each.operation for each in part]
    return Proposal(
        kind=KIND,
        title=f"{TITLES[first.style]} in {several(operations)}",
        reason=first.reason,
        confidence=first.confidence,
        location=first.location,
        operations=tuple(each.wire for each in operations),
        actions=tuple(actions),
    )


def _value(
    paging: Paging, name: str | None, scheme: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what to merge into the operation."""
    value: Any = name
    if name is None:
        value = paging.fact()
    elif "items" not in scheme.get("response", {}):
        items = {"items": paging.response["items"]}
        value = {"scheme": name, "response": items}
    if paging.undeclared is None:
        return {keys.PAGINATION: value}
    parameter = {"name": paging.undeclared, "in": "query", "required": False}
    return {
        "parameters": [{**parameter, "schema": {"type": "string"}}],
        keys.PAGINATION: value,
    }


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)
