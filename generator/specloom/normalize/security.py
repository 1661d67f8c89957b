"""Leave out security schemes that no client can use, and requirements of them.

Of HTTP authentication a client can do basic and bearer. Credentials of another scheme
would be sent where the server expects something else.
"""

from __future__ import annotations

from typing import Any

from ..document import each_operation
from ..load import location_of
from ..vocabulary import keys
from .generation_report import GenerationReport, Subject, escape
from .parameters import is_sendable

HTTP_SCHEMES = ("basic", "bearer")


def normalize_security(tree: Any, report: GenerationReport, overlay: str) -> None:
    """Leave each list of security requirements with those that can be satisfied.

    Without any that can be, an operation is called without credentials.

    Args:
        tree: the document.
        report: records the schemes and alternatives that are left out.
        overlay: the name of the overlay's file: what it requires is checked later.
    """
    declared = tree["components"].get("securitySchemes", {})
    explained = tree.get(keys.AUTH)
    for name, scheme in list(declared.items()):
        if detail := _unusable(scheme):
            if isinstance(explained, dict) and name in explained:
                continue  # The overlay says what is sent for it.
            part = Subject("part", f"/components/securitySchemes/{escape(name)}")
            report.degrade(part, "security", detail, at=scheme, done="left out")
            del declared[name]
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


def _unusable(scheme: Any) -> str:
    """Return why no client can use a security scheme, "" if one can.

    One of HTTP without a name is bearer, and reported when the document is made to
    conform.
    """
    if scheme.get("type") == "http":
        kind = scheme.setdefault("scheme", "bearer")
        if kind.lower() not in HTTP_SCHEMES:
            return f'HTTP authentication "{kind}" (expected basic or bearer)'
    if scheme.get("type") == "apiKey":
        place, name = scheme["in"], scheme["name"]
        if not name or not is_sendable(place, name):
            return f'a key in the {place} "{name}", which is not a name there'
    return ""
