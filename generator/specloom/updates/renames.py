"""Say how an element that a vendor probably renamed keeps its Python name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..changes import Change
from ..document import steps
from ..names import identifier
from ..vocabulary import keys

_PARAMETERS = "parameters"


@dataclass(frozen=True, kw_only=True)
class KeptName:
    """An element that was probably renamed, and what keeps its Python name.

    Attributes:
        old: the name before, with its schema or operation.
        new: the name now.
        reason: why it may be the same element.
        action: the action for the overlay, on one line.
    """

    old: str
    new: str
    reason: str
    action: str


def kept_names(changes: Iterable[Change], new: Any) -> Iterator[KeptName]:
    """Yield an action of an overlay for each proposed rename.

    Args:
        changes: the changes of a comparison.
        new: the vendor's new description.
    """
    known: set[str] = set()
    for change in changes:
        rename = change.values.get("rename")
        if not isinstance(rename, dict):
            continue
        *owner, old = steps(change.place.pointer)
        name = old.partition(":")[2] if owner[-1:] == [_PARAMETERS] else old
        target = _target(new, owner, rename["to"])
        if target is None or target in known:
            continue
        known.add(target)
        update = json.dumps({keys.NAME: identifier(name)}, ensure_ascii=False)
        yield KeptName(
            old=name,
            new=rename["to"],
            reason=rename["reason"].partition(": ")[2],
            action=f"- {{target: {json.dumps(target)}, update: {update}}}",
        )


def _target(new: Any, owner: list[str], name: str) -> str | None:
    """Return the JSONPath of an element of the new description; None if it has none."""
    node = new
    path = "$"
    for step in owner:
        if not isinstance(node, dict) or step not in node:
            return None
        node = node[step]
        path += _selector(step)
    if isinstance(node, dict):
        return path + _selector(name) if name in node else None
    if not isinstance(node, list) or owner[-1] != _PARAMETERS:
        return None
    named = [each for each in node if isinstance(each, dict)]
    if sum(each.get("name") == name for each in named) != 1:
        return None
    return f"{path}[?@.name == {_quoted(name)}]"


def _selector(name: str) -> str:
    is_plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name)
    return f".{name}" if is_plain else f"[{_quoted(name)}]"


def _quoted(name: str) -> str:
    """Return a string of a JSONPath, in single quotes."""
    text = json.dumps(name, ensure_ascii=False)[1:-1].replace('\\"', '"')
    return "'" + text.replace("'", "\\'") + "'"
