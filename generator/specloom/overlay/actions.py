"""Apply an OpenAPI Overlay 1.0 or 1.1 to a document.

Targets are JSONPath queries (RFC 9535). In a project, an action that matches nothing is
an error. Otherwise a change of the vendor's document could silently disable a fix.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import getitem
from typing import Any

from jsonpath_rfc9535 import JSONPathError, JSONPathNode
from specloom_runtime.core.deep_stack import on_deep_stack

from ..errors import Problem, SourceLocation, SpecError
from ..load import MAX_DEPTH, Document, SpecMap, deep_copy, location_of
from ..messages import Message, Text
from ..vocabulary import keys
from .edits import extend, merge, remove, replace
from .effects import (
    ActionEffect,
    action_kind,
    clashes,
    extent,
    is_changed_by,
    node_kind,
    repeated_items,
)
from .members import overlay_problems
from .queries import ExpensiveQuery, Query

MAX_ADDED = 1_000_000
"""The maximum size of what an overlay may add to a document, as `extent` counts it."""


def apply_overlay(document: Any, overlay: Document, *, project: bool = True) -> Any:
    """Return a copy of the document with all actions applied in order.

    Args:
        document: the tree of an OpenAPI document.
        overlay: the overlay.
        project: whether an action is a problem if it matches nothing or does nothing.

    Raises:
        SpecError: a target is not a query or matches nothing, or an action is
            malformed.
    """
    return apply_actions(document, overlay, project=project)[0]


@on_deep_stack
def apply_actions(
    document: Any, overlay: Document, *, project: bool = True
) -> tuple[Any, list[ActionEffect]]:
    """Apply all actions in order, as `apply_overlay` does.

    Returns:
        the copy of the document, and the effect of each action.

    Raises:
        SpecError: as in `apply_overlay`.
    """
    actions = overlay_actions(overlay)
    tree = deep_copy(document)
    problems: list[Problem] = []
    effects: list[ActionEffect] = []
    remaining = MAX_ADDED
    for number, action in enumerate(actions):
        location = overlay.location(["actions", number, "target"])
        applied = _Action(tree, action, project, remaining)
        try:
            applied.apply()
        except _InvalidActionError as error:
            problems += (Problem(location, message) for message in error.messages)
            if error.is_final:
                break
        remaining = applied.remaining
        effects.append(
            ActionEffect(
                number=number,
                location=location,
                target=action["target"],
                kind=action_kind(action),
                node_kind=applied.node_kind,
                matched=applied.matched,
                changed=applied.changed,
                repeated=applied.repeated,
            )
        )
    if problems:
        raise SpecError(problems)
    return tree, effects


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


class _InvalidActionError(Exception):
    """The error that is raised if an action cannot be applied.

    Attributes:
        messages: the problems.
        is_final: whether later actions are not to be tried, which could take long.
    """

    def __init__(self, *messages: Text, is_final: bool = False) -> None:
        super().__init__(*messages)
        self.messages = messages
        self.is_final = is_final


class _Action:
    """One action that is applied to a tree.

    Attributes:
        remaining: the size of what may still be added to the tree.
        node_kind: the kind of the first selected node; "" if there is none.
        matched: the number of nodes that the target selects.
        changed: the number of nodes that are changed or removed.
        repeated: the number of appended items that are in the array already.
    """

    def __init__(self, tree: Any, action: Any, project: bool, remaining: int) -> None:
        self._tree, self._action, self._project = tree, action, project
        self._target: str = action["target"]
        self.remaining = remaining
        self.node_kind = ""
        self.matched = self.changed = self.repeated = 0

    def apply(self) -> None:
        """Apply the action.

        Raises:
            _InvalidActionError: the action cannot be applied; the tree is unchanged.
        """
        try:
            nodes = Query(self._target).select(self._tree)
        except ExpensiveQuery:
            raise _expensive(self._target) from None
        except JSONPathError as error:
            message = Message.INVALID_TARGET(target=self._target, reason=_reason(error))
            raise _InvalidActionError(message) from None
        self.matched = len(nodes)
        if not nodes:
            if self._project and not self._action.get(keys.ALLOW_NO_MATCH):
                message = Message.TARGET_WITHOUT_MATCH(target=self._target)
                raise _InvalidActionError(message)
            return
        self.node_kind = node_kind(nodes[0].value)
        kind = action_kind(self._action)
        if kind == "remove":
            self._remove(nodes)
        elif kind == "copy":
            self._update(nodes, self._copied(nodes))
        elif kind == "update":
            self._update(nodes, self._action["update"])
        elif self._project:
            message = Message.ACTION_WITHOUT_EFFECT(target=self._target)
            raise _InvalidActionError(message)

    def _remove(self, nodes: list[JSONPathNode]) -> None:
        """Remove nodes, of each object or array all at once."""
        if not all(node.location for node in nodes):
            raise _InvalidActionError(Message.ROOT_REMOVED(target=self._target))
        at = location_of(self._action, "remove")
        inside: dict[tuple[str | int, ...], set[str | int]] = {}
        for node in nodes:
            inside.setdefault(node.location[:-1], set()).add(node.location[-1])
        # Everything is found first: a removed node may contain other removed nodes.
        found = [(place, self._node(place), self._node(place[:-1])) for place in inside]
        for above, holder, outer in found:
            remove(holder, inside[above], at)
            is_empty_list = isinstance(holder, list) and not holder
            if is_empty_list and above and isinstance(outer, SpecMap):
                outer.key_locations[str(above[-1])] = at
        self.changed = len(nodes)

    def _node(self, location: Iterable[str | int]) -> Any:
        return reduce(getitem, location, self._tree)

    def _copied(self, nodes: list[JSONPathNode]) -> Any:
        """Return the value to copy."""
        source = self._action["copy"]
        try:
            found = Query(source).select(self._tree)
        except ExpensiveQuery:
            raise _expensive(source) from None
        except JSONPathError as error:
            message = Message.INVALID_COPY(source=source, reason=_reason(error))
            raise _InvalidActionError(message) from None
        if len(found) != 1:
            message = Message.AMBIGUOUS_COPY(source=source, count=len(found))
            raise _InvalidActionError(message)
        inside = found[0].location
        if any(node.location[: len(inside)] == inside for node in nodes):
            raise _InvalidActionError(Message.COPY_INTO_ITSELF(source=source))
        # The size of a copy is checked before it takes memory.
        self._check_extent(nodes, found[0].value)
        return deep_copy(found[0].value)

    def _update(self, nodes: list[JSONPathNode], update: Any) -> None:
        """Update all nodes, or none if a kind does not match."""
        kinds = sorted({node_kind(node.value) for node in nodes})
        if len(kinds) > 1:
            shown = " and ".join(kinds)
            message = Message.MIXED_TARGETS(target=self._target, kinds=shown)
            raise _InvalidActionError(message)
        if found := {each for n in nodes for each in clashes(n.value, update)}:
            raise _InvalidActionError(
                *(self._conflict(*each) for each in sorted(found))
            )
        self.remaining -= self._check_extent(nodes, update)
        at = location_of(self._action, action_kind(self._action))
        for node in nodes:
            self.changed += is_changed_by(node.value, update)
            self.repeated += repeated_items(node.value, update)
            _update(self._tree, node, update, at)

    def _conflict(self, path: str, known: str, given: str) -> Text:
        target = self._target
        shown = f"{path} of {target}" if path else f"target {target}"
        return Message.CONFLICTING_UPDATE(target=shown, known=known, given=given)

    def _check_extent(self, nodes: list[JSONPathNode], update: Any) -> int:
        """Return the size of what is added to all nodes together.

        Raises:
            _InvalidActionError: the result would be too large or too deep.
        """
        size, depth = extent(update)
        if size * len(nodes) > self.remaining:
            message = Message.TOO_MUCH_ADDED(target=self._target, most=MAX_ADDED)
            raise _InvalidActionError(message, is_final=True)
        is_item = isinstance(nodes[0].value, list) and not isinstance(update, list)
        above = max(len(node.location) for node in nodes) + is_item
        if above + depth > MAX_DEPTH:
            raise _InvalidActionError(Message.TOO_DEEP(most=MAX_DEPTH))
        return size * len(nodes)


def _expensive(query: str) -> _InvalidActionError:
    return _InvalidActionError(Message.EXPENSIVE_QUERY(query=query))


def _reason(error: Exception) -> str:
    return (str(error).splitlines() or ["unreadable"])[0]


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
