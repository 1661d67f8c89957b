"""Expand the rules of an overlay into keys on the matching nodes.

An action sets constants on nodes; a rule sets values that can differ between nodes. A
rule consists of JSONPath queries (RFC 9535), which are run with references resolved,
and of the values to set. There are no expressions: a value is a constant or one of a
fixed set of readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonpath_rfc9535 import JSONPathError

from ..document import contents, each_operation, inline_properties, preferred
from ..document.references import Resolver
from ..errors import Problem, SpecError
from ..load import Document, SpecMap, deep_copy, location_of
from ..messages import Message, Text
from ..names import identifier
from ..vocabulary import keys
from .edits import merge
from .queries import ExpensiveQuery, Query

DURATIONS = {"months": "P{}M", "days": "P{}D", "minutes": "PT{}M"}
"""For each unit, the format of an ISO 8601 duration in this unit."""


def expand_rules(tree: Any, overlay: Document) -> None:
    """Set the keys of the overlay's rules on the nodes of a document.

    Raises:
        SpecError: a query is invalid, or the number of matching nodes is not as
            expected.
    """
    problems: list[Problem] = []
    resolver = Resolver(tree)
    explicit: dict[int, dict[str, Any]] = {}
    for number, rule in enumerate(overlay.data.get(keys.RULES, ())):
        expected = rule.get("expect")
        message: Text | None = None
        try:
            count = _expand(tree, rule, resolver, explicit)
        except ExpensiveQuery:
            message = Message.EXPENSIVE_QUERY(query="the rule")
        except JSONPathError as error:
            message = Message.INVALID_RULE(reason=str(error).splitlines()[0])
        except ReaderError as error:
            message = error.message
        else:
            if expected is not None and count != expected:
                message = Message.RULE_MISCOUNT(count=count, expected=expected)
            elif count == 0:
                message = Message.RULE_WITHOUT_MATCH()
        if message is not None:
            location = overlay.location([keys.RULES, number])
            problems.append(Problem(location, message))
    if problems:
        raise SpecError(problems)


class ReaderError(Exception):
    """The error that is raised if the value for a reader does not exist."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


def _expand(
    tree: Any,
    rule: Mapping[str, Any],
    resolver: Resolver,
    explicit: dict[int, dict[str, Any]],
) -> int:
    """Expand one rule, and return the number of matching nodes.

    Args:
        tree: the document.
        rule: the rule.
        resolver: the resolver for the references of the document.
        explicit: the keys that each node had before its first matching rule. They take
            precedence over the rules. The keys of `explicit` are ids of nodes.
    """
    where = [Query(text) for text in rule.get("where", ())]
    unless = [Query(text) for text in rule.get("unless", ())]
    matched = [
        (node, view)
        for node, view in _candidates(tree, rule["for"], resolver)
        if all(query.matches(view) for query in where)
        and not any(query.matches(view) for query in unless)
    ]
    for node, view in matched:
        if id(node) not in explicit:
            said = (key for key in node if key.startswith(keys.VERSION))
            explicit[id(node)] = {key: deep_copy(node[key]) for key in said}
        own = explicit[id(node)]
        facts = SpecMap(location_of(rule, "set"))
        for key, fact in rule["set"].items():
            if not isinstance(own.get(key, {}), dict):
                continue
            value = _under(_value(fact, view), own.get(key))
            facts.put(key, value, location_of(rule["set"], key))
        merge(node, deep_copy(facts))
    return len(matched)


def _under(value: Any, own: Any) -> Any:
    """Return the value of a rule, without the members that the node itself declares."""
    if not isinstance(own, dict):
        return value
    if not isinstance(value, dict):
        return own
    kept = SpecMap(location_of(value))
    for key, member in value.items():
        if isinstance(own.get(key, {}), dict):
            kept.put(key, _under(member, own.get(key)), location_of(value, key))
    return kept


def _candidates(
    tree: Any, kind: str, resolver: Resolver
) -> Iterator[tuple[dict[str, Any], Any]]:
    if kind == "property":
        for node in _properties(tree):
            yield node, resolver.view(node)
        return
    for _, _, operation in each_operation(tree):
        if kind == "operation":
            yield operation, resolver.view(operation)
            continue
        for parameter in operation.get("parameters", ()):
            node = resolver.target(parameter)
            yield node, resolver.view(node)


def _properties(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every property of components and inline bodies, each only once."""
    waiting = list(tree.get("components", {}).get("schemas", {}).values())
    for _, _, operation in each_operation(tree):
        for content in contents(operation):
            waiting += [media.get("schema") for media in content.values()]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        if not isinstance(node, dict):
            continue
        for prop in node.get("properties", {}).values():
            if isinstance(prop, dict):
                yield prop
                waiting.append(prop)
        for word in ("allOf", "anyOf", "oneOf", "items", "additionalProperties"):
            waiting.append(node.get(word))


def _value(fact: Any, view: Any) -> Any:
    """Return the value that a rule sets on a node, with the results of its readers."""
    if not isinstance(fact, Mapping):
        return fact
    if "copy" in fact:
        value = _member(view, fact["copy"])
        return DURATIONS[fact["as"]].format(value) if "as" in fact else value
    if "split" in fact:
        items = str(_member(view, fact["split"])).split(",")
        return [item.strip() for item in items if item.strip()]
    if fact.get("array-of") == "response":
        return _only_array(view)
    values = SpecMap(location_of(fact))
    for key, inner in fact.items():
        values.put(key, _value(inner, view), location_of(fact, key))
    return values


def _member(view: Any, name: str) -> Any:
    if name not in view:
        raise ReaderError(Message.READER_WITHOUT_MEMBER(name=name))
    return view[name]


def _only_array(view: Any) -> str:
    """Return the location of the only array in the 200 response.

    Deprecated arrays are ignored.
    """
    content = view.get("responses", {}).get("200", {}).get("content", {})
    media = preferred(content)
    schema = content[media].get("schema", {}) if media else {}
    if schema.get("type") == "array":
        return "$response.body"
    found = [
        name
        for name, prop in inline_properties(schema).items()
        if "array" in prop.get("type", ()) and not prop.get("deprecated")
    ]
    named = str(view.get("operationId", "an operation"))
    # Of several arrays, the items are in the one that is named like the resource.
    resource = identifier(re.split(r"[_./]", named)[0])
    found = [name for name in found if identifier(name) == resource] or found
    if len(found) != 1:
        shown = ", ".join(found) or "none"
        raise ReaderError(Message.READER_WITHOUT_ARRAY(operation=named, found=shown))
    return f"$response.body#/{found[0]}"
