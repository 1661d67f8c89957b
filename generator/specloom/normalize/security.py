"""Leave out alternatives of security whose scheme no document declares.

HTTP authentication is basic or bearer.
"""

from __future__ import annotations

from typing import Any

from ..document import each_operation
from ..load import location_of
from .generation_report import GenerationReport, Subject, escape


def normalize_security(tree: Any, report: GenerationReport, overlay: str) -> None:
    """Leave each list of security requirements with those that can be satisfied.

    Without any that can be, an operation is called without credentials.

    Args:
        tree: the document.
        report: records the alternatives that are left out.
        overlay: the name of the overlay's file: what it requires is checked later.
    """
    declared = tree["components"].get("securitySchemes", {})
    for name, scheme in declared.items():
        if scheme.get("type") == "http":
            _choose_http_scheme(name, scheme, report)
    holders = [(Subject("part", "/security"), tree)]
    holders += [
        (Subject.operation(path, method), operation)
        for path, method, operation in each_operation(tree)
    ]
    for subject, holder in holders:
        for requirement in list(holder.get("security", ())):
            unknown = sorted(requirement.keys() - declared.keys())
            if unknown and location_of(requirement).file != overlay:
                holder["security"].remove(requirement)
                detail = f"no security scheme {', '.join(unknown)}"
                report.degrade(
                    subject, "security", detail, at=requirement, done="left out"
                )


def _choose_http_scheme(name: str, scheme: Any, report: GenerationReport) -> None:
    """Make a scheme of HTTP basic or bearer authentication, which clients can do.

    One without a name is reported when the document is made to conform.
    """
    kind = scheme.get("scheme", "bearer")
    if kind.lower() not in ("basic", "bearer"):
        subject = Subject("part", f"/components/securitySchemes/{escape(name)}/scheme")
        detail, done = f'HTTP authentication "{kind}"', "read as bearer"
        report.degrade(subject, "security", detail, at=scheme, done=done)
        kind = "bearer"
    scheme["scheme"] = kind
