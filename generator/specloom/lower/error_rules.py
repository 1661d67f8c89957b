"""Lower the rules that select the error class of a response and find its message."""

from __future__ import annotations

from typing import Any

from specloom_runtime.operations.service import ErrorName, ErrorRule

from ..document import Node, Spec, wire_location
from ..vocabulary import keys

RULE_LOCATIONS = ("message", "code", "details", "request-id")


def error_rules(spec: Spec) -> dict[str, tuple[ErrorRule, ...]]:
    """Return the rules of each error scheme."""
    return {
        scheme: tuple(_rule(rule, fact.get("hint")) for rule in fact.get("rules", ()))
        for scheme, fact in spec.schemes(keys.ERRORS).items()
    }


def error_kinds(spec: Spec) -> dict[str, dict[str, ErrorName]]:
    """Return the error classes by code of each error scheme that has them."""
    return {
        scheme: fact["classes"]
        for scheme, fact in spec.schemes(keys.ERRORS).items()
        if "classes" in fact
    }


def _rule(rule: Node, hint: Any) -> ErrorRule:
    when = rule.get("when", {})
    locations = {
        key.replace("-", "_"): _locations(rule[key])
        for key in RULE_LOCATIONS
        if key in rule
    }
    return ErrorRule(
        status=when.get("status"),
        location=wire_location(when["location"]) if "location" in when else None,
        equals=when.get("equals"),
        kind=rule.get("class"),
        hint=_locations(hint) if hint else None,
        retryable=rule.get("retryable"),
        for_end_user=rule.get("for-end-user", False),
        **locations,
    )


def _locations(declared: Any) -> Any:
    """Return one location, or a tuple of several, in the runtime's form."""
    if isinstance(declared, str):
        return wire_location(declared)
    return tuple(map(wire_location, declared))
