"""Check that error rules read only response locations that exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import Location, Node, Operation, Spec
from ..errors import Finding, Path
from ..messages import Text
from ..vocabulary import keys
from .location_problems import missing

LOCATED = ("message", "code", "details", "request-id")


def check_error_rules(spec: Spec) -> Iterator[Finding]:
    """Yield a problem for each rule location that is missing in all matching responses.

    A response matches if the rule applies to its status.
    """
    key, operations = keys.ERRORS, list(spec.operations())
    for scheme, value in spec.schemes(key).items():
        using = [o for o in operations if o.node.get(key, "default") == scheme]
        for i, rule in enumerate(value.get("rules", ())):
            at: Path = (key, scheme, "rules", i)
            when = rule.get("when", {})
            locations = dict(_located(rule))
            if "location" in when:
                locations["when", "location"] = when["location"]
            for path, location in locations.items():
                parsed = Location.parse(str(location))
                if wrong := _unread_location(using, when.get("status"), parsed):
                    label = f"{key}.{scheme}.rules[{i}]" + "".join(map(_shown, path))
                    yield (*at, *path), wrong.under(label)


def _located(rule: Node) -> Iterator[tuple[Path, str]]:
    """Yield each location that a rule reads, with its path in the rule."""
    for name in LOCATED:
        declared = rule.get(name, ())
        if isinstance(declared, str):
            yield (name,), declared
            continue
        for number, location in enumerate(declared):
            yield (name, number), location


def _shown(step: str | int) -> str:
    return f"[{step}]" if isinstance(step, int) else f".{step}"


def _unread_location(using: list[Operation], status: Any, at: Location) -> Text | None:
    """Return a problem if `at` is missing in every response declared for `status`."""
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
