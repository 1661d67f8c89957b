"""Options that a caller can set for a client or for a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

from ..core.clock import Clock
from ..core.errors import ConfigurationError, RequestError
from ..core.events import Attempt, Deviation
from ..core.responses import Response
from ..core.secrets import Secret
from ..http.messages import Request
from ..serialization.header_values import FIELD_NAME, checked_value
from .service import Retry

if TYPE_CHECKING:
    import ssl

    import httpx2

LIMIT = 256 * 1024 * 1024
"""The default for the maximum size of a response, in bytes."""
EXTRAS = {"extra_query", "extra_body"}
"""The options for parameters and members that the description omits."""
MOST_SECONDS = 10**9
"""The longest time in seconds, about 30 years; sockets cannot wait much longer."""


class _DefaultOptions(TypedDict, total=False):
    """Options that can be set for all calls of a client, or for a single call."""

    timeout: float | None
    pool_timeout: float
    deadline: float | None
    empty_pages: int
    edit_attempts: int
    prefetch: bool
    concurrency: int
    reconnect: int
    headers: Mapping[str, str]
    extra_query: Mapping[str, Any]
    retries: int | Retry
    strict: bool


class CallOptions(_DefaultOptions, total=False):
    """Options that can be different for each call.

    Attributes:
        timeout: the longest time without data from the server, in seconds; None means
            no limit.
        pool_timeout: the longest wait for a free connection, in seconds; by default,
            it is that of `timeout`.
        deadline: the total time including all retries, in seconds; None means no limit.
        retries: a number of retries, or a policy.
        empty_pages: the number of consecutive empty pages that a list skips.
        edit_attempts: how often `edit` and `put` write at most (3 times by default);
            after a conflict they read again.
        prefetch: whether a list requests its next page while the current one is used.
        concurrency: the number of ranges or chunks of a list that are read at the same
            time.
        reconnect: how often a broken stream is opened again; by default, never.
        strict: whether each deviation from the description is an error.
        headers: headers that are sent with each request.
        extra_query: query parameters that the description omits. Declared ones are
            rejected, because they are arguments of the method. Parameters that are
            None are not sent.
        extra_body: such members of a JSON object or a form.
        idempotency_key: identifies one change, which may be repeated. If the operation
            declares no such key, it is an error.
    """

    extra_body: Mapping[str, Any]
    idempotency_key: str


class ClientOptions(_DefaultOptions, total=False):
    """Options of a client, in addition to the defaults for calls.

    Attributes:
        base_url: the URL of a server that is used instead of the declared one.
        token_url: the URL of a token endpoint that is used instead of the declared
            one. With `base_url` and `token_url`, a test can replace both servers.
        user_agent: the header `User-Agent`.
        response_limit: the maximum size of a response in bytes.
        proxy: the URL of a proxy for all requests. Without it, the environment
            variables `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` apply.
        verify: a TLS context, or a file with trusted authorities instead of the
            system's; certificates are always verified.
        limits: the limits of the connections.
        transport: an httpx2 transport; it has its own proxy, TLS settings and limits.
        http_client: an httpx2 client, which is not closed; it has its own proxy, TLS
            settings and limits.
        on_request: receives each request, with its credentials, just before it is
            sent, and may return a different request to the same server.
        on_response: receives each response before errors are raised.
        on_attempt: receives the outcome of each attempt.
        on_deviation: receives each mismatch between a response and the description.
        deviation_values: whether such a mismatch contains the received value.
        on_refresh_token: receives each refresh token that replaces the one in use, so
            that the caller can store it; `token.reveal()` returns its text.
        clock: the clock for delays and deadlines.
        tracer_provider: an OpenTelemetry provider that is used instead of the global
            one.
    """

    base_url: str
    token_url: str
    user_agent: str
    response_limit: int
    proxy: str
    verify: ssl.SSLContext | str
    limits: httpx2.Limits
    transport: httpx2.BaseTransport | httpx2.AsyncBaseTransport
    http_client: httpx2.Client | httpx2.AsyncClient
    on_attempt: Callable[[Attempt], None]
    on_deviation: Callable[[Deviation], None]
    deviation_values: bool
    on_request: Callable[[Request], Request | None]
    on_response: Callable[[Request, Response], None]
    on_refresh_token: Callable[[Secret], None]
    tracer_provider: Any
    clock: Clock


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The values of all options of a call."""

    timeout: float | None = 60.0
    pool_timeout: float | None = None
    empty_pages: int = 1000
    edit_attempts: int = 3
    prefetch: bool = False
    concurrency: int = 1
    reconnect: int = 0
    deadline: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    extra_query: Mapping[str, Any] = field(default_factory=dict)
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    retry: Retry = field(default_factory=Retry)
    strict: bool = False
    response_limit: int = LIMIT
    idempotency_key: str | None = None
    _keyed: dict[str, str] = field(default_factory=dict, compare=False)
    """A digest of the change for which the idempotency key was used."""

    def with_options(self, options: Mapping[str, Any]) -> Settings:
        """Return these settings with some options changed.

        Headers, extra parameters and extra members are added to those that are already
        set.

        Raises ConfigurationError for an unknown option or an invalid value.
        """
        changes = dict(options)
        if "retries" in changes:
            changes["retry"] = _policy(self.retry, changes.pop("retries"))
        if "headers" in changes:
            _check_headers(changes["headers"])
        for option in EXTRAS & changes.keys():
            values = changes[option]
            if not isinstance(values, Mapping) or not all(map(_is_name, values)):
                raise ConfigurationError(f"{option} must map names to values")
        for option in (EXTRAS | {"headers"}) & changes.keys():
            changes[option] = {**getattr(self, option), **changes[option]}
        if unknown := changes.keys() - Settings.__dataclass_fields__.keys():
            names = ", ".join(sorted(unknown))
            if unknown <= ClientOptions.__optional_keys__:
                raise ConfigurationError(f"{names} can be set only for a new client")
            raise ConfigurationError(f"no such option: {names}")
        for name, value in changes.items():
            _check_option(name, value)
        if "idempotency_key" in changes:
            changes["_keyed"] = {}
        return replace(self, **changes)

    def key_for(self, change: str, *, sending: bool = False) -> str:
        """Return the caller's idempotency key for a change.

        The key belongs to the change for which a request is `sending`; one that is
        refused before leaves it free. Raises RequestError if the key belongs to another
        change, because the vendor would then repeat the first response instead of
        making the second change.
        """
        key = self.idempotency_key or ""
        claim = self._keyed.setdefault if sending else self._keyed.get
        if claim(key, change) != change:
            raise RequestError(
                "idempotency_key was used for another change (use with_options again, "
                "with another key)"
            )
        return key


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and bool(name)


