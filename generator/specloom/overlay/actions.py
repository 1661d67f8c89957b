"""Apply an OpenAPI Overlay 1.1 to a document.

Targets are JSONPath queries (RFC 9535). In a project, an action that changes nothing is
an error. Otherwise a change of the vendor's document could silently disable a fix.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any

from jsonpath_rfc9535 import JSONPathError, JSONPathNode

from ..errors import Problem, SourceLocation, SpecError
from ..load import Document, SpecMap, deep_copy, location_of
from ..messages import Message, Text
from ..vocabulary import keys
from .edits import extend, merge, remove, replace
from .members import overlay_problems
from .queries import ExpensiveQuery, Query


def apply_overlay(document: Any, overlay: Document, *, project: bool = True) -> Any:
    """Return a copy of the document with all actions applied in order.

    Args:
        document: the tree of an OpenAPI document.
        overlay: the overlay.
        project: whether an action is a problem if it matches or changes nothing.

    Raises:
        SpecError: a target is not a query or matches nothing, or an action is
            malformed.
    """
    tree = deep_copy(document)
    problems: list[Problem] = []
    for number, action in enumerate(overlay_actions(overlay)):
        for message in _apply(tree, action, project):
            location = overlay.location(["actions", number, "target"])
            problems.append(Problem(location, message))
    if problems:
        raise SpecError(problems)
    return tree


def overlay_actions(overlay: Document) -> list[Any]:
    """Return the actions of an overlay.

    Raises:
        SpecError: the document is not an overlay, has no actions, or has a member of
            the wrong type.
    """
    if problems := [*overlay_problems(overlay)]:
        raise SpecError(problems)
    actions: list[Any] = overlay.data["actions"]
    return actions


def _apply(tree: Any, action: Any, project: bool) -> Iterator[Text]:
    """Apply one action, and yield its problems."""
    target = action["target"]
    try:
        nodes = Query(target).select(tree)
    except ExpensiveQuery:
        yield Message.EXPENSIVE_QUERY(query=target)
        return
    except JSONPathError as error:
        yield Message.INVALID_TARGET(target=target, reason=_first_line(error))
        return
    if not nodes:
        if project and not action.get(keys.ALLOW_NO_MATCH):
            yield Message.TARGET_WITHOUT_MATCH(target=target)
        return
    if action.get("remove") is True:
        if not all(node.location for node in nodes):
            yield Message.ROOT_REMOVED(target=target)
        else:
            _remove(tree, nodes, location_of(action, "remove"))
    elif "copy" in action:
        yield from _copy(tree, nodes, action)
    elif "update" in action:
        yield from _update_all(tree, nodes, action, action["update"])
    elif project:
        yield Message.ACTION_WITHOUT_EFFECT(target=target)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["unreadable"])[0]


def _remove(tree: Any, nodes: list[JSONPathNode], at: SourceLocation) -> None:
    """Remove nodes; later items of an array come first, so that indexes stay valid."""
    parents = []
    for node in nodes:
        *above, key = node.location
        parents.append((reduce(getitem, above, tree), key, above))
    parents.sort(key=lambda parent: parent[1] if isinstance(parent[1], int) else 0)
    for holder, key, above in reversed(parents):
        remove(holder, key, at)
        if not holder and isinstance(holder, list) and above:
            outer = reduce(getitem, above[:-1], tree)
            if isinstance(outer, SpecMap):
                outer.key_locations[str(above[-1])] = at


def _copy(tree: Any, nodes: list[JSONPathNode], action: Any) -> Iterator[Text]:
    source = action["copy"]
    try:
        found = Query(source).select(tree)
    except ExpensiveQuery:
        yield Message.EXPENSIVE_QUERY(query=source)
        return
    except JSONPathError as error:
        yield Message.INVALID_COPY(source=source, reason=_first_line(error))
        return
    if len(found) != 1:
        yield Message.AMBIGUOUS_COPY(source=source, count=len(found))
        return
    inside = found[0].location
    if any(node.location[: len(inside)] == inside for node in nodes):
        yield Message.COPY_INTO_ITSELF(source=source)
        return
    yield from _update_all(tree, nodes, action, deep_copy(found[0].value))


def _update_all(
    tree: Any, nodes: list[JSONPathNode], action: Any, update: Any
) -> Iterator[Text]:
    """Update all nodes; if a type does not match, update none and yield problems."""
    target = action["target"]
    kinds = sorted({_kind(node.value) for node in nodes})
    if len(kinds) > 1:
        yield Message.MIXED_TARGETS(target=target, kinds=" and ".join(kinds))
        return
    clashes = {path for n in nodes for path in _clashes(n.value, update, ())}
    for path, known, given in sorted(clashes):
        shown = f"{path} of {target}" if path else f"target {target}"
        yield Message.CONFLICTING_UPDATE(target=shown, known=known, given=given)
    if not clashes:
        at = location_of(action, "copy" if "copy" in action else "update")
        for node in nodes:
            _update(tree, node, update, at)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else "a single value"


def _clashes(
    target: Any, update: Any, path: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    """Yield the members that would be merged with a value of another type."""
    if not (isinstance(target, dict) and isinstance(update, dict)):
        known, given = _kind(target), _kind(update)
        if known != given and (path or known != "an array"):
            yield ".".join(path), known, given
        return
    for key in update:
        if key in target:
            yield from _clashes(target[key], update[key], (*path, str(key)))


def _update(tree: Any, node: JSONPathNode, update: Any, at: SourceLocation) -> None:
    """Merge an object, append to an array, or replace a scalar.

    Args:
        tree: the document.
        node: the node.
        update: the value to merge, append or set.
        at: the location of the action.
    """
    value = node.value
    copied = at if location_of(update).file != at.file else None
    if isinstance(value, dict):
        merge(value, update, copied)
    elif isinstance(value, list):
        items = update if isinstance(update, list) else [update]
        extend(value, items, copied if isinstance(update, list) else at)
    else:
        *above, key = node.location
        replace(reduce(getitem, above, tree), key, update, at)
