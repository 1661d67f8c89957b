"""Credentials that are traded for others: refresh tokens, and logins to a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..core.errors import DecodeError
from ..core.responses import Response
from ..core.secrets import Secret
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

    A vendor that answers with a new refresh token is asked with that one from then on.
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
        """The form that asks for a token."""
        token = given[self.refresh_token].reveal()
        form = {"grant_type": "refresh_token", "refresh_token": token}
        return with_scopes(form, self.scopes)


@dataclass(frozen=True)
class SessionLogin:
    """A call of the vendor's own that answers credentials with a session token.

    `send` maps request locations to credentials. The token is read at `read`
    (`body#/token`, `header.X-Session`, `cookie.sid`) and then stands at `place` of
    each request, after `prefix`. It lasts for the seconds at `lasts`, or `lifetime`
    where the answer does not say; None is until the vendor refuses it.
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
        """Where the session token stands."""
        return {self.place: Secret(self.prefix + access.reveal())}

    def token(self, response: Response, now: float) -> Token:
        """The token of an answer. Raises DecodeError, without the body, for none."""
        kind, _, name = self.read.partition(".")
        held = ResponseValues(response)
        found = _cookie(response, name) if kind == "cookie" else held.at(self.read)
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
