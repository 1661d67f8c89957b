"""Check filters, sorts, locks, credentials, argument rules and error rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Location, Operation, Spec, schema_reference
from ..errors import Finding, Path
from ..messages import Message, Text
from ..vocabulary import keys
from .filters import filter_findings
from .findings import Fact, LookUp, facts, failures, look_up
from .location_problems import listed, missing, unreachable

LOCATED = ("message", "code", "details", "request-id")


def check_extensions(spec: Spec) -> Iterator[Finding]:
    """Yield what is wrong with all keys but those of pagination."""
    looked_up: list[LookUp] = []
    each = list(spec.operations())
    for operation in each:
        for key in (keys.FILTER, keys.SORT):
            for fact in facts(operation, key):
                if not Location.parse(str(fact.value.get("location"))).is_whole:
                    looked_up += look_up(operation, key, fact, ("location",))
                yield from _schema_of(operation, key, fact)
        for fact in facts(operation, keys.OPTIMISTIC_LOCK):
            for member in ("version", "key"):
                looked_up += look_up(operation, keys.OPTIMISTIC_LOCK, fact, (member,))
        for fact in facts(operation, keys.AUTH):
            for name in fact.value.get("fields", ()):
                path = ("fields", name, "location")
                looked_up += look_up(operation, keys.AUTH, fact, path)
        yield from _argument_rules(operation)
    yield from failures(looked_up)
    yield from filter_findings(spec.document)
    yield from _errors(spec, each)


def _schema_of(operation: Operation, key: str, fact: Fact) -> Iterator[Finding]:
    if "schema" not in fact.value:
        return
    spec, of = operation.spec, str(fact.value["schema"])
    where = fact.origin(("schema",))
    if of not in spec.schemas:
        unknown = Message.UNKNOWN_COMPONENT(name=of, known=listed(of, spec.schemas))
        yield where, unknown.under(f"{key}.schema")
        return
    properties = spec.possible_properties(schema_reference(of)).values()
    if not any(isinstance(p, Mapping) and p.get(key) for p in properties):
        unmarked = Message.NO_MARKED_PROPERTY(name=of, key=key)
        yield where, unmarked.under(f"{key}.schema")
    other = facts(operation, keys.FILTER)
    if key == keys.SORT and other and other[0].value.get("schema", of) != of:
        filtered = other[0].value["schema"]
        another = Message.SORT_OF_ANOTHER(name=of, filtered=filtered)
        yield where, another.under(f"{key}.schema")


def _argument_rules(operation: Operation) -> Iterator[Finding]:
    key = keys.ARGUMENT_RULES
    rules = operation.node.get(key)
    for i, rule in enumerate(rules if isinstance(rules, list) else ()):
        for kind, locations in rule.items():
            for j, location in enumerate(locations):
                at: Path = (*operation.pointer, key, i, kind, j)
                if wrong := unreachable(operation, location):
                    yield at, wrong.under(f"{key}.{kind}")


def _errors(spec: Spec, each: list[Operation]) -> Iterator[Finding]:
    """Yield locations of error rules that no response they are read from has."""
    key = keys.ERRORS
    for scheme, value in spec.schemes(key).items():
        using = [o for o in each if o.node.get(key, "default") == scheme]
        for i, rule in enumerate(value.get("rules", ())):
            at: Path = (key, scheme, "rules", i)
            when = rule.get("when", {})
            locations: dict[Path, Any] = {(n,): rule[n] for n in LOCATED if n in rule}
            if "location" in when:
                locations["when", "location"] = when["location"]
            for path, location in locations.items():
                parsed = Location.parse(str(location))
                if wrong := _unread(using, when.get("status"), parsed):
                    label = ".".join([f"{key}.{scheme}.rules[{i}]", *map(str, path)])
                    yield (*at, *path), wrong.under(label)


def _unread(using: list[Operation], status: Any, at: Location) -> Text | None:
    """Return why none of the declared responses of a status has a location."""
    if not at.pointer:
        return None
    wanted = ["4XX", "5XX"] if status is None else [str(status)]
    wrong = None
    for operation in using:
        for one in wanted:
            for schema in operation.responses(one):
                owner = f"the {one} response of {operation.wire}"
                wrong = missing(operation.spec, schema, at.pointer, owner)
                if wrong is None:
                    return None
    return wrong
