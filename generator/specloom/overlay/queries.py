"""Run JSONPath queries of overlays (RFC 9535), with a limit on the visited nodes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from jsonpath_rfc9535 import (
    JSONPathEnvironment,
    JSONPathError,
    JSONPathNode,
    JSONPathQuery,
    Parser,
)
from jsonpath_rfc9535.filter_expressions import Expression, FilterQuery

from .match_functions import Match, Search

STEPS = 100_000
STEPS_PER_NODE = 20
"""The number of further nodes that filters may visit for each node of the document.

The filters of one query may visit at most `STEPS` nodes, plus this number for each
object and array of the document.
"""


class ExpensiveQuery(JSONPathError):
    """The error that is raised if the filters of a query visit too many nodes."""


class Query:
    """A JSONPath query.

    Args:
        text: the source text of the query.

    Raises:
        JSONPathError: the text is not a valid query.
    """

    def __init__(self, text: str) -> None:
        self._environment = _Environment()
        try:
            self._query = self._environment.compile(text)
        except RecursionError:
            raise JSONPathError("nested too deeply") from None
        except (ValueError, OverflowError):
            raise JSONPathError("a number is too large") from None

    def select(self, tree: Any) -> list[JSONPathNode]:
        """Return the nodes that the query selects, without duplicates.

        A query may select a node more than once, and each segment can multiply the
        duplicates. Therefore, duplicates are removed after every segment.

        Raises:
            ExpensiveQuery: the filters visit too many nodes.
        """
        self._environment.steps = _Steps(tree)
        nodes = [JSONPathNode(value=tree, location=(), parent=None, root=tree)]
        try:
            for segment in self._query.segments:
                found = segment.resolve(nodes)
                nodes = [*{node.location: node for node in found}.values()]
        except RecursionError:
            raise ExpensiveQuery("nested too deeply") from None
        return nodes

    def matches(self, tree: Any) -> bool:
        """Return whether the query selects a node.

        Raises:
            ExpensiveQuery: the filters visit too many nodes.
        """
        self._environment.steps = _Steps(tree)
        return next(iter(self._query.finditer(tree)), None) is not None


class _Steps:
    """A counter of the nodes of a tree that may still be visited."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._left = STEPS
        self._is_counted = False

    def take(self) -> None:
        """Count one visited node.

        Raises:
            ExpensiveQuery: too many nodes were visited.
        """
        self._left -= 1
        if self._left < 0 and not self._is_counted:
            # Counting takes as long as a simple query, and is rarely needed.
            self._is_counted = True
            self._left += STEPS_PER_NODE * _node_count(self._tree)
        if self._left < 0:
            raise ExpensiveQuery("too many steps")


def _node_count(tree: Any) -> int:
    """Return the number of objects and arrays of a tree."""
    count, waiting = 0, [tree]
    while waiting:
        node = waiting.pop()
        count += 1
        inside = node.values() if isinstance(node, dict) else node
        waiting += [each for each in inside if isinstance(each, dict | list)]
    return count


class _Node(JSONPathNode):
    """A node that counts visits of the nodes inside it."""

    __slots__ = ("steps",)

    def __init__(
        self, value: Any, location: Any, parent: Any, root: Any, steps: _Steps
    ) -> None:
        super().__init__(value=value, location=location, parent=parent, root=root)
        self.steps = steps
        steps.take()

    def new_child(self, value: object, key: int | str, parent: Any) -> JSONPathNode:
        """Return a node for a value inside this node."""
        return _Node(value, (*self.location, key), parent, self.root, self.steps)


class _FilterQuery(JSONPathQuery):
    """A query inside a filter; it counts the nodes that it visits."""

    def finditer(self, value: Any) -> Iterable[JSONPathNode]:
        """Yield the nodes that the query selects."""
        steps = cast(_Environment, self.env).steps
        nodes: Iterable[JSONPathNode] = [_Node(value, (), None, value, steps)]
        for segment in self.segments:
            nodes = segment.resolve(nodes)
        return nodes


class _Parser(Parser):
    """A parser whose filters count the nodes that they visit."""

    def parse_root_query(self, stream: Any) -> Expression:
        """Parse a query that begins at the root."""
        return self._counted(super().parse_root_query(stream))

    def parse_relative_query(self, stream: Any) -> Expression:
        """Parse a query that begins at the current node."""
        return self._counted(super().parse_relative_query(stream))

    def _counted(self, parsed: Expression) -> Expression:
        query = cast(FilterQuery, parsed)
        query.query = _FilterQuery(env=self.env, segments=query.query.segments)
        return query


class _Environment(JSONPathEnvironment):
    """An environment for queries that descend as deep as documents can be nested."""

    max_recursion_depth = 1000
    parser_class = _Parser

    def __init__(self) -> None:
        self.steps = _Steps(())
        super().__init__()

    def setup_function_extensions(self) -> None:
        """Register the functions; those that match patterns take linear time."""
        super().setup_function_extensions()
        self.function_extensions |= {"match": Match(), "search": Search()}
