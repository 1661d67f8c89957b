"""Schemes that exchange credentials for a token: refresh tokens, session logins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..core.errors import DecodeError
from ..core.responses import Response
from ..core.secrets import Secret
from ..http.locations import parse_location
from ..http.response_values import ResponseValues
from .schemes import (
    CredentialLocations,
    Credentials,
    OAuth2ClientCredentials,
    OAuth2Password,
    StaticScheme,
    with_scopes,
)
from .token_store import Token, token_lasting


@dataclass(frozen=True)
class OAuth2RefreshToken:
    """Tokens for a refresh token that the caller holds (RFC 6749, section 6).

    A new refresh token in a response replaces the old one.
    """

    token_url: str
    refresh_token: str = "refresh_token"
    client_id: str = "client_id"
    client_secret: str | None = None
    scopes: tuple[str, ...] = ()
    refresh_url: str | None = None
    in_body: bool = True

    @property
    def needs(self) -> tuple[str, ...]:
        names = (self.client_id, self.client_secret, self.refresh_token)
        return tuple(name for name in names if name)

    def grant(self, given: Credentials) -> dict[str, str]:
        """Return the form of the token request."""
        token = given[self.refresh_token].reveal()
        form = {"grant_type": "refresh_token", "refresh_token": token}
        return with_scopes(form, self.scopes)


@dataclass(frozen=True)
class SessionLogin:
    """A login operation of the vendor: credentials in, session token out.

    `send` maps request locations to credentials. The token is read at `read`
    (`body#/token`, `header.X-Session`, `cookie.sid`) and sent at `place` of each
    request, after `prefix`. It lasts for the seconds at `lasts`, or for `lifetime` if
    the response does not say; None: until the vendor refuses it.
    """

    path: str
    send: Mapping[str, str]
    read: str = "body#/token"
    place: str = "header.Authorization"
    prefix: str = "Bearer "
    lasts: str | None = None
    lifetime: float | None = None
    method: str = "POST"
    media: str = "application/json"

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(self.send.values())

    def locations(self, access: Secret) -> CredentialLocations:
        """Return the location of the session token."""
        return {self.place: Secret(self.prefix + access.reveal())}

    def token(self, response: Response, now: float) -> Token:
        """Read the token of a response. Raises DecodeError, without the body."""
        place, held = parse_location(self.read), ResponseValues(response)
        in_cookie = place.kind == "cookie"
        found = _cookie(response, place.name) if in_cookie else held.at(self.read)
        if not isinstance(found, str) or not found:
            raise DecodeError(f"the login answered {response.status} without a token")
        said = held.at(self.lasts)
        seconds: Any = said if isinstance(said, int | float | str) else self.lifetime
        return token_lasting(Secret(found), seconds, now)


OAuth2: TypeAlias = "OAuth2ClientCredentials | OAuth2Password | OAuth2RefreshToken"
TokenScheme: TypeAlias = "OAuth2 | SessionLogin"
"""Schemes whose token has to be fetched."""
Scheme: TypeAlias = "StaticScheme | TokenScheme"


def _cookie(response: Response, name: str) -> str | None:
    from http.cookies import CookieError, SimpleCookie  # Late: few vendors have these.

    for text in response.headers.all("set-cookie"):
        cookie: SimpleCookie = SimpleCookie()
        try:
            cookie.load(text)
        except CookieError:
            continue
        if name in cookie:
            return cookie[name].value
    return None
