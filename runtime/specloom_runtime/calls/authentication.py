"""Add credentials to the requests of a call, and fetch the tokens that it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode, urlsplit

from ..auth.oauth2 import OAuth2, refresh_form
from ..auth.schemes import basic_header
from ..auth.session_login import SessionLogin, TokenScheme
from ..auth.token_store import Token, access_token, token_from_grant
from ..core.deadline import Deadline
from ..core.errors import ApiError, AuthenticationError
from ..core.responses import Headers, Response
from ..core.secrets import Secret
from ..http.effects import Flow
from ..http.messages import Request
from ..http.request_draft import RequestDraft
from ..operations.arguments import build_request
from ..operations.operation import Operation, OperationBase
from ..operations.options import Settings
from .context import ClientContext
from .credential_choice import schemes_for
from .exchange import Exchange, exchange

FORM = "application/x-www-form-urlencoded"


@dataclass(kw_only=True)
class Authenticator:
    """Build the requests of one call with the currently valid credentials."""

    context: ClientContext
    operation: OperationBase
    draft: RequestDraft
    settings: Settings
    deadline: Deadline
    used: list[tuple[TokenScheme, Secret]] = field(default_factory=list)

    def build_request(self) -> Flow[Request]:
        """Return the request for the next attempt.

        Raises the errors of fetching a token.
        """
        context = self.context
        draft = self.draft.copy()
        self.used.clear()
        for scheme in schemes_for(context.service, self.operation, context.credentials):
            if isinstance(scheme, TokenScheme):
                access = yield from self._access(scheme)
                self.used.append((scheme, access))
                locations = scheme.locations(access)
            else:
                locations = scheme.locations(context.credentials)
            for location, secret in locations.items():
                draft.put(location, secret)
        return build_request(
            self.operation,
            draft,
            context.server.base_of(self.operation),
            headers=self.settings.headers,
            nulls=context.service.nulls == "send",
        )

    def refresh(self) -> bool:
        """Discard the tokens of the last request after a 401 response.

        Return whether the request had tokens.
        """
        for scheme, access in self.used:
            self.context.tokens(scheme).invalidate(access)
        return bool(self.used)

    def _access(self, scheme: TokenScheme) -> Flow[Secret]:
        store = self.context.tokens(scheme)
        monotonic = self.context.clock.monotonic
        return access_token(
            store, partial(self._fetch, scheme), monotonic, self.deadline.left
        )

    def _fetch(self, scheme: TokenScheme, refresh: Secret | None) -> Flow[Token]:
        """Fetch a token, with the refresh token while the vendor accepts it."""
        if isinstance(scheme, SessionLogin):
            return (yield from self._login(scheme))
        if refresh is not None:
            try:
                return (yield from self._grant(scheme, refresh_form(refresh)))
            except AuthenticationError:
                pass  # The refresh token has expired too: use the credentials.
        return (yield from self._grant(scheme, scheme.grant(self.context.credentials)))

    def _grant(self, scheme: OAuth2, form: dict[str, str]) -> Flow[Token]:
        # This is not a generator: the frame of this call contains credentials, and is
        # gone before a request can fail and a traceback can show the frame.
        request = token_request(self.context, scheme, form)
        operation = _token_operation("POST", urlsplit(request.url).path)
        return self._exchange_credentials(operation, request, token_from_grant)

    def _login(self, scheme: SessionLogin) -> Flow[Token]:
        context = self.context
        operation = _token_operation(scheme.method, scheme.path, scheme.media)
        draft = RequestDraft(scheme.method, scheme.path)
        for location, name in scheme.send.items():
            draft.put(location, context.credentials[name])
        headers = self.settings.headers
        request = build_request(operation, draft, context.server.url, headers=headers)
        return self._exchange_credentials(operation, request, scheme.token)

    def _exchange_credentials(
        self,
        operation: OperationBase,
        request: Request,
        read: Callable[[Response, float], Token],
    ) -> Flow[Token]:
        """Send a token request, register the token with the redactor and return it."""
        context = self.context
        sending = Exchange(
            operation=operation,
            settings=self.settings,
            repeatable=True,
            deadline=self.deadline,
            build_request=partial(_unchanged, request),
        )
        try:
            response = yield from exchange(context, sending)
        except ApiError as error:
            refusal = error
        else:
            token = read(response, context.clock.monotonic())
            for secret in (token.access, token.refresh):
                if secret is not None:
                    context.redactor.add(secret)
            return token
        if refusal.status not in (400, 401):
            raise refusal
        raise AuthenticationError(
            "the token endpoint refused the credentials", response=refusal.response
        )


def _token_operation(
    method: str, path: str, media: str = "application/json"
) -> Operation[bytes]:
    return Operation(
        method, path, bytes, safe=True, errors="token endpoint", media=media
    )


def _unchanged(request: Request) -> Flow[Request]:
    yield from ()
    return request


def token_request(
    context: ClientContext, scheme: OAuth2, form: dict[str, str]
) -> Request:
    """Return the request for the token endpoint.

    No other request contains the secret of the client.
    """
    given = context.credentials
    client = given[scheme.client_id]
    secret = given.get(scheme.client_secret) if scheme.client_secret else None
    headers = {"Accept": "application/json", "Content-Type": FORM}
    if scheme.in_body or secret is None:
        form = {**form, "client_id": client.reveal()}
        form |= {"client_secret": secret.reveal()} if secret else {}
    else:
        headers["Authorization"] = basic_header(client, secret).reveal()
    is_refresh = form["grant_type"] == "refresh_token"
    token_url = (scheme.refresh_url if is_refresh else None) or scheme.token_url
    return Request(
        method="POST",
        url=context.server.absolute(token_url),
        headers=Headers(headers.items()),
        content=urlencode(form).encode(),
    )
