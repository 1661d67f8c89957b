"""The store of fetched tokens; concurrent calls share one token request.

Before a token expires, one call fetches the next token while the others use the old
one. If the renewal fails, the old token is used until it expires. The expiry is
computed from `expires_in` with a monotonic clock, so that a wrong wall clock has no
effect.
"""

from __future__ import annotations

import copy
import math
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ..core.errors import ApiError, DeadlineExceeded, DecodeError, SpecloomError
from ..core.responses import Response
from ..core.secrets import Secret
from ..core.unset import UNSET
from ..http.effects import Flow, Wait
from ..http.response_values import ResponseValues

MARGIN = 60.0
"""The maximum number of seconds by which a token is renewed before its expiry."""

_DIGITS = re.compile(r"\s*[0-9]+(\.[0-9]*)?\s*")

BUSY = (408, 425, 429)
"""Statuses below 500 that do not mean a refusal: the next request may succeed."""

RENEWAL_BACKOFF = 10.0
"""Seconds to wait after a failed renewal, while the old token is still valid."""


@dataclass(frozen=True)
class Token:
    """An access token, its expiry, and its refresh token."""

    access: Secret
    expires: float | None = None
    margin: float = 0.0
    refresh: Secret | None = None

    def valid(self, now: float) -> bool:
        """Return whether the token has not expired."""
        return self.expires is None or now < self.expires

    def fresh(self, now: float) -> bool:
        """Return whether the token does not need to be renewed yet."""
        return self.expires is None or now < self.expires - self.margin


@dataclass(frozen=True)
class Shared:
    """The failure of the call that fetched a token, with the settings of that call."""

    error: SpecloomError
    patience: object

    def holds(self, patience: object) -> bool:
        """Return whether the failure also applies to a call with these settings.

        A refusal applies to all calls. If the vendor could not be reached, the failure
        applies to calls with equal settings. An exceeded deadline applies only to the
        call that had it.
        """
        if isinstance(self.error, DeadlineExceeded):
            return False
        status = self.error.status if isinstance(self.error, ApiError) else 500
        refused = status < 500 and status not in BUSY
        return refused or self.patience == patience


ReportLifetime: TypeAlias = Callable[[str], object]
"""Receives a lifetime that is not a number of seconds; it can be a credential."""

PendingToken: TypeAlias = Future["Token | Shared | None"]


class TokenStore:
    """The token of one scheme, and the state of the call that fetches the next token.

    If `acquire` returns None, the call must fetch a token, and then call exactly one of
    `resolve`, `failed` and `cancel`. Other calls use the current token or wait.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.token: Token | None = None
        """The stored token, valid or not."""
        self._pending: PendingToken | None = None
        self._next_renewal = -math.inf

    def acquire(self, now: float) -> Token | PendingToken | None:
        """Return a token or a pending token; None means that the caller must fetch one.

        `now` is a time of the monotonic clock, in seconds.
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
        """Store the fetched token and pass it to the waiting calls."""
        with self._lock:
            self.token = token
            self._next_renewal = -math.inf
        self._settle(token)

    def failed(self, error: Shared, now: float) -> Token | None:
        """Pass a failure to the waiting calls.

        Return the old token; None if it has expired.
        """
        with self._lock:
            token = self.token
            usable = token if token is not None and token.valid(now) else None
            self._next_renewal = now + RENEWAL_BACKOFF
        self._settle(usable or error)
        return usable

    def cancel(self) -> None:
        """Let another call fetch the token, because this call was cancelled."""
        self._settle(None)

    def invalidate(self, access: Secret) -> None:
        """Discard a token that the vendor rejected; the next call fetches a new one."""
        with self._lock:
            if self.token is not None and self.token.access == access:
                self.token = replace(self.token, expires=-math.inf)

    def _settle(self, outcome: Token | Shared | None) -> None:
        with self._lock:
            pending, self._pending = self._pending, None
        assert pending is not None, "only the call that fetches it settles it"
        pending.set_result(outcome)


def access_token(
    store: TokenStore,
    fetch: Callable[[Secret | None], Flow[Token]],
    *,
    monotonic: Callable[[], float],
    remaining: Callable[[], float | None],
    patience: object = None,
) -> Flow[Secret]:
    """Return an access token, which is stored, or fetched by this or another call.

    Args:
        store: the token of the scheme.
        fetch: fetches a token, given the refresh token, or None if there is none.
        monotonic: returns the time in seconds.
        remaining: raises an error if the time of the call is used up.
        patience: the settings of the call. A failure that depends on the settings is
            shared only with calls that have equal settings; other calls fetch a token
            themselves.

    Raises the errors of `fetch`.
    """
    while True:
        claim = store.acquire(monotonic())
        if isinstance(claim, Token):
            return claim.access
        if claim is None:
            return (yield from _fetch_and_share(store, fetch, monotonic, patience))
        outcome: Any = yield Wait(claim, remaining())
        if isinstance(outcome, Shared) and outcome.holds(patience):
            # Each waiter raises its own: a traceback belongs to one call.
            raise copy.copy(outcome.error)
        if isinstance(outcome, Token):
            return outcome.access


def _fetch_and_share(
    store: TokenStore,
    fetch: Callable[[Secret | None], Flow[Token]],
    monotonic: Callable[[], float],
    patience: object,
) -> Flow[Secret]:
    known = store.token
    try:
        token = yield from fetch(known.refresh if known else None)
    except SpecloomError as error:
        usable = store.failed(Shared(error, patience), monotonic())
        if usable is None:
            raise
        return usable.access
    except BaseException:
        store.cancel()
        raise
    store.resolve(token)
    return token.access


def token_from_grant(response: Response, now: float, report: ReportLifetime) -> Token:
    """Read the token from the response of a token endpoint.

    Raises DecodeError if there is no token; the error does not contain the body.
    """
    values = ResponseValues(response)
    names = ("access_token", "refresh_token", "expires_in")
    access, refresh, lifetime = (values.at(f"body#/{name}") for name in names)
    if not isinstance(access, str) or not access:
        status = response.status
        raise DecodeError(f"the token endpoint returned {status} without a token")
    renewing = Secret(refresh) if isinstance(refresh, str) and refresh else None
    declared = None if lifetime is UNSET else lifetime
    return replace(expiring_token(access, declared, now, report), refresh=renewing)


def expiring_token(
    access: str, lifetime: Any, now: float, report: ReportLifetime = str
) -> Token:
    """Return a token that expires after `lifetime` seconds; never, if that is unknown.

    A lifetime that is not a positive number is reported, and counts as unknown.
    Otherwise, a token would be fetched for each call.
    """
    if lifetime is None:
        return Token(Secret(access))
    is_text = isinstance(lifetime, str)
    known = _DIGITS.fullmatch(lifetime) if is_text else not isinstance(lifetime, bool)
    try:
        seconds = float(lifetime) if known else math.nan
    except OverflowError:
        seconds = math.inf
    except TypeError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        report(repr(lifetime))
        return Token(Secret(access))
    margin = min(MARGIN, seconds * 0.2)
    return Token(Secret(access), expires=now + seconds, margin=margin)
