"""Check that error rules read only response locations that exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import Location, Node, Operation, Spec
from ..errors import Finding, Path
from ..messages import Message, Text
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
        rules = value.get("rules", ())
        by_code = any("code" in rule for rule in rules)
        if "classes" in value and not by_code:
            unused = Message.UNUSED_ERROR_CLASSES(key=f"{key}.{scheme}")
            yield (key, scheme, "classes"), unused
        for path, status, location in _located(value):
            if wrong := _unread_location(using, status, Location.parse(location)):
                label = f"{key}.{scheme}" + "".join(map(_shown, path))
                yield (key, scheme, *path), wrong.under(label)


def _located(scheme: Node) -> Iterator[tuple[Path, Any, str]]:
    """Yield each location that a scheme reads: its path, a status and the location."""
    yield from _each("hint", None, (), scheme)
    for number, rule in enumerate(scheme.get("rules", ())):
        when, at = rule.get("when", {}), ("rules", number)
        status = when.get("status")
        for name in LOCATED:
            yield from _each(name, status, at, rule)
        if "location" in when:
            yield (*at, "when", "location"), status, str(when["location"])


def _each(
    name: str, status: Any, at: Path, holder: Node
) -> Iterator[tuple[Path, Any, str]]:
    """Yield the locations of an attribute, which are one location or a list."""
    declared = holder.get(name, ())
    if isinstance(declared, str):
        yield (*at, name), status, declared
        return
    for index, location in enumerate(declared):
        yield (*at, name, index), status, location


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
