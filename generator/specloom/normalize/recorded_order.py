"""Keep the order in which the normalized document of the previous run has its members.

People read properties, parameters and values of enumerations in the vendor's order, so
they are not sorted. But a vendor that only reorders them must not change the output.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from ..load import RecordedOrder
from ..vocabulary import keys


def restore_order(document: Any, recorded: RecordedOrder) -> None:
    """Order members and items as in the previous run; new ones follow predecessors.

    Args:
        document: the document, in which the order is changed.
        recorded: the order in the previous run.
    """
    for place, known in recorded.items():
        holder, word = _node_at(document, place[:-1]), place[-1]
        node = holder.get(word) if isinstance(holder, dict) else None
        if isinstance(node, dict):
            _reorder_members(node, known)
        elif isinstance(node, list):
            _reorder_items(holder, word, known)


def _node_at(node: Any, steps: Iterable[str]) -> Any:
    """Return the node at keys and indexes; None if there is none."""
    for step in steps:
        if isinstance(node, list) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        elif isinstance(node, dict):
            node = node.get(step)
        else:
            return None
    return node


def _reorder_members(node: dict[str, Any], known: Sequence[str]) -> None:
    if [*node] != known:
        for name in merged_order([*node], known):
            node[name] = node.pop(name)


def _reorder_items(holder: Any, word: str, known: Sequence[str]) -> None:
    items = holder[word]
    names = [_item_name(item) for item in items]
    if names == known or len({*names}) < len(names):
        return
    index = {name: number for number, name in enumerate(names)}
    order = [index[name] for name in merged_order(names, known)]
    if word == "enum":
        _reorder_enum_texts(holder, order)
    items[:] = [items[number] for number in order]


def _item_name(item: Any) -> str:
    """Return what identifies an item; see `load.recorded_order`."""
    if isinstance(item, dict):
        return ":".join(item[key] for key in ("in", "name") if key in item)
    return item if isinstance(item, str) else json.dumps(item, default=str)


def _reorder_enum_texts(schema: Any, order: Sequence[int]) -> None:
    """Reorder the names and descriptions of values like the values."""
    named = [n for n, value in enumerate(schema["enum"]) if value is not None]
    for word in (keys.ENUM_NAMES, keys.ENUM_DESCRIPTIONS):
        if len(texts := schema.get(word, ())) == len(named):
            text_of = dict(zip(named, texts, strict=True))
            schema[word] = [text_of[n] for n in order if n in text_of]


def merged_order(names: Iterable[str], known: Sequence[str]) -> list[str]:
    """Return names in the known order.

    A name that is not known follows the known name, or the start, that it followed.

    Args:
        names: different names.
        known: the known order, also of other names.
    """
    followers: dict[str | None, list[str]] = {None: [], **{name: [] for name in known}}
    predecessor = None
    present: set[str] = set()
    for name in names:
        present.add(name)
        if name in followers:
            predecessor = name
        else:
            followers[predecessor].append(name)
    merged = followers[None]
    for name in dict.fromkeys(known):
        merged += [name] if name in present else []
        merged += followers[name]
    return merged
