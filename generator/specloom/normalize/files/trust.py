"""Ignore the vocabulary in the documents of vendors: only an overlay may use it.

A vendor could otherwise decide which environment variables are sent, or what is sent
again after a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...document.pointers import escape
from ...load import location_of
from ...structure import Defect
from ...vocabulary import keys
from ...vocabulary.node_kinds import NAMES, child


def ignore_vocabulary(tree: Any, kind: str = "root", pointer: str = "") -> list[Defect]:
    """Remove every `x-specloom` key from a tree; return what was removed.

    Data and extensions are searched too, since a reference may lead into them. Where
    keys are names, as in `properties`, they are kept.

    Args:
        tree: the tree of a document, or a part of it; it is changed.
        kind: what the root of the tree is, as `node_kinds` says.
        pointer: where the root of the tree is.
    """
    if not any(key.startswith(keys.VERSION) for each in _objects(tree) for key in each):
        return []
    defects: list[Defect] = []
    waiting = [(pointer, kind, tree)]
    while waiting:
        at, kind, node = waiting.pop()
        for key in list(node if isinstance(node, dict) else range(len(node))):
            inside, name = f"{at}/{escape(key)}", str(key)
            if name.startswith(keys.VERSION) and kind not in NAMES:
                defects.append(_defect(node, name, inside))
                del node[key]
            elif isinstance(node[key], dict | list):
                below = child(kind, name) if isinstance(node, dict) else kind
                waiting.append((inside, below, node[key]))
    return defects


def _defect(holder: Any, key: str, pointer: str) -> Defect:
    return Defect(
        pointer=pointer,
        location=location_of(holder, key),
        detail=f"{key} is not read here (write it in an overlay)",
        done="left out",
        reason="vocabulary",
        loses=True,
    )


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every object at or below a node."""
    waiting: list[Any] = [tree] if isinstance(tree, (dict, list)) else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            node = node.values()
        waiting += [each for each in node if isinstance(each, (dict, list))]
