"""Check security: requirements, logins, and the locations of credentials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import Spec
from ..errors import Finding, Path
from ..messages import Message, Text
from ..suggestions import did_you_mean
from ..vocabulary import keys
from .findings import LookUp, facts, failures, look_up


def check_security(spec: Spec) -> Iterator[Finding]:
    """Yield the problems of security requirements and credentials."""
    yield from _requirements(spec)
    yield from _credentials(spec)
    yield from _credential_locations(spec)


def _requirements(spec: Spec) -> Iterator[Finding]:
    known = spec.security_schemes
    at: list[tuple[Path, Any]] = [((), spec.document)]
    at += [(operation.pointer, operation.node) for operation in spec.operations()]
    for pointer, node in at:
        for i, requirement in enumerate(node.get("security", ())):
            for name in requirement:
                if name not in known:
                    has = ", ".join(known) or "none"
                    unknown = Message.UNKNOWN_SECURITY_SCHEME(name=name, known=has)
                    yield (*pointer, "security", i, name), unknown.under("security")


def _credentials(spec: Spec) -> Iterator[Finding]:
    """Yield the problems of logins, and of credentials without a location."""
    for scheme, auth in spec.schemes(keys.AUTH).items():
        at: Path = (keys.AUTH, scheme)
        unlocated = [
            ("fields", name)
            for name, field in auth.get("fields", {}).items()
            if "location" not in field
        ]
        if scheme not in spec.security_schemes:
            known = ", ".join(spec.security_schemes) or "none"
            unsent = Message.CREDENTIAL_WITHOUT_LOCATION(scheme=scheme, known=known)
            for path in unlocated:
                yield _in_scheme((*at, *path), unsent)
            if "login" in auth:
                unknown = Message.UNKNOWN_SECURITY_SCHEME(name=scheme, known=known)
                yield _in_scheme((*at, "login"), unknown)
        if "login" in auth:
            call = auth["login"]["call"]
            calls = [operation.wire for operation in spec.operations()]
            if call not in calls:
                hint = did_you_mean(call, calls, " ({})")
                absent = Message.UNKNOWN_LOGIN(operation=call, hint=hint)
                yield _in_scheme((*at, "login", "call"), absent)
            for path in unlocated:
                yield _in_scheme((*at, *path), Message.UNSENT_CREDENTIAL())


def _in_scheme(path: Path, wrong: Text) -> Finding:
    """Return a finding whose message begins with the given path."""
    return path, wrong.under(".".join(map(str, path)))


def _credential_locations(spec: Spec) -> Iterator[Finding]:
    """Yield a problem for each credential location that is missing in the request."""
    looked_up: list[LookUp] = []
    for operation in spec.operations():
        for fact in facts(operation, keys.AUTH):
            for name in fact.value.get("fields", ()):
                path = ("fields", name, "location")
                looked_up += look_up(operation, keys.AUTH, fact, path)
    yield from failures(looked_up)
