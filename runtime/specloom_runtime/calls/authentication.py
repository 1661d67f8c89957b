"""Add credentials to the requests of a call, and fetch the tokens that it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import urlencode, urlsplit

from ..auth.oauth2 import OAuth2, refresh_form
from ..auth.schemes import basic_header
from ..auth.session_login import SessionLogin, TokenScheme
from ..auth.token_store import ReportLifetime, Token, access_token, token_from_grant
from ..core.deadline import Deadline
from ..core.errors import ApiError, AuthenticationError, DecodeError, RequestError
from ..core.events import Deviation, DeviationKind
from ..core.responses import Headers, Response
from ..core.secrets import HiddenFrames, Secret
from ..core.shown_text import shown, snippet
from ..http.effects import Flow
from ..http.messages import Request
from ..http.request_draft import RequestDraft
from ..http.response_values import ResponseValues
from ..operations.arguments import build_request
from ..operations.base_operation import OperationBase
from ..operations.operation import Operation
from ..operations.options import Settings
from .context import ClientContext
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

        Raises the errors of fetching a token. The frames in their tracebacks do not
        contain the credentials in plain text.
        """
        context = self.context
        draft = self.draft.copy()
        self.used.clear()
        for scheme in context.schemes(self.operation):
            if isinstance(scheme, TokenScheme):
                access = yield from self._access(scheme)
                self.used.append((scheme, access))
                with HiddenFrames():
                    locations = scheme.locations(access)
            else:
                with HiddenFrames():
                    locations = scheme.locations(context.credentials)
            for location, secret in locations.items():
                draft.put(location, secret)
        base = context.server.base_of(self.operation)
        with HiddenFrames():
            return build_request(
                self.operation,
                draft,
                base,
                headers=self.settings.headers,
                nulls=context.service.nulls == "send",
                falses=context.service.falses == "send",
            )

    def refresh(self) -> bool:
        """Discard the tokens of the last request after a 401 response.

        Return whether the request had tokens.
        """
        for scheme, access in self.used:
            self.context.tokens(scheme).invalidate(access)
        return bool(self.used)

    def _access(self, scheme: TokenScheme) -> Flow[Secret]:
        return access_token(
            self.context.tokens(scheme),
            partial(self._fetch, scheme),
            monotonic=self.context.clock.monotonic,
            remaining=self.deadline.left,
            patience=self.settings,
        )

    def _fetch(self, scheme: TokenScheme, refresh: Secret | None) -> Flow[Token]:
        """Fetch a token; use the refresh token as long as the vendor accepts it."""
        if isinstance(scheme, SessionLogin):
            return (yield from self._login(scheme))
        given, hooks = self.context.credentials, self.context.hooks
        if refresh is not None:
            # It can stay in use while many access tokens follow each other.
            self.context.redactor.add(refresh, id(scheme))
            try:
                token = yield from self._grant(scheme, refresh_form(refresh))
            except AuthenticationError:
                pass  # The refresh token has expired too: use the credentials.
            else:
                hooks.report_rotation(refresh, token.refresh)
                # Without a new one, it stays in use (RFC 6749, section 6).
                return replace(token, refresh=token.refresh or refresh)
        token = yield from self._grant(scheme, scheme.grant(given))
        hooks.report_rotation(scheme.held(given), token.refresh)
        return token

    def _grant(self, scheme: OAuth2, form: Mapping[str, str | Secret]) -> Flow[Token]:
        request = token_request(self.context, scheme, form)
        operation = _token_operation("POST", urlsplit(request.url).path)
        return self._exchange_credentials(scheme, operation, request, token_from_grant)

    def _login(self, scheme: SessionLogin) -> Flow[Token]:
        context = self.context
        operation = _token_operation(scheme.method, scheme.path, scheme.media)
        draft = RequestDraft(scheme.method, scheme.path)
        for location, name in scheme.send.items():
            draft.put(location, context.credentials[name])
        headers = self.settings.headers
        with HiddenFrames():
            request = build_request(
                operation, draft, context.server.url, headers=headers
            )
        return self._exchange_credentials(scheme, operation, request, scheme.token)

    def _exchange_credentials(
        self,
        scheme: TokenScheme,
        operation: OperationBase,
        request: Request,
        read: Callable[[Response, float, ReportLifetime], Token],
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

        lifetimes: list[str] = []
        try:
            response = yield from exchange(context, sending)
        except ApiError as error:
            if error.status not in (400, 401):
                error.message = error.message or _reason(error.response)
                raise
            refused = error.response
        else:
            try:
                with HiddenFrames():
                    now = context.clock.monotonic()
                    token = read(response, now, lifetimes.append)
            except DecodeError:
                # Some vendors refuse with status 200.
                refused = context.redactor.response(response)
                if not _reason(refused):
                    raise
            else:
                _check_sendable(scheme, token, operation)
                self._register(operation, token, lifetimes, id(scheme))
                return token
        text = "the token endpoint refused the credentials"
        reason = _reason(refused) or snippet(refused.text)
        raise AuthenticationError(
            f"{text}: {reason}" if reason else text, response=refused
        )

    def _register(
        self,
        operation: OperationBase,
        token: Token,
        lifetimes: list[str],
        owner: int,
    ) -> None:
        """Register a token with the redactor, and report invalid lifetimes."""
        context = self.context
        for secret in filter(None, (token.access, token.refresh)):
            context.redactor.add(secret, owner)
        while lifetimes:
            # Redacted only now: a vendor can send the token as its lifetime.
            got = context.redactor.text(lifetimes.pop())
            context.report(
                Deviation(
                    operation.wire,
                    "the lifetime",
                    "a positive number of seconds",
                    "another value",
                    DeviationKind.INVALID_VALUE,
                    value=got,
                )
            )


def _check_sendable(
    scheme: TokenScheme, token: Token, operation: OperationBase
) -> None:
    """Raise DecodeError, which does not show it, for a token that cannot be sent.

    It is the vendor's mistake, and a stored token would fail each later call.
    """
    draft = RequestDraft("POST", "/", body={"refresh": token.refresh})
    with suppress(RequestError), HiddenFrames():
        for location, secret in scheme.locations(token.access).items():
            draft.put(location, secret)
        build_request(_token_operation("POST", "/"), draft, "http://localhost")
        return
    raise DecodeError("the vendor's token cannot be sent", operation=operation.wire)


def _reason(response: Response) -> str:
    """Return the reason of a refused token request (RFC 6749, section 5.2)."""
    values = ResponseValues(response)
    reasons = map(values.at, ("body#/error", "body#/error_description"))
    return shown(": ".join(reason for reason in reasons if isinstance(reason, str)))


def _token_operation(
    method: str, path: str, media: str = "application/json"
) -> Operation[bytes]:
    return Operation(method, path, bytes, errors="token endpoint", media=media)


def _unchanged(request: Request) -> Flow[Request]:
    yield from ()
    return request


def token_request(
    context: ClientContext, scheme: OAuth2, form: Mapping[str, str | Secret]
) -> Request:
    """Return the request for the token endpoint.

    Only this request contains the secret. Raises ConfigurationError if it would be sent
    without encryption although the API is encrypted.
    """
    given = context.credentials
    client = given[scheme.client_id]
    secret = given.get(scheme.client_secret) if scheme.client_secret else None
    headers: dict[str, str | Secret] = {
        "Accept": "application/json",
        "Content-Type": FORM,
    }
    if scheme.in_body or secret is None:
        form = {**form, "client_id": client}
        form |= {"client_secret": secret} if secret else {}
    else:
        with HiddenFrames():
            basic = basic_header(client, secret, scheme.client_id)
        headers["Authorization"] = basic
    is_refresh = form["grant_type"] == "refresh_token"
    token_url = (scheme.refresh_url if is_refresh else None) or scheme.token_url
    url = context.server.absolute(context.server.token_url or token_url)
    with HiddenFrames():
        return Request(
            method="POST",
            url=url,
            headers=Headers((name, _plain(value)) for name, value in headers.items()),
            content=urlencode({n: _plain(v) for n, v in form.items()}).encode(),
        )


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value
