"""Read the names of enum values from another tool's extension.

AutoRest (its docs/extensions): `x-ms-enum` in a schema with `enum` has `name` and
`values`, a list of objects with `value`, `name` and `description`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ..vocabulary import keys
from .described import Described
from .edits import node_action, quoted
from .proposal import Proposal
from .titles import counted

SURE: Final = 0.96
_MARK: Final = "x-ms-enum"


def proposals(described: Described) -> Iterator[Proposal]:
    """Yield a proposal of the names of all enum values that have names."""
    reason = f"The description names the values for another tool, in {_MARK}."
    actions = []
    location = None
    for target, node in _marked(described.tree):
        if update := _names(node):
            at = described.place(node, _MARK)
            location = location or at
            action = node_action(target, update, reason, at, described.checked)
            actions.append(action)
    if location is not None:
        yield Proposal(
            kind="enum",
            title=f"names of the values of {counted(len(actions), 'enum')}",
            reason=reason,
            confidence=SURE,
            location=location,
            actions=tuple(actions),
        )


def _marked(tree: Any) -> Iterator[tuple[str, Any]]:
    """Yield the schemas with the extension, each with the query that selects it."""
    waiting: list[tuple[str, Any]] = [("$", tree)]
    while waiting:
        target, node = waiting.pop()
        if isinstance(node, dict):
            if isinstance(node.get(_MARK), dict) and isinstance(node.get("enum"), list):
                yield target, node
            waiting += [
                (target + quoted(str(key)), value)
                for key, value in reversed(node.items())
                if isinstance(value, dict | list) and key != _MARK
            ]
        else:
            waiting += [
                (f"{target}[{index}]", value)
                for index, value in reversed([*enumerate(node)])
                if isinstance(value, dict | list)
            ]


def _names(node: Any) -> dict[str, list[str]]:
    """Return the lists of names and descriptions; empty if a value has no name."""
    declared = node[_MARK].get("values")
    rows = (
        [e for e in declared if isinstance(e, dict)]
        if isinstance(declared, list)
        else []
    )
    if keys.ENUM_NAMES in node or [e.get("value") for e in rows] != [*node["enum"]]:
        return {}
    if not all(isinstance(e.get("name"), str) for e in rows):
        return {}
    found = {keys.ENUM_NAMES: [str(each["name"]) for each in rows]}
    texts = [each.get("description") for each in rows]
    if keys.ENUM_DESCRIPTIONS not in node and all(isinstance(t, str) for t in texts):
        found[keys.ENUM_DESCRIPTIONS] = [str(each) for each in texts]
    return found
