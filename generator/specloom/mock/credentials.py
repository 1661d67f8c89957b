"""Check the credentials of requests, and respond to requests for tokens."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from werkzeug.wrappers import Request

from ..testing.json_values import as_text
from ..testing.request_locations import ABSENT
from ..vocabulary import keys
from .options import MockOptions
from .refusals import Refusal
from .requests import MockRequest
from .responses import MockResponse

TOKEN_LIFETIME = 3600
"""The lifetime of a token in seconds."""
BEARER = ("bearer", "oauth2", "openIdConnect")


@dataclass(frozen=True)
class Credentials:
    """The declared security of a description.

    Attributes:
        spec: the normalized document.
        options: whether credentials are checked, and which are accepted.
    """

    spec: Mapping[str, Any]
    options: MockOptions

    def check(self, request: MockRequest) -> None:
        """Check that a request has the credentials that its operation needs.

        Raises:
            Refusal: credentials are missing, or not among the accepted ones.
        """
        if not self.options.authenticate:
            return
        node = request.route.operation.node
        alternatives = node.get("security", self.spec.get("security")) or []
        problems = [self._problem(request, each) for each in alternatives]
        if problems and all(problems):
            raise _refusal(str(problems[0]), alternatives, self._schemes)
        for location in self._own_locations(node):
            if not self._is_accepted(request.value(location)):
                raise Refusal(f"no valid credential at {location}", (401, 403))

    @property
    def _schemes(self) -> Mapping[str, Any]:
        components = self.spec.get("components") or {}
        found: Mapping[str, Any] = components.get("securitySchemes") or {}
        return found

    def _problem(self, request: MockRequest, requirement: Any) -> str:
        """Return what a request lacks for one alternative; "" if it is satisfied."""
        names = requirement if isinstance(requirement, Mapping) else {}
        for name in names:
            scheme = self._schemes.get(name)
            if isinstance(scheme, Mapping) and not self._has(request, scheme):
                return f"no valid credential for {name}"
        return ""

    def _has(self, request: MockRequest, scheme: Mapping[str, Any]) -> bool:
        """Return whether a request has an accepted credential of a scheme."""
        kind = str(scheme.get("type"))
        if kind == "apiKey":
            location = f"$request.{scheme.get('in')}.{scheme.get('name')}"
            return self._is_accepted(request.value(location))
        if kind == "mutualTLS":
            return True
        word = str(scheme.get("scheme", "")).lower() if kind == "http" else kind
        header = request.raw.headers.get("Authorization", "")
        prefix, _, sent = header.partition(" ")
        if word == "basic":
            return prefix.lower() == "basic" and self._is_basic(sent)
        expected = "bearer" if word in BEARER else word
        return prefix.lower() == expected.lower() and self._is_accepted(sent.strip())

    def _is_basic(self, sent: str) -> bool:
        try:
            user, colon, password = (
                base64.b64decode(sent.strip(), validate=True).decode().partition(":")
            )
        except (binascii.Error, ValueError):
            return False
        known = self.options.credentials
        return bool(colon) and (not known or user in known or password in known)

    def _is_accepted(self, value: Any) -> bool:
        if value is ABSENT or value is None or value == "" or value == []:
            return False
        known = self.options.credentials
        return not known or as_text(value) in known

    def _own_locations(self, node: Mapping[str, Any]) -> Iterator[str]:
        """Yield the locations of credentials that only the vocabulary declares."""
        name = node.get(keys.AUTH)
        scheme = (self.spec.get(keys.AUTH) or {}).get(name) if name else None
        fields = scheme.get("fields") if isinstance(scheme, Mapping) else None
        # A login sends its fields once, and a token afterwards.
        if not isinstance(fields, Mapping) or "login" in (scheme or {}):
            return
        for each in fields.values():
            optional = "default" in each or not each.get("secret", True)
            if "location" in each and not optional:
                yield each["location"]


def token_paths(spec: Mapping[str, Any]) -> set[str]:
    """Return the paths of the declared token endpoints."""
    components = spec.get("components") or {}
    found = set[str]()
    for scheme in (components.get("securitySchemes") or {}).values():
        flows = scheme.get("flows") if isinstance(scheme, Mapping) else None
        for flow in (flows or {}).values() if isinstance(flows, Mapping) else ():
            for name in ("tokenUrl", "refreshUrl"):
                url = flow.get(name) if isinstance(flow, Mapping) else None
                try:
                    path = urlsplit(url).path if isinstance(url, str) else ""
                except ValueError:
                    continue
                if path.strip("/"):
                    found.add("/" + path.strip("/"))
    return found


def token_response(request: Request, options: MockOptions) -> MockResponse:
    """Return the response of a token endpoint (RFC 6749, section 5)."""
    if not request.form.get("grant_type"):
        error = {"error": "invalid_request", "error_description": "no grant_type"}
        return MockResponse(400, error)
    known = options.credentials
    body = {
        "access_token": known[0] if known else "mock-token",
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFETIME,
        "refresh_token": "mock-refresh-token",
    }
    return MockResponse(200, body, headers={"Cache-Control": "no-store"})


def _refusal(problem: str, alternatives: Any, schemes: Mapping[str, Any]) -> Refusal:
    """Return the refusal, with the header that names the way to authenticate."""
    kinds = [
        str(schemes.get(name, {}).get("scheme", schemes.get(name, {}).get("type")))
        for each in alternatives
        if isinstance(each, Mapping)
        for name in each
        if isinstance(schemes.get(name), Mapping)
    ]
    ways = {"basic": 'Basic realm="mock"'}
    headers = {}
    if kinds:
        # The header is required (RFC 9110, section 15.5.2).
        kind = kinds[0].lower()
        named = "Bearer" if kind in ("bearer", "oauth2", "openidconnect") else "ApiKey"
        headers["WWW-Authenticate"] = ways.get(kind, named)
    return Refusal(problem, (401, 403), headers)
