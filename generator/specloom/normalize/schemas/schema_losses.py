"""Report and remove the parts of a schema that generated code does not support."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...document import ValueKinds, declared_default, default_state
from ...document.pointers import escape
from .contradictions import contradiction
from .unstated_keywords import Whole, unstated_keywords

Degrade = Callable[..., None]
"""`GenerationReport.degrade` for the subject that contains the schema."""


def report_unstated(
    node: Any,
    fresh: Any,
    whole: Whole,
    around: Whole | None,
    kinds: ValueKinds,
    report: Degrade,
) -> None:
    """Report keywords that the Python type does not express or that allow no value."""
    is_part = around is not None
    if not is_part and (why := contradiction(fresh, kinds)):
        report("no-value", why)
        return
    found = unstated_keywords(fresh, whole, kinds.schemas, is_part=is_part)
    parts = [each for each in node.get("allOf") or () if isinstance(each, dict)]
    if said := [w for w in found if w in node or any(w in each for each in parts)]:
        report("untyped", ", ".join(said))


def check_pattern(node: Any, degrade: Degrade, where: str) -> None:
    pattern = node.get("pattern")
    if not isinstance(pattern, str):
        return
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        del node["pattern"]
        degrade("pattern", pattern[:80], part=where)


def check_default(node: Any, schemas: Any, degrade: Degrade, where: str) -> None:
    """Remove a default of the wrong type; report a default that the code lacks."""
    if "default" not in node:
        return
    value = node["default"]
    state = default_state(schemas, node, value)
    if state == "wrong":
        del node["default"]
    if state != "kept":
        # Many tools write null for a missing default.
        lost = state == "wrong" and value is not None
        reason = "default" if lost else "default-unstated"
        degrade(reason, repr(value)[:80], part=where)


def check_required_defaults(
    node: Any, schemas: Any, degrade: Degrade, where: str
) -> None:
    """Report defaults of required properties, which callers must pass anyway."""
    members = node.get("properties") or {}
    for name in node.get("required") or ():
        value = declared_default(schemas, members.get(name))
        kept = value is not None and default_state(schemas, members[name], value)
        if kept == "kept":
            at = f"{where}/properties/{escape(name)}"
            detail = f"{value!r:.60} of a required property"
            degrade("default-unstated", detail, part=at, at=members[name])
