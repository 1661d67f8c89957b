"""Do filters, sorts, locks, credentials and errors point at what is there?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..vocabulary import PREFIX
from .grammars import grammar_findings
from .operations import Fact, Operation, Path, operations
from .shapes import REFERENCE, listed, steps
from .trials import Finding, Trial, settle, tried

RULED = ("message", "code", "details", "request-id")


def check_messages(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything wrong with what messages carry besides pages."""
    trials: list[Trial] = []
    each = list(operations(document))
    for operation in each:
        for concern in ("filter", "sort"):
            for fact in operation.facts(concern):
                if fact.value.get("at") not in ("$request.query", "$request.body#"):
                    trials += tried(operation, concern, fact, ("at",))
                yield from _of(operation, concern, fact)
        for fact in operation.facts("concurrency"):
            trials += tried(operation, "concurrency", fact, ("version",))
            trials += tried(operation, "concurrency", fact, ("key",))
        for fact in operation.facts("auth"):
            for name in fact.value.get("fields", ()):
                trials += tried(operation, "auth", fact, ("fields", name, "at"))
        yield from _require(operation)
    yield from settle(trials)
    yield from grammar_findings(document)
    yield from _errors(document, each)


def _of(operation: Operation, concern: str, fact: Fact) -> Iterator[Finding]:
    if "of" not in fact.value:
        return
    key, of = PREFIX + concern, str(fact.value["of"])
    shapes, where = operation.shapes, fact.origin(("of",))
    if of not in shapes.schemas:
        has = listed(of, shapes.schemas)
        yield where, f'{key}.of: no component "{of}" (there are: {has})'
        return
    properties = shapes.properties({"$ref": REFERENCE + of}).values()
    if not any(isinstance(p, Mapping) and p.get(key) for p in properties):
        yield where, f"{key}.of: no property of {of} has {key}"
    other = operation.facts("filter")
    if concern == "sort" and other and other[0].value.get("of", of) != of:
        filtered = other[0].value["of"]
        yield where, f"{key}.of: {of}, but the filter is of {filtered}"


def _require(operation: Operation) -> Iterator[Finding]:
    key = PREFIX + "require"
    said = operation.node.get(key)
    for i, one in enumerate(said if isinstance(said, list) else ()):
        for kind, locations in one.items():
            for j, location in enumerate(locations):
                if wrong := operation.wrong(location):
                    yield (*operation.at, key, i, kind, j), f"{key}.{kind}: {wrong}"


def _errors(document: Mapping[str, Any], each: list[Operation]) -> Iterator[Finding]:
    """Error places that no answer they are read from has."""
    key = PREFIX + "errors"
    for scheme, said in document.get(key, {}).items():
        using = [o for o in each if o.node.get(key, "default") == scheme]
        for i, rule in enumerate(said.get("rules", ())):
            at: Path = (key, scheme, "rules", i)
            when = rule.get("when", {})
            places: dict[Path, Any] = {
                (name,): rule[name] for name in RULED if name in rule
            }
            if "at" in when:
                places["when", "at"] = when["at"]
            for path, location in places.items():
                if wrong := _unread(using, when.get("status"), str(location)):
                    label = ".".join([f"{key}.{scheme}.rules[{i}]", *map(str, path)])
                    yield (*at, *path), f"{label}: {wrong}"


def _unread(using: list[Operation], status: Any, location: str) -> str | None:
    """Why none of the declared answers of a status has a location."""
    if not location.startswith("$response.body#"):
        return None
    wanted = ["4XX", "5XX"] if status is None else [str(status)]
    wrong = None
    for operation in using:
        for one in wanted:
            for schema in operation.responses(one):
                owner = f"the {one} response of {operation.wire}"
                pointer = steps(location.partition("#")[2])
                wrong = operation.shapes.missing(schema, pointer, owner)
                if wrong is None:
                    return None
    return wrong
