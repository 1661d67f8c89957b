"""Determine from a JSONPath the kinds of nodes that an overlay action can reach."""

from __future__ import annotations

import jsonpath_rfc9535 as jsonpath
from jsonpath_rfc9535.segments import JSONPathRecursiveDescentSegment
from jsonpath_rfc9535.selectors import NameSelector

from .node_kinds import ANY, DATA, Kinds, below, child, inside


def kinds_of(target: object) -> Kinds:
    """Return the kinds of nodes that a target can select; `ANY` if they are unknown.

    The result may contain too many kinds, because filters are assumed to match every
    node.
    """
    try:
        query = jsonpath.compile(str(target))
    except jsonpath.JSONPathError:
        return frozenset({ANY})
    kinds: Kinds = frozenset({"root"})
    for segment in query.segments:
        if isinstance(segment, JSONPathRecursiveDescentSegment):
            kinds = below(kinds)
        found: set[str] = set()
        for selector in segment.selectors:
            if isinstance(selector, NameSelector):
                found |= {child(kind, selector.name) for kind in kinds}
            else:
                found |= inside(kinds)
        kinds = frozenset(found)
    return kinds or frozenset({DATA})
