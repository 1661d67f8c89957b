"""Security requirements as the runtime tells their alternatives apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from ..document import Node, Spec

REFRESH = " by refresh token"
"""What follows a scheme's name where its refresh token is meant."""


def requirements(spec: Spec, declared: Sequence[Node]) -> tuple[tuple[str, ...], ...]:
    """Return the alternatives of schemes that a `security` list declares.

    A client certificate is part of the TLS settings, so the client has no credential
    for it. A scheme whose tokens can be refreshed takes an access token or a refresh
    token: two alternatives.
    """
    found: list[tuple[str, ...]] = []
    for requirement in declared:
        forms = [
            (name, name + REFRESH) if refresh_flow(spec, name) else (name,)
            for name in requirement
            if spec.security_schemes.get(name, {}).get("type") != "mutualTLS"
        ]
        found += product(*forms)
    return tuple(found)


def refresh_flow(spec: Spec, scheme: str) -> Node | None:
    """Return the flow that trades the scheme's refresh token, if it has one."""
    flows = spec.security_schemes.get(scheme, {}).get("flows", {})
    flow: Node = flows.get("authorizationCode", {})
    own = {"password", "clientCredentials"} & flows.keys()
    return flow if "refreshUrl" in flow and not own else None