def _is_number(value: Any, least: float = 0) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and least <= value <= MOST_SECONDS


def _is_time(value: Any) -> bool:
    return value is None or (_is_number(value) and value > 0)


def _is_count(value: Any, least: int = 1) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


_TIME = (_is_time, f"more than 0 seconds, at most {MOST_SECONDS}")
_COUNT = (_is_count, "a whole number, at least 1")
_FLAG = (lambda value: isinstance(value, bool), "True or False")
_RULES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("timeout", "pool_timeout", "deadline"), _TIME),
    **dict.fromkeys(
        ("concurrency", "edit_attempts", "empty_pages", "response_limit"), _COUNT
    ),
    "reconnect": (partial(_is_count, least=0), "a whole number, at least 0"),
    **dict.fromkeys(("strict", "prefetch"), _FLAG),
    "idempotency_key": (lambda key: isinstance(key, str) and key != "", "a string"),
}
_RETRY_RULES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "maximum": (partial(_is_count, least=0), "a whole number, at least 0"),
    "statuses": (
        lambda value: isinstance(value, tuple | list) and all(map(_is_count, value)),
        "a tuple of numbers",
    ),
    **dict.fromkeys(
        ("base", "max_delay", "max_retry_after"), (_is_number, "a number of seconds")
    ),
}


def _check_option(name: str, value: Any) -> None:
    """Raise ConfigurationError for a value that the option cannot have."""
    if name in _RULES:
        fits, expected = _RULES[name]
        if not fits(value):
            raise ConfigurationError(f"{name} must be {expected} (not {value!r})")


def _check_headers(headers: Any) -> None:
    if not isinstance(headers, Mapping):
        raise ConfigurationError("headers must map names to values")
    for name, value in headers.items():
        if not isinstance(name, str) or not FIELD_NAME.fullmatch(name):
            raise ConfigurationError(f"headers: {name!r} is not a header name")
        if name.lower() in ("content-length", "transfer-encoding"):
            problem = f"headers: {name} cannot be set: it follows from each body"
            raise ConfigurationError(problem)
        if not isinstance(value, str):
            raise ConfigurationError(f"headers: the value of {name} must be a string")
        checked_value(f"headers: {name}", value)


def _policy(policy: Retry, retries: int | Retry) -> Retry:
    if isinstance(retries, Retry):
        for name, (fits, expected) in _RETRY_RULES.items():
            if not fits(getattr(retries, name)):
                raise ConfigurationError(f"retries: {name} must be {expected}")
        return retries
    if not isinstance(retries, int) or isinstance(retries, bool):
        raise ConfigurationError(f"retries cannot be {retries!r} (expected a number)")
    if retries < 0:
        raise ConfigurationError("retries cannot be negative")
    return replace(policy, maximum=retries)
