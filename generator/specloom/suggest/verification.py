"""Find out which proposals can be applied.

Most actions set keys of the vocabulary at the root or on operations. These are merged
into the normalized document, and its checks run once more, which takes far less time
than to normalize the document again. Before an overlay is written, it is normalized.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..check import check
from ..document import Spec, deep_merge
from ..errors import Path, SourceLocation, SpecError
from ..load import Document
from ..vocabulary import check_vocabulary, keys
from .described import Described
from .proposal import Proposal, actions_of

ROUNDS = 5
"""How often the rest is checked again after proposals were left out."""


@dataclass(frozen=True)
class Refusal:
    """A proposal that cannot be applied, and the first problem that it would cause."""

    proposal: Proposal
    problem: str


def applicable(
    described: Described, proposals: Sequence[Proposal]
) -> tuple[list[Proposal], list[Refusal]]:
    """Divide proposals into those that can be applied and those that cannot.

    If a proposal causes a problem for some of its operations only, it is kept for the
    others.
    """
    kept = [*proposals]
    refused: list[Refusal] = []
    for _ in range(ROUNDS):
        problems = _problems(described, kept)
        if not any(problems.values()):
            return kept, refused
        remaining: list[Proposal] = []
        for number, each in enumerate(kept):
            wrong = problems[number]
            if not wrong:
                remaining.append(each)
                continue
            problem = next(iter(wrong.values()))
            rest = _without(each, wrong.keys())
            known = rest.operations if rest else ()
            lost = tuple(o for o in each.operations if o not in known)
            refused.append(Refusal(replace(each, operations=lost), problem))
            if rest is not None:
                remaining.append(rest)
        kept = remaining
    return [], [*refused, *(Refusal(each, "it was not checked") for each in kept)]


def _problems(
    described: Described, proposals: Sequence[Proposal]
) -> dict[int, dict[str, str]]:
    """Return the problems by the index of the proposal and the operation.

    The operation is empty for a problem that concerns the whole proposal.
    """
    problems = {n: dict(_vocabulary(each)) for n, each in enumerate(proposals)}
    valid = [n for n, found in problems.items() if not found]
    owners: dict[Path, list[int]] = {}
    tree: Mapping[str, Any] = described.spec.document
    for number in valid:
        for action in proposals[number].actions:
            update = _as_update(action)
            tree = deep_merge(tree, _with_known_lists(tree, update))
            for pointer in _pointers(update):
                owners.setdefault(pointer, []).append(number)
    places: list[Path] = []

    def locate(pointer: Path) -> SourceLocation:
        places.append(pointer)
        return SourceLocation(file="", line=len(places))

    for problem in check(Spec.of(tree), locate, is_edited=False):
        pointer = places[problem.location.line - 1]
        for number, operation in _owners_of(pointer, owners, proposals):
            problems[number].setdefault(operation, str(problem.message))
    return problems


def _vocabulary(proposal: Proposal) -> Iterator[tuple[str, str]]:
    """Yield the values that the vocabulary does not allow, with their operations."""
    for action in proposal.actions:
        for operation, part in _parts(action) if _wrong(action) else ():
            if wrong := _wrong(part):
                yield operation, wrong


def _wrong(action: Mapping[str, Any]) -> str:
    """Return the first problem of the keys in an action; "" if there is none."""
    overlay = {"overlay": "1.1.0", "actions": [action]}
    problems = check_vocabulary(Document("", overlay))
    return str(problems[0].message) if problems else ""


def _parts(action: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield an action for each operation; the operation is empty for another one."""
    if action["target"] != "$.paths":
        yield "", action
        return
    for path, item in action["update"].items():
        for method, node in item.items():
            one = {**action, "update": {path: {method: node}}}
            yield f"{method.upper()} {path}", one


def _with_known_lists(
    tree: Mapping[str, Any], update: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return an update whose parameters follow those that are declared already."""
    for path, item in update.get("paths", {}).items():
        for method, node in item.items():
            if "parameters" in node:
                known = tree["paths"].get(path, {}).get(method, {})
                node["parameters"] = [
                    *known.get("parameters", ()),
                    *node["parameters"],
                ]
    return update


def _as_update(action: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of the vocabulary in an action, as an update of the root."""
    update = action.get("update")
    if not isinstance(update, Mapping):
        return {}
    if action["target"] == "$":
        return {k: v for k, v in update.items() if k.startswith(keys.PREFIX)}
    if action["target"] != "$.paths":
        return {}
    return {
        "paths": {
            path: {
                method: {
                    key: value
                    for key, value in node.items()
                    if key.startswith(keys.PREFIX) or key == "parameters"
                }
                for method, node in item.items()
            }
            for path, item in update.items()
        }
    }


def _pointers(update: Mapping[str, Any]) -> Iterator[Path]:
    """Yield the operations and the schemes of the root that an update changes."""
    for key, value in update.items():
        if key == "paths":
            for path, item in value.items():
                for method, node in item.items():
                    yield "paths", path, method
                    yield from (("paths", path, method, name) for name in node)
        else:
            yield from ((key, name) for name in value)


def _owners_of(
    pointer: Path, owners: Mapping[Path, list[int]], proposals: Sequence[Proposal]
) -> list[tuple[int, str]]:
    """Return the proposals that cause a problem at a pointer, each with an operation.

    If none is known, the result is empty: the problem was there before.
    """
    if pointer[:1] == ("paths",) and len(pointer) > 2:
        operation = f"{str(pointer[2]).upper()} {pointer[1]}"
        # Another key of the operation is blamed only if the problem is at no key.
        owning = owners.get(pointer[:4]) or owners.get(pointer[:3]) or []
        causing = [n for n in owning if operation in proposals[n].operations]
        return [(number, operation) for number in causing]
    return [(number, "") for number in owners.get(pointer[:2], ())]


def _without(proposal: Proposal, operations: Iterable[str]) -> Proposal | None:
    """Return a proposal for its other operations; None if there are none."""
    lost = {*operations}
    kept = tuple(each for each in proposal.operations if each not in lost)
    if "" in lost or not kept:
        return None
    actions = [_left_out(action, lost) for action in proposal.actions]
    return replace(
        proposal,
        operations=kept,
        actions=tuple(each for each in actions if each["update"]),
    )


def _left_out(action: dict[str, Any], lost: Iterable[str]) -> dict[str, Any]:
    if action["target"] != "$.paths":
        return action
    paths = {
        path: {m: n for m, n in item.items() if f"{m.upper()} {path}" not in lost}
        for path, item in action["update"].items()
    }
    return {**action, "update": {path: item for path, item in paths.items() if item}}


def working(
    proposals: Sequence[Proposal], build: Callable[[list[dict[str, Any]]], object]
) -> tuple[list[Proposal], list[Refusal]]:
    """Divide proposals by whether a build with their actions has no problems.

    Args:
        proposals: the proposals, in the order in which they are applied.
        build: normalizes the description with actions; raises SpecError for problems.
    """
    kept: list[Proposal] = []
    refused: list[Refusal] = []
    waiting = [[*proposals]]
    while waiting:
        group = waiting.pop(0)
        if not group:
            continue
        try:
            build(actions_of([*kept, *group]))
        except SpecError as error:
            if len(group) == 1:
                refused.append(Refusal(group[0], str(error.problems[0].message)))
            else:
                half = len(group) // 2
                waiting = [group[:half], group[half:], *waiting]
        else:
            kept += group
    return kept, refused
