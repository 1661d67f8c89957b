"""Write explanations as JSON."""

from __future__ import annotations

from typing import Any

from .explanation import Explanation, Fact, Origin, Summary


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON."""
    return {
        "vendor": explanation.vendor,
        "method": explanation.method,
        "operation": explanation.operation,
        "signature": explanation.signature,
        "description": explanation.description,
        "sections": [
            {"title": each.title, "facts": [_fact(fact) for fact in each.facts]}
            for each in explanation.sections
        ],
    }


def summary_row(summary: Summary) -> dict[str, Any]:
    """Return a line of the list of methods as JSON."""
    return {
        "method": summary.method,
        "operation": summary.operation,
        "marks": [*summary.marks],
        "origin": _origin(summary.origin),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "text": fact.text,
        "value": fact.value,
        "origin": _origin(fact.origin),
    }


def _origin(origin: Origin) -> dict[str, Any]:
    if origin.location is None:
        return {"kind": "runtime"}
    made: dict[str, Any] = {
        "kind": "description",
        **origin.location._asdict(),
        "pointer": [*(origin.pointer or ())],
    }
    if (why := origin.provenance) is not None:
        made["provenance"] = {
            "reason": why.reason,
            "source": why.source,
            "checked": why.checked,
            "assumed": why.assumed,
        }
    return made
