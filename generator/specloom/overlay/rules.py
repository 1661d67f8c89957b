"""Expands the overlay's rules into plain facts.

A rule says of many nodes what an overlay's constants can only say of one: which nodes
(RFC 9535 queries, references followed), and what to set on each. There are no
expressions: a value is a constant or one of a closed list of readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonpath_rfc9535 import JSONPathError, JSONPathQuery, compile

from ..document import each_operation, inline_properties
from ..document.references import Resolver
from ..errors import Problem, SpecError
from ..load import Document, deep_copy
from ..messages import Text
from ..messages import overlays as messages
from ..names import identifier
from ..vocabulary import keys
from .apply import merge

MONTHS = {"months": "P{}M", "days": "P{}D", "minutes": "PT{}M"}


def expand_rules(tree: Any, overlay: Document) -> None:
    """Sets on the tree what the overlay's rules say.

    Raises:
        SpecError: a query is none, a rule matches nothing or not what it expects.
    """
    problems: list[Problem] = []
    resolver = Resolver(tree)
    for number, rule in enumerate(overlay.data.get(keys.RULES, ())):
        place = overlay.location([keys.RULES, number])
        try:
            count = _expand(tree, rule, resolver)
        except JSONPathError as error:
            message = messages.INVALID_RULE(reason=str(error).splitlines()[0])
            problems.append(Problem(location=place, message=message))
            continue
        except ReaderError as error:
            problems.append(Problem(location=place, message=error.message))
            continue
        wanted = rule.get("expect")
        if wanted is not None and count != wanted:
            message = messages.RULE_MISCOUNT(count=count, expected=wanted)
            problems.append(Problem(location=place, message=message))
        elif count == 0:
            message = messages.RULE_WITHOUT_MATCH()
            problems.append(Problem(location=place, message=message))
    if problems:
        raise SpecError(problems)


class ReaderError(Exception):
    """A reader found nothing to read."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


def _expand(tree: Any, rule: Mapping[str, Any], resolver: Resolver) -> int:
    where = [compile(q) for q in rule.get("where", ())]
    unless = [compile(q) for q in rule.get("unless", ())]
    matched = [
        (node, view)
        for node, view in _candidates(tree, rule["for"], resolver)
        if all(_found(q, view) for q in where)
        and not any(_found(q, view) for q in unless)
    ]
    for node, view in matched:
        facts = {key: _value(said, view, resolver) for key, said in rule["set"].items()}
        merge(node, deep_copy(facts))
    return len(matched)


def _found(query: JSONPathQuery, view: Any) -> bool:
    return next(iter(query.finditer(view)), None) is not None


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
    """Every property of components and inline bodies, each once."""
    waiting = list(tree.get("components", {}).get("schemas", {}).values())
    for _, _, operation in each_operation(tree):
        bodies = [
            operation.get("requestBody"),
            *operation.get("responses", {}).values(),
        ]
        for message in bodies:
            content = message.get("content", {}) if isinstance(message, dict) else {}
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
            if isinstance(node.get(word), dict | list):
                waiting.append(node[word])


def _value(said: Any, view: Any, resolver: Resolver) -> Any:
    if isinstance(said, Mapping):
        if "copy" in said:
            return _copied(said, view)
        if "split" in said:
            text = str(_member(view, said["split"]))
            return [word.strip() for word in text.split(",") if word.strip()]
        if said.get("array-of") == "response":
            return _only_array(view)
        return {key: _value(inner, view, resolver) for key, inner in said.items()}
    return said


def _copied(said: Mapping[str, Any], view: Any) -> Any:
    value = _member(view, said["copy"])
    return MONTHS[said["as"]].format(value) if "as" in said else value


def _member(view: Any, name: str) -> Any:
    if name not in view:
        raise ReaderError(messages.READER_WITHOUT_MEMBER(name=name))
    return view[name]


def _only_array(view: Any) -> str:
    """The location of the 200 response's array, deprecated ones left aside."""
    content = view.get("responses", {}).get("200", {}).get("content", {})
    media: Any = next(iter(content.values()), {})
    schema = media.get("schema", {})
    if schema.get("type") == "array":
        return "$response.body"
    found = [
        name
        for name, prop in inline_properties(schema).items()
        if "array" in prop.get("type", ()) and not prop.get("deprecated")
    ]
    named = str(view.get("operationId", "an operation"))
    if len(found) > 1:
        # Side-loaded arrays stand beside the one that is called as the resource is.
        resource = identifier(re.split(r"[_./]", named)[0])
        found = [name for name in found if identifier(name) == resource] or found
    if len(found) != 1:
        shown = ", ".join(found) or "none"
        raise ReaderError(messages.READER_WITHOUT_ARRAY(operation=named, found=shown))
    return f"$response.body#/{found[0]}"
