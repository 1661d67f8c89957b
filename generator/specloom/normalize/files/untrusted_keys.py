"""Remove `x-specloom` keys from vendors' files, because only overlays may use them.

Otherwise, a vendor could choose which environment variables are sent, or which requests
are retried.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...document.pointers import escape
from ...load import location_of
from ...structure import Defect
from ...vocabulary import keys
from ...vocabulary.node_kinds import NAMES, child


def remove_untrusted(tree: Any, kind: str = "root", pointer: str = "") -> list[Defect]:
    """Remove every `x-specloom` key from a tree, and return the defects.

    Data and extensions are searched too, because references can point into them. Keys
    that are names, as in `properties`, are kept.

    Args:
        tree: the tree of a document or of a part; it is modified.
        kind: the kind of the root of the tree, as in `node_kinds`.
        pointer: the pointer of the root of the tree.
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
    """Yield every object in a tree."""
    waiting: list[Any] = [tree] if isinstance(tree, (dict, list)) else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            node = node.values()
        waiting += [each for each in node if isinstance(each, (dict, list))]
