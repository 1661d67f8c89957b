"""Security schemes: which credentials each needs, and where a request carries them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..core.secrets import Secret
from ..http.request_draft import RequestDraft

Credentials: TypeAlias = Mapping[str, Secret]
CredentialLocations: TypeAlias = dict[str, Secret]
"""Request location -> the secret to put there."""


@dataclass(frozen=True)
class HeaderKey:
    """An API key in a header."""

    header: str
    credential: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.credential,)

    def locations(self, given: Credentials) -> CredentialLocations:
        return {f"header.{self.header}": given[self.credential]}


@dataclass(frozen=True)
class QueryKey:
    """An API key in the query."""

    parameter: str
    credential: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.credential,)

    def locations(self, given: Credentials) -> CredentialLocations:
        return {f"query.{self.parameter}": given[self.credential]}


@dataclass(frozen=True)
class CookieKey:
    """An API key in a cookie."""

    cookie: str
    credential: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.credential,)

    def locations(self, given: Credentials) -> CredentialLocations:
        return {f"cookie.{self.cookie}": given[self.credential]}


@dataclass(frozen=True)
class Bearer:
    """A bearer token (RFC 6750)."""

    credential: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.credential,)

    def locations(self, given: Credentials) -> CredentialLocations:
        return bearer_locations(given[self.credential])


@dataclass(frozen=True)
class Basic:
    """A user name and a password (RFC 7617, in UTF-8)."""

    username: str
    password: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.username, self.password)

    def locations(self, given: Credentials) -> CredentialLocations:
        pair = given[self.username], given[self.password]
        return {"header.Authorization": basic_header(*pair)}


@dataclass(frozen=True)
class BodyFields:
    """Credentials in the JSON body: `fields` maps a location to a credential."""

    fields: Mapping[str, str]

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(self.fields.values())

    def locations(self, given: Credentials) -> CredentialLocations:
        return {at: given[name] for at, name in self.fields.items()}


@dataclass(frozen=True)
class OAuth2ClientCredentials:
    """Tokens for the client itself (RFC 6749, section 4.4).

    `in_body` sends the client's id and secret in the form, not as Basic.
    """

    token_url: str
    client_id: str = "client_id"
    client_secret: str = "client_secret"
    scopes: tuple[str, ...] = ()
    refresh_url: str | None = None
    in_body: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.client_id, self.client_secret)

    def grant(self, given: Credentials) -> dict[str, str]:
        """Return the form of the token request."""
        return with_scopes({"grant_type": "client_credentials"}, self.scopes)


@dataclass(frozen=True)
class OAuth2Password:
    """Tokens for a user's name and password (RFC 6749, section 4.3)."""

    token_url: str
    username: str = "username"
    password: str = "password"
    client_id: str = "client_id"
    client_secret: str | None = "client_secret"
    scopes: tuple[str, ...] = ()
    refresh_url: str | None = None
    in_body: bool = True

    @property
    def needs(self) -> tuple[str, ...]:
        names = (self.client_id, self.client_secret, self.username, self.password)
        return tuple(name for name in names if name)

    def grant(self, given: Credentials) -> dict[str, str]:
        """Return the form of the token request."""
        form = {
            "grant_type": "password",
            "username": given[self.username].reveal(),
            "password": given[self.password].reveal(),
        }
        return with_scopes(form, self.scopes)


StaticScheme: TypeAlias = HeaderKey | QueryKey | CookieKey | Bearer | Basic | BodyFields


def with_scopes(form: dict[str, str], scopes: tuple[str, ...]) -> dict[str, str]:
    """Return the form with the requested scopes."""
    return {**form, "scope": " ".join(scopes)} if scopes else form


def bearer_locations(token: Secret) -> CredentialLocations:
    """Return the location of a bearer token."""
    return {"header.Authorization": Secret(f"Bearer {token.reveal()}")}


def basic_header(username: Secret, password: Secret) -> Secret:
    """Return the value of a Basic `Authorization` header."""
    pair = f"{username.reveal()}:{password.reveal()}".encode()
    return Secret(f"Basic {base64.b64encode(pair).decode()}")


def with_credentials(draft: RequestDraft, places: CredentialLocations) -> RequestDraft:
    """Return a copy of the draft with the credentials in their places."""
    made = draft.copy()
    for location, secret in places.items():
        made.put(location, secret)
    return made
