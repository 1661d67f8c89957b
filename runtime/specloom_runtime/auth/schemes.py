"""Credentials and the places they go to, as data and pure functions.

A scheme says which credentials it needs and where in a request they stand. Which
alternative is used follows from which credentials were given, and from nothing else.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..core.secrets import Secret
from ..http.request_draft import RequestDraft

Credentials: TypeAlias = Mapping[str, Secret]
CredentialLocations: TypeAlias = dict[str, Secret]
"""Request location -> what stands there."""


@dataclass(frozen=True)
class HeaderKey:
    """A key in a header of its own."""

    header: str
    credential: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.credential,)

    def locations(self, given: Credentials) -> CredentialLocations:
        return {f"header.{self.header}": given[self.credential]}


@dataclass(frozen=True)
class QueryKey:
    """A key in the query."""

    parameter: str
    credential: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.credential,)

    def locations(self, given: Credentials) -> CredentialLocations:
        return {f"query.{self.parameter}": given[self.credential]}


@dataclass(frozen=True)
class CookieKey:
    """A key in a cookie."""

    cookie: str
    credential: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.credential,)

    def locations(self, given: Credentials) -> CredentialLocations:
        return {f"cookie.{self.cookie}": given[self.credential]}


@dataclass(frozen=True)
class Bearer:
    """A token after `Bearer` (RFC 6750)."""

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
    """Credentials among the members of the JSON body: location -> credential."""

    fields: Mapping[str, str]

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(self.fields.values())

    def locations(self, given: Credentials) -> CredentialLocations:
        return {at: given[name] for at, name in self.fields.items()}


@dataclass(frozen=True)
class OAuth2ClientCredentials:
    """Tokens for the client itself (RFC 6749, section 4.4).

    `in_body` sends the client's id and secret in the form instead of as Basic.
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
        """The form that asks for a token."""
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
        """The form that asks for a token."""
        form = {
            "grant_type": "password",
            "username": given[self.username].reveal(),
            "password": given[self.password].reveal(),
        }
        return with_scopes(form, self.scopes)


StaticScheme: TypeAlias = HeaderKey | QueryKey | CookieKey | Bearer | Basic | BodyFields


def with_scopes(form: dict[str, str], scopes: tuple[str, ...]) -> dict[str, str]:
    """The form with the scopes that are asked for."""
    return {**form, "scope": " ".join(scopes)} if scopes else form


def bearer_locations(token: Secret) -> CredentialLocations:
    """Where a bearer token stands."""
    return {"header.Authorization": Secret(f"Bearer {token.reveal()}")}


def basic_header(username: Secret, password: Secret) -> Secret:
    """The value of a Basic `Authorization` header."""
    pair = f"{username.reveal()}:{password.reveal()}".encode()
    return Secret(f"Basic {base64.b64encode(pair).decode()}")


def with_credentials(draft: RequestDraft, places: CredentialLocations) -> RequestDraft:
    """A copy of the draft with the credentials in their places."""
    made = draft.copy()
    for location, secret in places.items():
        made.put(location, secret)
    return made
