"""Remove security schemes that no client can use, and the requirements for them.

Of the HTTP authentication schemes, a client supports Basic, Bearer, and a token after a
vendor-specific word. If the credentials of a scheme are computed for each request, the
scheme is removed, because the vendor would reject a token instead of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

from ...document import each_operation, steps
from ...document.identifiers import is_self
from ...document.pointers import escape
from ...load import location_of
from ...structure import Defect
from ...vocabulary import keys
from ..report import GenerationReport, Subject
from .parameters import is_sendable

REGISTERED: Final = frozenset(
    {"concealed", "digest", "dpop", "gnap", "hoba", "mutual", "negotiate", "oauth"}
    | {"privatetoken", "scram-sha-1", "scram-sha-256", "vapid"}
)
"""IANA's HTTP authentication schemes (2025-02-18), without Basic and Bearer."""
COMPUTED: Final = frozenset(
    {"escher", "hawk", "kerberos", "mac", "ntlm", "sharedkey", "sharedkeylite"}
    | {"signature", "wsse"}
)
"""Further schemes whose credentials are computed from the request."""
_SIGNED: Final = re.compile(r"hmac|ecdsa|rsa-|sha-?(1|256|384|512)|^aws|sigv4|^scram")
"""Parts of the names of other computed schemes, such as AWS4-HMAC-SHA256."""
_USUAL: Final = re.compile(
    r"(?:http[ _-]?)?(basic|bearer)(?:[ _-]?(?:auth|authentication|token|jwt))?", re.I
)
"""The names that descriptions use for Basic and Bearer."""
_EXAMPLE: Final = re.compile(r"\s*[<{\[(].*|\s+$|^\s+")
"""Text after the name of a scheme: white space and a placeholder for the token."""
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The valid form of the name of a scheme: a token (RFC 9110)."""


def normalize_security(tree: Any, report: GenerationReport, overlay: str) -> None:
    """Remove the security requirements that no client can satisfy from each list.

    If no requirement of a list remains, the operation is called without credentials.

    Args:
        tree: the document.
        report: records the removed schemes and alternatives.
        overlay: the name of the overlay's file, whose requirements are checked later.
    """
    declared = tree["components"].get("securitySchemes", {})
    explained = tree.get(keys.AUTH)
    name_schemes(tree, declared)
    requested = _requested(tree)
    for name, scheme in list(declared.items()):
        at = report, scheme, f"/components/securitySchemes/{escape(name)}"
        _correct(scheme, at)
        if isinstance(explained, dict) and name in explained:
            continue  # The overlay declares what is sent for it.
        if detail := _unusable(scheme):
            _record(at, "security", detail, "left out", loses=name in requested)
            del declared[name]
        elif name in requested:
            _explain(scheme, requested[name], at)
    for subject, holder in _holders(tree):
        for requirement in list(holder.get("security", ())):
            unknown = sorted(requirement.keys() - declared.keys())
            if unknown and location_of(requirement).file != overlay:
                holder["security"].remove(requirement)
                detail = f"no security scheme {', '.join(unknown)}"
                report.degrade(
                    subject, "security", detail, at=requirement, done="left out"
                )


def name_schemes(tree: Any, declared: Any) -> None:
    """Replace URIs of security schemes in requirements by names (OpenAPI 3.2)."""
    for _, holder in _holders(tree):
        for requirement in holder.get("security", ()):
            for key in [each for each in requirement if each not in declared]:
                path, _, fragment = unquote(key).partition("#")
                name = (steps(fragment) or ("",))[-1]
                is_one = fragment == f"/components/securitySchemes/{escape(name)}"
                is_here = not path or is_self(tree.get("$self", ""), path)
                if is_one and is_here and name in declared:
                    location = location_of(requirement, key)
                    requirement.put(name, requirement.pop(key), location)


def _holders(tree: Any) -> Iterator[tuple[Subject, Any]]:
    """Yield the objects that can contain a list of security requirements."""
    yield Subject("part", "/security"), tree
    for path, method, operation in each_operation(tree):
        yield Subject.operation(path, method), operation


def _requested(tree: Any) -> dict[str, set[str]]:
    """Return the used schemes, each with the scopes that operations request."""
    requested: dict[str, set[str]] = {}
    for _, holder in _holders(tree):
        for requirement in holder.get("security", ()):
            for name, scopes in requirement.items():
                requested.setdefault(name, set()).update(scopes)
    return requested


_Where = tuple[GenerationReport, Any, str]
"""The report, a security scheme, and the JSON pointer of the scheme."""


def _record(
    at: _Where, reason: str, detail: str, done: str, *, loses: bool = False
) -> None:
    report, scheme, pointer = at
    report.defect(
        Defect(location_of(scheme), pointer, reason, detail, done, loses=loses)
    )


def _correct(scheme: Any, at: _Where) -> None:
    """Correct the type and the name of a scheme for OpenAPI 3.

    An HTTP scheme without a name becomes Bearer; `structure` has reported this.
    """
    kind = scheme.get("type")
    if kind in ("basic", "bearer"):
        scheme["type"], scheme["scheme"] = "http", kind
        _record(at, "invalid", f'"{kind}" is not a type', f"read as http {kind}")
    if scheme.get("type") != "http":
        return
    written = scheme.get("scheme", "bearer")
    name = _EXAMPLE.sub("", written) or "bearer"
    if usual := _USUAL.fullmatch(name):
        name = usual[1].lower()
    if name.lower() != written.lower():
        detail = f'"{written}" is not the name of an authentication scheme'
        _record(at, "invalid", detail, f"read as {name}")
    if name.lower() != written.lower() or "scheme" not in scheme:
        scheme["scheme"] = name


def _unusable(scheme: Any) -> str:
    """Return the reason for which no client can use a scheme; "" if clients can."""
    kind = scheme.get("type")
    if kind == "http":
        name = scheme["scheme"]
        if not _TOKEN.fullmatch(name):
            return f'HTTP authentication "{name}", which is not a name of a scheme'
        known = name.lower()
        if known in REGISTERED | COMPUTED or _SIGNED.search(known):
            return f'HTTP authentication "{name}", computed for each request'
    if kind == "apiKey":
        place, name = scheme["in"], scheme["name"]
        if not name or not is_sendable(place, name):
            return f'a key in the {place} "{name}", which is not a name there'
    return ""


def _explain(scheme: Any, scopes: set[str], at: _Where) -> None:
    """Report the facts about a scheme that callers must know."""
    if scheme.get("type") == "mutualTLS":
        _record(at, "certificate", "", "")
    if scheme.get("deprecated") is True:
        _record(at, "deprecated-scheme", "", "")
    flows = scheme.get("flows", {}).values() if scheme.get("type") == "oauth2" else ()
    unknown = scopes.difference(*(flow.get("scopes", ()) for flow in flows))
    if flows and unknown:
        detail = f"operations request the scopes {', '.join(sorted(unknown))}"
        _record(at, "scope", f"{detail}, which it does not declare", "not requested")
