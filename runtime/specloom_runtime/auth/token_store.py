"""OAuth2 tokens: one request for one token however many calls wait for it.

Ahead of expiry the token is fetched anew by one call while the others go on with the
old one; where that fails, the old one serves to its end. Expiry counts from
`expires_in` on a monotonic clock, so a wrong wall clock does no harm.
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
"""Seconds until the next try, where a renewal ahead of expiry failed."""


@dataclass(frozen=True)
class Token:
    """An access token, the moment it ends, and what renews it."""

    access: Secret
    expires: float | None = None
    margin: float = 0.0
    refresh: Secret | None = None

    def valid(self, now: float) -> bool:
        """Whether the vendor still takes it."""
        return self.expires is None or now < self.expires

    def fresh(self, now: float) -> bool:
        """Whether it need not be renewed yet."""
        return self.expires is None or now < self.expires - self.margin


PendingToken: TypeAlias = Future["Token | SpecloomError | None"]


class TokenStore:
    """The token of one scheme; what it hands out says who fetches the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._pending: PendingToken | None = None
        self._next_renewal = 0.0

    def acquire(self, now: float) -> Token | PendingToken | None:
        """A token to use, a flight to wait for, or None: the caller has to fetch."""
        with self._lock:
            token = self._token
            if token is not None and token.fresh(now):
                return token
            busy = self._pending is not None or now < self._next_renewal
            if token is not None and token.valid(now) and busy:
                return token
            if self._pending is not None:
                return self._pending
            self._pending = Future()
            return None

    def current(self) -> Token | None:
        """The token there is, valid or not."""
        return self._token

    def resolve(self, token: Token) -> None:
        """The fetching call has a token: everyone goes on."""
        with self._lock:
            self._token = token
        self._settle(token)

    def failed(self, error: SpecloomError, now: float) -> Token | None:
        """The fetching call failed: the old token while it is valid, else None."""
        with self._lock:
            token = self._token
            usable = token if token is not None and token.valid(now) else None
            self._next_renewal = now + RENEWAL_BACKOFF if usable else 0.0
        self._settle(usable or error)
        return usable

    def cancel(self) -> None:
        """The fetching call was cancelled: another one has to fetch."""
        self._settle(None)

    def invalidate(self, access: Secret) -> None:
        """The vendor refused this token: the next call gets another one."""
        with self._lock:
            if self._token is not None and self._token.access == access:
                renewing = self._token.refresh
                gone = Token(access, expires=float("-inf"), refresh=renewing)
                self._token, self._next_renewal = gone, 0.0

    def _settle(self, outcome: Token | SpecloomError | None) -> None:
        with self._lock:
            flight, self._pending = self._pending, None
        assert flight is not None, "only the call that claimed it settles it"
        flight.set_result(outcome)


def access_token(
    store: TokenStore,
    fetch: Callable[[Secret | None], Flow[Token]],
    monotonic: Callable[[], float],
    remaining: Callable[[], float | None],
) -> Flow[Secret]:
    """An access token: the one there is, or the one that somebody fetches.

    `fetch` takes a refresh token, where one is known; `remaining` raises when the
    call's time is up. Raises what fetching raised.
    """
    while True:
        claim = store.acquire(monotonic())
        if isinstance(claim, Token):
            return claim.access
        if claim is None:
            return (yield from _lead(store, fetch, monotonic))
        outcome: Any = yield Wait(claim, remaining())
        if isinstance(outcome, SpecloomError):
            # Each waiter raises its own: a traceback belongs to one call.
            raise copy.copy(outcome)
        if isinstance(outcome, Token):
            return outcome.access


def _lead(
    store: TokenStore,
    fetch: Callable[[Secret | None], Flow[Token]],
    monotonic: Callable[[], float],
) -> Flow[Secret]:
    known = store.current()
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
    """The token that a token endpoint answered with.

    Raises DecodeError, without the body, where there is none.
    """
    try:
        said = json.loads(response.body)
        access, refresh = said["access_token"], said.get("refresh_token")
        lifetime = said.get("expires_in")
        seconds = None if lifetime is None else float(lifetime)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        access = refresh = seconds = None
    if not isinstance(access, str) or not access:
        status = response.status
        raise DecodeError(f"the token endpoint answered {status} without a token")
    token = token_lasting(Secret(access), seconds, now)
    renewing = Secret(refresh) if isinstance(refresh, str) and refresh else None
    return replace(token, refresh=renewing)


def token_lasting(access: Secret, lifetime: float | str | None, now: float) -> Token:
    """A token that lasts so many seconds from now; without end where none are told."""
    try:
        seconds = None if lifetime is None else float(lifetime)
    except ValueError:
        seconds = None
    if seconds is None:
        return Token(access)
    return Token(access, expires=now + seconds, margin=min(MARGIN, seconds * 0.2))
