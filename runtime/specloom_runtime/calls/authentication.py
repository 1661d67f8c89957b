"""Requests with credentials in them, as good as they are at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from ..auth.schemes import (
    OAuth2ClientCredentials,
    OAuth2Password,
    Places,
    basic,
    bearer,
    signed,
)
from ..auth.session_login import Fetched, OAuth2, OAuth2RefreshToken, SessionLogin
from ..auth.token_store import Token, granted, obtain
from ..core.deadline import Deadline
from ..core.errors import ApiError, AuthenticationError
from ..core.responses import Headers, Response
from ..core.secrets import Secret
from ..http.effects import Flow
from ..http.messages import Request
from ..http.request_draft import Draft
from ..operations.arguments import request
from ..operations.operation import Operation, Route
from ..operations.options import Settings
from .context import Engine
from .credential_choice import chosen
from .exchange import Exchange, exchange

FETCHED = (
    OAuth2ClientCredentials,
    OAuth2Password,
    OAuth2RefreshToken,
    SessionLogin,
)
"""Schemes whose token has to be fetched."""
FORM = "application/x-www-form-urlencoded"


@dataclass(kw_only=True)
class Signing:
    """Makes the requests of one call: the same but for the credentials."""

    engine: Engine
    route: Route
    draft: Draft
    settings: Settings
    deadline: Deadline
    used: list[tuple[Fetched, Secret]] = field(default_factory=list)

    def sign(self) -> Flow[Request]:
        """The request of the next attempt. Raises what fetching a token raises."""
        engine = self.engine
        places: Places = {}
        self.used.clear()
        for scheme in chosen(engine.service, self.route, engine.credentials):
            if isinstance(scheme, FETCHED):
                access = yield from self._access(scheme)
                self.used.append((scheme, access))
                if isinstance(scheme, SessionLogin):
                    places |= scheme.places(access)
                else:
                    places |= bearer(access)
            else:
                places |= scheme.places(engine.credentials)
        return request(
            self.route,
            signed(self.draft, places),
            engine.base_url,
            headers=self.settings.headers,
            nulls=engine.service.nulls == "send",
        )

    def renew(self) -> bool:
        """After a 401: whether a new token can be had."""
        for scheme, access in self.used:
            self.engine.tokens(scheme).refused(access)
        return bool(self.used)

    def _access(self, scheme: Fetched) -> Flow[Secret]:
        store = self.engine.tokens(scheme)
        monotonic = self.engine.clock.monotonic
        return obtain(
            store, partial(self._fetch, scheme), monotonic, self.deadline.left
        )

    def _fetch(self, scheme: Fetched, refresh: Secret | None) -> Flow[Token]:
        """A new token, by the refresh token while the vendor takes it."""
        if isinstance(scheme, SessionLogin):
            return (yield from self._login(scheme))
        if refresh is not None:
            form = {"grant_type": "refresh_token", "refresh_token": refresh.reveal()}
            try:
                return (yield from self._grant(scheme, form))
            except AuthenticationError:
                pass  # It has ended too: start over with the credentials themselves.
        return (yield from self._grant(scheme, scheme.grant(self.engine.credentials)))

    def _grant(self, scheme: OAuth2, form: dict[str, str]) -> Flow[Token]:
        asked = token_request(self.engine, scheme, form)
        del form  # It holds credentials, and a traceback shows what a frame holds.
        route = Operation(
            "POST",
            urlsplit(asked.url).path,
            bytes,
            safe=True,
            errors="token endpoint",
        )
        return (yield from self._traded(route, asked, granted))

    def _login(self, scheme: SessionLogin) -> Flow[Token]:
        engine = self.engine
        route = Operation(
            scheme.method,
            scheme.path,
            bytes,
            safe=True,
            errors="token endpoint",
            media=scheme.media,
        )
        draft = Draft(scheme.method, scheme.path)
        for location, name in scheme.send.items():
            draft.put(location, engine.credentials[name])
        headers = self.settings.headers
        asked = request(route, draft, engine.base_url, headers=headers)
        return (yield from self._traded(route, asked, scheme.token))

    def _traded(
        self, route: Route, asked: Request, read: Callable[[Response, float], Token]
    ) -> Flow[Token]:
        """The token that a request is answered with; known to the redactor."""
        engine = self.engine
        sending = Exchange(
            route=route,
            settings=self.settings,
            repeatable=True,
            deadline=self.deadline,
            sign=partial(_same, asked),
        )
        try:
            response = yield from exchange(engine, sending)
        except ApiError as error:
            refusal = error
        else:
            token = read(response, engine.clock.monotonic())
            for secret in (token.access, token.refresh):
                if secret is not None:
                    engine.redactor.add(secret)
            return token
        if refusal.status not in (400, 401):
            raise refusal
        raise AuthenticationError(
            "the token endpoint refused the credentials", response=refusal.response
        )


def _same(asked: Request) -> Flow[Request]:
    yield from ()
    return asked


def token_request(engine: Engine, scheme: OAuth2, form: dict[str, str]) -> Request:
    """The form for the token endpoint, the only place a client's secret goes to."""
    given = engine.credentials
    client = given[scheme.client_id]
    secret = given.get(scheme.client_secret) if scheme.client_secret else None
    headers = {"Accept": "application/json", "Content-Type": FORM}
    if scheme.in_body or secret is None:
        form = {**form, "client_id": client.reveal()}
        form |= {"client_secret": secret.reveal()} if secret else {}
    else:
        headers["Authorization"] = basic(client, secret).reveal()
    refreshing: Any = form["grant_type"] == "refresh_token" and scheme.refresh_url
    return Request(
        method="POST",
        url=engine.absolute(refreshing or scheme.token_url),
        headers=Headers(headers.items()),
        content=urlencode(form).encode(),
    )
