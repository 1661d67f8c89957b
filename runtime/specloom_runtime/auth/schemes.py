"""Security schemes: the required credentials, and their places in requests."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..core.errors import ConfigurationError
from ..core.secrets import HiddenFrames, Secret

Credentials: TypeAlias = Mapping[str, Secret]
CredentialLocations: TypeAlias = dict[str, Secret]
"""For each request location, the secret to send there."""


class SingleCredential:
    """The base class of schemes with one credential."""

    credential: str

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.credential,)


@dataclass(frozen=True)
class HeaderKey(SingleCredential):
    """An API key in a header, after `prefix`, which includes its space (`Token `)."""

    header: str
    credential: str
    prefix: str = ""

    def locations(self, given: Credentials) -> CredentialLocations:
        key = Secret(self.prefix + given[self.credential].reveal())
        return {f"header.{self.header}": key}


@dataclass(frozen=True)
class QueryKey(SingleCredential):
    """An API key in the query."""

    parameter: str
    credential: str

    def locations(self, given: Credentials) -> CredentialLocations:
        return {f"query.{self.parameter}": given[self.credential]}


@dataclass(frozen=True)
class CookieKey(SingleCredential):
    """An API key in a cookie."""

    cookie: str
    credential: str

    def locations(self, given: Credentials) -> CredentialLocations:
        return {f"cookie.{self.cookie}": given[self.credential]}


@dataclass(frozen=True)
class Bearer(SingleCredential):
    """A bearer token (RFC 6750)."""

    credential: str

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
        return {"header.Authorization": basic_header(*pair, self.username)}


@dataclass(frozen=True)
class BodyFields:
    """Credentials in the JSON body; `fields` maps each location to a credential."""

    fields: Mapping[str, str]

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(self.fields.values())

    def locations(self, given: Credentials) -> CredentialLocations:
        return {at: given[name] for at, name in self.fields.items()}


StaticScheme: TypeAlias = HeaderKey | QueryKey | CookieKey | Bearer | Basic | BodyFields


def bearer_locations(token: Secret) -> CredentialLocations:
    """Return the location of a bearer token."""
    return {"header.Authorization": Secret(f"Bearer {token.reveal()}")}


def basic_header(username: Secret, password: Secret, argument: str) -> Secret:
    """Return the value of a Basic `Authorization` header.

    Raises ConfigurationError, which names the argument, for a user name with a colon:
    the password begins after the first colon (RFC 7617).
    """
    if ":" in username.reveal():
        raise ConfigurationError(
            f"{argument} contains a colon, which ends a user name in Basic credentials"
        )
    return Secret(f"Basic {basic_pair(username, password).reveal()}")


def basic_pair(username: Secret, password: Secret) -> Secret:
    """Return a user name and a password, joined for Basic authentication."""
    with HiddenFrames():
        # Without a variable: this frame stays in a traceback.
        return Secret(
            base64.b64encode(
                f"{username.reveal()}:{password.reveal()}".encode()
            ).decode()
        )
