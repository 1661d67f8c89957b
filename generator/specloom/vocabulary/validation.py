"""Check a document's `x-specloom-*` keys against the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..errors import Finding, Path, Problem
from ..load import Document
from ..messages import Message, Text
from ..suggestions import did_you_mean
from . import keys
from .key_schemas import NODE_NAMES, known_keys, places, validator
from .node_kinds import ANY, NAMES, Kinds, PlacedNode, walk
from .validation_errors import ABSENCE, dotted, findings, shown, unknown_key

REFERRING = {
    "operation": (*keys.WITH_SCHEMES, keys.ERRORS),
    "schema": (keys.WINDOW,),
}
"""For each kind of node, the keys that can refer to a scheme at the root."""
_RULED = {"operation": "operation", "parameter": "parameter", "property": "schema"}
_READERS = frozenset({"copy", "split", "array-of"})
NOTHING: frozenset[str] = frozenset()
"""The empty set of ignored JSON Schema keywords: everything is checked."""


def check_vocabulary(
    document: Document, extended: Iterable[PlacedNode] | None = None
) -> list[Problem]:
    """Return the problems of the keys in a description or an overlay, sorted.

    In an overlay, the update of an action may be incomplete, because it may be merged
    into existing members. The normalized document must be complete.

    Args:
        document: the description or overlay.
        extended: for a description, those of its nodes that have extensions, if they
            are known.
    """
    root = document.data
    if not isinstance(root, dict):
        return []
    if "overlay" in root:
        found = _overlay(root)
    else:
        every = walk(root, frozenset({"root"})) if extended is None else extended
        found = _description(root, every)
    place = document.location
    return sorted({Problem(place(at), said) for at, said in found})


def _description(
    root: Mapping[str, Any], nodes: Iterable[PlacedNode]
) -> Iterator[Finding]:
    for pointer, kinds, node in nodes:
        yield from _keys(node, kinds, pointer, NOTHING)
        yield from _references(root, kinds, node, pointer)


def _overlay(root: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _keys(root, frozenset({"overlay"}), (), NOTHING)
    actions = root.get("actions")
    for i, action in enumerate(actions if isinstance(actions, list) else ()):
        if isinstance(action, dict):
            at: Path = ("actions", i)
            yield from _keys(action, frozenset({"action"}), at, NOTHING)
            # Imported late: only overlays have targets, which need JSONPath.
            from .overlay_targets import kinds_of

            kinds = kinds_of(action.get("target"))
            yield from _nodes(action.get("update"), kinds, (*at, "update"), ABSENCE)
    rules = root.get(keys.RULES)
    for i, rule in enumerate(rules if isinstance(rules, list) else ()):
        if isinstance(rule, dict) and isinstance(rule.get("set"), dict):
            yield from _rule(rule, (keys.RULES, i, "set"))


def _rule(rule: Mapping[str, Any], at: Path) -> Iterator[Finding]:
    """Yield the problems of the keys that a rule sets, except values from readers."""
    facts, kind = rule["set"], _RULED.get(str(rule.get("for")), ANY)
    readers = dict(_readers(facts, at))
    for pointer, message in _keys(facts, frozenset({kind}), at, ABSENCE):
        if not any(pointer[: len(reader)] == reader for reader in readers):
            yield pointer, message
    for pointer, reader in readers.items():
        errors = validator(keys.RULES, "reader").iter_errors(reader)
        for path, message in findings(errors, NOTHING):
            yield (*pointer, *path), message


def _readers(node: Any, at: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(node, dict) and _READERS & node.keys():
        yield at, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _readers(value, (*at, key))


def _nodes(
    node: Any, kinds: Kinds, at: Path, ignored: frozenset[str]
) -> Iterator[Finding]:
    """Yield the problems of the keys of a node and of all nodes inside it."""
    for pointer, own, found in walk(node, kinds, at):
        yield from _keys(found, own, pointer, ignored)


def _keys(
    node: Mapping[str, Any], kinds: Kinds, at: Path, ignored: frozenset[str]
) -> Iterator[Finding]:
    known = known_keys() - keys.DERIVED if ignored else known_keys()
    for key, value in node.items():
        if not key.startswith(keys.VERSION):
            continue
        if kinds <= NAMES and not (ignored and key in known_keys()):
            continue  # A name in a map of names; in an overlay, it would be the key.
        pointer = (*at, key)
        if key not in known:
            yield pointer, unknown_key(key, sorted(known), keys.PREFIX)
            continue
        allowed = [p for p in places(key) if p in kinds or ANY in kinds]
        elsewhere = key in keys.OF_PROPERTIES and not ignored
        if not allowed or (elsewhere and not _is_property(at, kinds)):
            yield pointer, _misplaced(key, kinds)
        for path, message in _fewest(key, allowed, value, ignored):
            yield (*pointer, *path), message.under(dotted(key, path))


def _fewest(
    key: str, allowed: list[str], value: Any, ignored: frozenset[str]
) -> list[Finding]:
    """Return the problems of a value at the allowed place with the fewest problems."""
    each = [
        list(findings(validator(key, place).iter_errors(value), ignored))
        for place in allowed
    ]
    return min(each, key=len, default=[])


def _misplaced(key: str, kinds: Kinds) -> Text:
    here = sorted(NODE_NAMES[kind] for kind in kinds if kind in NODE_NAMES) or [
        "this object"
    ]
    if kinds <= NAMES:
        here = ["a map, whose members are names"]
    names = dict(NODE_NAMES)
    if key in keys.OF_PROPERTIES:
        component = "a component or " if key == keys.NAME else ""
        names["schema"] = f"{component}a property"
    wanted = " or ".join(names[place] for place in places(key))
    return Message.MISPLACED_KEY(key=key, here=" or ".join(here), wanted=wanted)


def _is_property(at: Path, kinds: Kinds) -> bool:
    """Return whether a node is a property's schema, or is not a schema at all."""
    return kinds != {"schema"} or at[-2:-1] == ("properties",)


def _references(
    root: Mapping[str, Any], kinds: Kinds, node: Mapping[str, Any], at: Path
) -> Iterator[Finding]:
    """Yield the references of a node to schemes that are missing at the root."""
    for key in (key for kind in kinds for key in REFERRING.get(kind, ())):
        if key not in node:
            continue
        name, known = _scheme(node[key]), root.get(key)
        names = list(known) if isinstance(known, dict) else []
        if name is not None and name not in names:
            has = ", ".join(names) or "none"
            unknown = Message.UNKNOWN_SCHEME(
                name=shown(name), hint=did_you_mean(name, names, "{} "), known=has
            )
            yield (*at, key), unknown.under(key)


def _scheme(said: Any) -> str | None:
    if isinstance(said, dict):
        said = said.get("scheme")
    return said if isinstance(said, str) else None
