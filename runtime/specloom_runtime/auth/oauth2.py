"""OAuth 2.0 schemes that fetch an access token from a token endpoint (RFC 6749)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..core.secrets import Secret
from .schemes import CredentialLocations, Credentials, bearer_locations


@dataclass(frozen=True)
class OAuth2:
    """The base class of the OAuth 2.0 grants.

    `token_url` and `refresh_url` can be relative to the chosen server. With `in_body`,
    the client's id and secret are sent in the form instead of Basic authentication (RFC
    6749, section 2.3.1).
    """

    token_url: str
    client_id: str = "client_id"
    client_secret: str | None = "client_secret"
    scopes: tuple[str, ...] = ()
    refresh_url: str | None = None
    in_body: bool = True

    grant_type: ClassVar[str]

    @property
    def form_fields(self) -> Mapping[str, str]:
        """The form fields of the token request; the values name the credentials."""
        return {}

    @property
    def needs(self) -> tuple[str, ...]:
        names = (self.client_id, self.client_secret, *self.form_fields.values())
        return tuple(name for name in names if name)

    def grant(self, given: Credentials) -> dict[str, str | Secret]:
        """Return the form of the token request."""
        form: dict[str, str | Secret] = {"grant_type": self.grant_type}
        for name, credential in self.form_fields.items():
            form[name] = given[credential]
        return {**form, "scope": " ".join(self.scopes)} if self.scopes else form

    def held(self, given: Credentials) -> Secret | None:
        """Return the refresh token if it is a credential of the grant, or None."""
        name = self.form_fields.get("refresh_token")
        return given[name] if name else None

    def locations(self, access: Secret) -> CredentialLocations:
        """Return the location of the access token."""
        return bearer_locations(access)


def refresh_form(token: Secret) -> dict[str, str | Secret]:
    """Return the form that exchanges a refresh token (RFC 6749, section 6)."""
    return {"grant_type": "refresh_token", "refresh_token": token}


@dataclass(frozen=True)
class OAuth2ClientCredentials(OAuth2):
    """The grant that fetches tokens for the client itself (RFC 6749, section 4.4)."""

    in_body: bool = False

    grant_type: ClassVar[str] = "client_credentials"


@dataclass(frozen=True)
class OAuth2Password(OAuth2):
    """The grant that exchanges a user name and password for tokens (RFC 6749, 4.3)."""

    username: str = "username"
    password: str = "password"

    grant_type: ClassVar[str] = "password"

    @property
    def form_fields(self) -> Mapping[str, str]:
        return {"username": self.username, "password": self.password}


@dataclass(frozen=True)
class OAuth2RefreshToken(OAuth2):
    """The grant that exchanges the caller's refresh token for tokens (RFC 6749, 6).

    A new refresh token in a response replaces the old one.
    """

    client_secret: str | None = None
    refresh_token: str = "refresh_token"

    grant_type: ClassVar[str] = "refresh_token"

    @property
    def form_fields(self) -> Mapping[str, str]:
        return {"refresh_token": self.refresh_token}
