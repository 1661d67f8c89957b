"""Store of fetched tokens: one request for a token, however many calls wait for it.

Before a token expires, one call fetches the next while the others use the old one;
if that fails, the old one is used until it expires. Expiry counts from `expires_in`
on a monotonic clock, so that a wrong wall clock does no harm.
"""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ..core.errors import DecodeError, SpecloomError
from ..core.responses import Response
from ..core.secrets import Secret
from ..http.effects import Flow, Wait

MARGIN = 60.0
"""Seconds before expiry from which a token is renewed; less for short-lived ones."""

RENEWAL_BACKOFF = 10.0
"""Seconds until the next attempt after a renewal before expiry failed."""


@dataclass(frozen=True)
class Token:
    """An access token, when it expires, and the token that refreshes it."""

    access: Secret
    expires: float | None = None
    margin: float = 0.0
    refresh: Secret | None = None

    def valid(self, now: float) -> bool:
        """Return whether the token has not expired."""
        return self.expires is None or now < self.expires

    def fresh(self, now: float) -> bool:
        """Return whether the token need not be renewed yet."""
        return self.expires is None or now < self.expires - self.margin


PendingToken: TypeAlias = Future["Token | SpecloomError | None"]


class TokenStore:
    """The token of one scheme, and which call is fetching the next one.

    The call that gets None from `acquire` fetches a token and then calls exactly one of
    `resolve`, `failed` and `cancel`; the others use the token or wait for that call.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.token: Token | None = None
        """The stored token, valid or not."""
        self._pending: PendingToken | None = None
        self._next_renewal = 0.0

    def acquire(self, now: float) -> Token | PendingToken | None:
        """Return a token to use or a pending one to wait for; None: fetch one.

        `now` is a moment of the monotonic clock, in seconds.
        """
        with self._lock:
            token = self.token
            if token is not None and token.fresh(now):
                return token
            renewing = self._pending is not None or now < self._next_renewal
            if token is not None and token.valid(now) and renewing:
                return token
            if self._pending is not None:
                return self._pending
            self._pending = Future()
            return None

    def resolve(self, token: Token) -> None:
        """Store the fetched token and hand it to the calls that wait."""
        with self._lock:
            self.token = token
        self._settle(token)

    def failed(self, error: SpecloomError, now: float) -> Token | None:
        """Report a failure to waiting calls; return the old token while it is valid."""
        with self._lock:
            token = self.token
            usable = token if token is not None and token.valid(now) else None
            self._next_renewal = now + RENEWAL_BACKOFF if usable else 0.0
        self._settle(usable or error)
        return usable

    def cancel(self) -> None:
        """Let another call fetch, because the fetching one was cancelled."""
        self._settle(None)

    def invalidate(self, access: Secret) -> None:
        """Forget a token that the vendor refused, so that the next call fetches one."""
        with self._lock:
            if self.token is not None and self.token.access == access:
                self.token = replace(self.token, expires=float("-inf"))
                self._next_renewal = 0.0

    def _settle(self, outcome: Token | SpecloomError | None) -> None:
        with self._lock:
            pending, self._pending = self._pending, None
        assert pending is not None, "only the call that fetches it settles it"
        pending.set_result(outcome)


def access_token(
    store: TokenStore,
    fetch: Callable[[Secret | None], Flow[Token]],
    monotonic: Callable[[], float],
    remaining: Callable[[], float | None],
) -> Flow[Secret]:
    """Return an access token: the stored one, or one that this or another call fetches.

    `fetch` takes a refresh token, where one is known; `remaining` raises when the
    call's time is up. Raises what fetching raised.
    """
    while True:
        claim = store.acquire(monotonic())
        if isinstance(claim, Token):
            return claim.access
        if claim is None:
            return (yield from _fetch_and_share(store, fetch, monotonic))
        outcome: Any = yield Wait(claim, remaining())
        if isinstance(outcome, SpecloomError):
            # Each waiter raises its own: a traceback belongs to one call.
            raise copy.copy(outcome)
        if isinstance(outcome, Token):
            return outcome.access


def _fetch_and_share(
    store: TokenStore,
    fetch: Callable[[Secret | None], Flow[Token]],
    monotonic: Callable[[], float],
) -> Flow[Secret]:
    known = store.token
    try:
        token = yield from fetch(known.refresh if known else None)
    except SpecloomError as error:
        usable = store.failed(error, monotonic())
        if usable is None:
            raise
        return usable.access
    except BaseException:
        store.cancel()
        raise
    store.resolve(token)
    return token.access


def token_from_grant(response: Response, now: float) -> Token:
    """Read the token from a response of a token endpoint.

    Raises DecodeError, without the body, where there is none.
    """
    try:
        grant = json.loads(response.body)
        access, refresh = grant["access_token"], grant.get("refresh_token")
        lifetime = grant.get("expires_in")
        seconds = None if lifetime is None else float(lifetime)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        access = refresh = seconds = None
    if not isinstance(access, str) or not access:
        status = response.status
        raise DecodeError(f"the token endpoint returned {status} without a token")
    renewing = Secret(refresh) if isinstance(refresh, str) and refresh else None
    return replace(expiring_token(access, seconds, now), refresh=renewing)


def expiring_token(access: str, lifetime: Any, now: float) -> Token:
    """Make a token that expires after `lifetime` seconds; never if unknown."""
    try:
        seconds = float(lifetime)
    except (TypeError, ValueError):
        return Token(Secret(access))
    margin = min(MARGIN, seconds * 0.2)
    return Token(Secret(access), expires=now + seconds, margin=margin)
