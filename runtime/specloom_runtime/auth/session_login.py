"""The scheme of a vendor-specific login operation, and the union of all schemes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..core.errors import DecodeError
from ..core.responses import Response
from ..core.secrets import Secret
from ..core.unset import UNSET
from ..http.locations import parse_location
from ..http.response_values import ResponseValues
from .oauth2 import OAuth2
from .schemes import CredentialLocations, StaticScheme
from .token_store import ReportLifetime, Token, expiring_token


@dataclass(frozen=True)
class SessionLogin:
    """A login operation of the vendor, which exchanges credentials for a session token.

    `send` maps request locations to credentials. The token is read from the location
    `read` (`body#/token`, `header.X-Session`, `cookie.sid`). Each request contains the
    token at the location `place`, after `prefix`. `expires_in` is the location of the
    token's lifetime in seconds. If the response declares no lifetime,
    `default_lifetime` is used. If `default_lifetime` is None, the token is used until
    the vendor rejects it.
    """

    path: str
    send: Mapping[str, str]
    read: str = "body#/token"
    place: str = "header.Authorization"
    prefix: str = "Bearer "
    expires_in: str | None = None
    default_lifetime: float | None = None
    method: str = "POST"
    media: str = "application/json"

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(self.send.values())

    def locations(self, access: Secret) -> CredentialLocations:
        """Return the location of the session token."""
        return {self.place: Secret(self.prefix + access.reveal())}

    def token(self, response: Response, now: float, report: ReportLifetime) -> Token:
        """Read the token from a response, and report a lifetime that is not a number.

        Raises DecodeError if there is no token; the error does not contain the body.
        """
        values = ResponseValues(response)
        place = parse_location(self.read)
        if place.kind == "cookie":
            token = _cookie(response, place.name)
        else:
            token = values.at(self.read)
        if not isinstance(token, str) or not token:
            raise DecodeError(f"the login returned {response.status} without a token")
        declared = values.at(self.expires_in)
        if declared is not UNSET and declared is not None:
            made = expiring_token(token, declared, now, report)
            if made.expires is not None:
                return made
        return expiring_token(token, self.default_lifetime, now, report)


TokenScheme: TypeAlias = OAuth2 | SessionLogin
"""Schemes whose token must be fetched."""
Scheme: TypeAlias = StaticScheme | TokenScheme


def _cookie(response: Response, name: str) -> str | None:
    """Return the value of a cookie as received (RFC 6265, section 5.2)."""
    # Not http.cookies: its time grows with the square of the length.
    for header in response.headers.all("set-cookie"):
        known, _, value = header.partition(";")[0].partition("=")
        if known.strip() == name:
            return value.strip().strip('"')
    return None
