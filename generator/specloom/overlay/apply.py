"""Applies an OpenAPI Overlay 1.1 to a document.

Targets are RFC 9535 queries. In a project an action that changes nothing is an error,
because after a vendor's update that is how a repair is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonpath_rfc9535 import JSONPathError, JSONPathNode, JSONPathQuery, compile

from ..errors import Problem, SpecError
from ..load import Document, SpecList, SpecMap, deep_copy, location_of
from ..messages import Text
from ..messages import overlays as messages
from ..vocabulary import keys


def apply_overlay(document: Any, overlay: Document, *, project: bool = True) -> Any:
    """The document with every action applied, in order; neither input is changed.

    Args:
        document: the tree of an OpenAPI document.
        overlay: the overlay.
        project: whether each action must match and say why it is there.

    Raises:
        SpecError: a target is no query, matches nothing, or an action is malformed.
    """
    tree = deep_copy(document)
    problems: list[Problem] = []
    for number, action in enumerate(_actions(overlay)):
        for message in _apply(tree, action, project):
            place = overlay.location(["actions", number, "target"])
            problems.append(Problem(location=place, message=message))
    if problems:
        raise SpecError(problems)
    return tree


def _actions(overlay: Document) -> list[Any]:
    data = overlay.data
    if not isinstance(data, dict) or not str(data.get("overlay", "")).startswith("1."):
        message = messages.NOT_AN_OVERLAY()
        raise SpecError(Problem(location=overlay.location([]), message=message))
    actions = data.get("actions")
    if not isinstance(actions, list) or not actions:
        message = messages.NO_ACTIONS()
        raise SpecError(
            Problem(location=overlay.location(["actions"]), message=message)
        )
    return actions


def _apply(tree: Any, action: Any, project: bool) -> Iterator[Text]:
    """Applies one action; gives what is wrong with it."""
    if not isinstance(action, dict) or not isinstance(action.get("target"), str):
        yield messages.NO_TARGET()
        return
    target = action["target"]
    try:
        nodes = list(_query(target).find(tree))
    except JSONPathError as error:
        yield messages.INVALID_TARGET(target=target, reason=_first_line(error))
        return
    if not nodes:
        if project and not action.get(keys.ALLOW_NO_MATCH):
            yield messages.TARGET_WITHOUT_MATCH(target=target)
        return
    if action.get("remove") is True:
        _remove(tree, nodes)
    elif "copy" in action:
        yield from _copy(tree, nodes, action["copy"])
    elif "update" in action:
        yield from _update_all(tree, nodes, action["update"], target)
    elif project:
        yield messages.ACTION_WITHOUT_EFFECT(target=target)


def _query(target: str) -> JSONPathQuery:
    return compile(target)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["unreadable"])[0]


def _parent(tree: Any, node: JSONPathNode) -> tuple[Any, Any] | None:
    """The container of a node and its key there; None for the root."""
    *above, last = node.location or (None,)
    if not node.location:
        return None
    for step in above:
        tree = tree[step]
    return tree, last


def _remove(tree: Any, nodes: list[JSONPathNode]) -> None:
    """Removes from the last to the first, so that no index moves before its turn."""
    found = [pair for node in nodes if (pair := _parent(tree, node)) is not None]
    for holder, key in sorted(found, key=lambda pair: _order(pair[1]), reverse=True):
        if isinstance(holder, SpecList) and len(holder.item_locations) == len(holder):
            del holder.item_locations[key]
        del holder[key]


def _order(key: Any) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, str(key))


def _copy(tree: Any, nodes: list[JSONPathNode], source: Any) -> Iterator[Text]:
    try:
        found = list(_query(str(source)).find(tree))
    except JSONPathError as error:
        yield messages.INVALID_COPY(source=source, reason=_first_line(error))
        return
    if len(found) != 1:
        yield messages.AMBIGUOUS_COPY(source=source, count=len(found))
        return
    value = deep_copy(found[0].value)
    yield from _update_all(tree, nodes, value, str(source))


def _update_all(
    tree: Any, nodes: list[JSONPathNode], update: Any, target: str
) -> Iterator[Text]:
    """Updates every node, or none of them and says what does not fit."""
    kinds = sorted({_kind(node.value) for node in nodes})
    if len(kinds) > 1:
        yield messages.MIXED_TARGETS(target=target, kinds=" and ".join(kinds))
        return
    clashes = {path for n in nodes for path in _clashes(n.value, update, ())}
    for path, known, given in sorted(clashes):
        yield messages.CONFLICTING_UPDATE(
            path=path, target=target, known=known, given=given
        )
    if not clashes:
        for node in nodes:
            _update(tree, node, update)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else "a single value"


def _clashes(
    target: Any, update: Any, path: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    """Members that are of one kind and would be merged with another."""
    if not (isinstance(target, dict) and isinstance(update, dict)):
        known, given = _kind(target), _kind(update)
        if path and known != given:
            yield ".".join(path), known, given
        return
    for key in update:
        if key in target:
            yield from _clashes(target[key], update[key], (*path, str(key)))


def _update(tree: Any, node: JSONPathNode, update: Any) -> None:
    place = _parent(tree, node)
    value = node.value
    if isinstance(value, dict) and isinstance(update, dict):
        merge(value, update)
    elif isinstance(value, list):
        value.extend(
            deep_copy(update) if isinstance(update, list) else [deep_copy(update)]
        )
    elif place is not None:
        place[0][place[1]] = deep_copy(update)


def merge(target: dict[str, Any], update: dict[str, Any]) -> None:
    """Merges members into an object: objects recursively, arrays appended."""
    for key, value in update.items():
        known = target.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            merge(known, value)
            continue
        if isinstance(known, list) and isinstance(value, list):
            known.extend(deep_copy(value))
            continue
        target[key] = deep_copy(value)
        if isinstance(target, SpecMap):
            target.key_locations[key] = location_of(update, key)
