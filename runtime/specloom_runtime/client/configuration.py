"""Configure a client, and check its server, credentials and options."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any

from ..auth.oauth2 import OAuth2
from ..auth.schemes import Basic, Credentials, basic_pair
from ..calls.context import ClientContext
from ..calls.credential_choice import (
    Alternatives,
    check_complete,
    checked_credentials,
    credential_alternatives,
    legally_empty,
    needs,
)
from ..calls.hooks import Hooks
from ..calls.tracing import tracer
from ..core.clock import SYSTEM
from ..core.errors import ConfigurationError
from ..core.secrets import Redactor, Secret
from ..core.version import VERSION
from ..http.body_reader import ACCEPTED
from ..operations.chosen_server import ChosenServer
from ..operations.options import CallOptions, ClientOptions, Settings
from ..operations.servers import Variables, checked_base, fill_variables
from ..operations.service import CONTRACT, Server, Service

CLIENT_ONLY = (
    ClientOptions.__optional_keys__
    - CallOptions.__optional_keys__
    - {"response_limit", "user_agent"}
)
"""Options that are not settings of a call."""
HOOKS = (
    "on_attempt",
    "on_deviation",
    "on_request",
    "on_response",
    "on_refresh_token",
)
PARTS: Mapping[str, tuple[str, ...]] = {
    "clock": ("monotonic",),
    "limits": ("max_connections",),
    "transport": ("handle_request", "handle_async_request"),
}
"""Options that are objects, each with attributes of which it has at least one."""

CREDENTIAL_HEADERS = re.compile(
    "authorization|cookie|(?<!idempotency.)key|token|secret|password", re.IGNORECASE
)
"""Names of headers whose values are credentials, such as `X-Api-Key`."""


def open_client(
    service: Service,
    given: Mapping[str, Secret],
    environment: str | None,
    variables: Variables,
    options: ClientOptions,
) -> tuple[ClientContext, Settings]:
    """Check the options of a new client, and return its context and settings.

    A client without credentials can call the operations that need none. Raises
    ConfigurationError if the given credentials are not sufficient for any operation, or
    if a credential, server, variable or option is invalid.
    """
    _check_options(options)
    if service.contract != CONTRACT:
        raise ConfigurationError(
            f"{service.name} was generated for contract {service.contract} and this "
            f"runtime keeps contract {CONTRACT}: generate it again"
        )
    defaults = {name: Secret(text) for name, text in service.defaults.items()}
    known = defaults | checked_credentials(service, given)
    if given:
        check_complete(service, known)
    server = _chosen_server(service, environment, variables, options)
    hidden = [known[name] for name in known if name not in service.public]
    hidden += _pairs(service, known)
    context = ClientContext(
        service=service,
        server=server,
        credentials=known,
        clock=options.get("clock") or SYSTEM,
        redactor=Redactor(hidden),
        hooks=_hooks(options),
        tracer=tracer(options.get("tracer_provider")),
    )
    return context, _settings(service, options)


def hide_headers(headers: Mapping[str, str], redactor: Redactor) -> None:
    """Register the credentials that the caller sends in headers of its own."""
    for name, value in headers.items():
        if CREDENTIAL_HEADERS.search(name):
            for text in (value, value.rpartition(" ")[2]):
                redactor.add(Secret(text))


def _check_options(options: Mapping[str, Any]) -> None:
    """Raise ConfigurationError if an option of a client has the wrong type."""
    for name in ("base_url", "user_agent"):
        if not isinstance(options.get(name), str | None):
            raise ConfigurationError(f"{name} must be a string")
    for name in HOOKS:
        hook = options.get(name)
        if not (hook is None or callable(hook)):
            raise ConfigurationError(f"{name} must be a function")
        if inspect.iscoroutinefunction(hook):
            raise ConfigurationError(f"{name} must be a function without async")
    for name, attributes in PARTS.items():
        value = options.get(name)
        if value is not None and not any(hasattr(value, each) for each in attributes):
            kind = type(value).__name__
            raise ConfigurationError(f"{name} cannot be a {kind}")


def _pairs(service: Service, known: Credentials) -> Iterator[Secret]:
    """Yield user names and passwords in the form of a Basic header."""
    for scheme in service.schemes.values():
        if isinstance(scheme, Basic | OAuth2) and known.keys() >= {*scheme.needs[:2]}:
            user, password = scheme.needs[:2]
            yield basic_pair(known[user], known[password])


def _hooks(options: ClientOptions) -> Hooks:
    return Hooks(
        on_attempt=options.get("on_attempt"),
        on_deviation=options.get("on_deviation"),
        deviation_values=options.get("deviation_values", False),
        on_request=options.get("on_request"),
        on_response=options.get("on_response"),
        on_refresh_token=options.get("on_refresh_token"),
    )


def _chosen_server(
    service: Service,
    environment: str | None,
    variables: Variables,
    options: ClientOptions,
) -> ChosenServer:
    """Return the server to use; its URL is `base_url` if the options contain one."""
    server = _server(service, environment)
    chosen = _set(variables)
    values = {**server.variables, **chosen}
    base = options.get("base_url")
    if base is None:
        base = _server_url(service, server, values)
    return ChosenServer(
        url=checked_base(base),
        environment=environment or next(iter(service.servers), ""),
        # A relative server needs `base_url`; an absolute one is replaced by it.
        replaced="base_url" in options and server.absolute,
        chosen=chosen,
        variables=values,
        token_url=_token_url(options.get("token_url")),
    )


def _token_url(url: str | None) -> str | None:
    """Return the URL of a token endpoint, which may have a query."""
    if url is not None:
        checked_base(str(url).partition("?")[0], "token_url")
    return url


def _server_url(service: Service, server: Server, values: Mapping[str, str]) -> str:
    """Return the URL of a server with its variables filled in."""
    url = fill_variables(server.url, values, server.allowed, defaults=server.variables)
    if "//" not in url:
        raise ConfigurationError(
            f"{service.name} needs base_url=, the URL of its server: its description "
            f"names no host (it has {server.url!r})"
        )
    return url


def _settings(service: Service, options: ClientOptions) -> Settings:
    changes: dict[str, Any] = {n: v for n, v in options.items() if n not in CLIENT_ONLY}
    agent = changes.pop("user_agent", f"specloom-runtime/{VERSION}")
    usual = {"User-Agent": str(agent), "Accept-Encoding": ACCEPTED}
    settings = Settings(retry=service.retry).with_options({"headers": usual})
    return settings.with_options(changes)


def _set(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _server(service: Service, environment: str | None) -> Server:
    names = list(service.servers)
    if environment is None:
        return service.servers[names[0]] if names else Server("")
    if environment in service.servers:
        return service.servers[environment]
    known = ", ".join(names)
    raise ConfigurationError(f"no environment {environment!r} (expected {known})")


def from_environment(
    service: Service,
    init: Callable[..., Any],
    given: Mapping[str, Any],
    environment: Mapping[str, str],
) -> dict[str, Secret]:
    """Return the constructor arguments that environment variables contain.

    Raises ConfigurationError with the names of the missing variables, for required
    arguments, credentials and the server's URL. An argument in `given` is not missing.
    """
    values = {
        name: Secret(environment[variable])
        for name, variable in service.env.items()
        if variable in environment and name not in given
    }
    full = {*_set(given), *(name for name, value in values.items() if value)}
    blank = legally_empty(service, full)
    values = {name: v for name, v in values.items() if v or name in blank}
    known = {*values, *_set(given), *service.defaults}
    missing = [name for name in _required(service, init, given) if name not in known]
    options = [
        [n for n in needs(service, schemes) if n not in known and n not in missing]
        for schemes in _sufficient(service, {*values, *_set(given)})
    ]
    if not all(options):
        options = []
    elif len(options) == 1:
        missing += options.pop()
    problems = [_variables(service, [name]) for name in missing]
    if options:
        alternatives = dict.fromkeys(_variables(service, names) for names in options)
        problems.append(" or ".join(alternatives))
    if problems:
        raise ConfigurationError(f"not set in the environment: {'; '.join(problems)}")
    return values


def _variables(service: Service, names: Iterable[str]) -> str:
    """Return the environment variables of credentials; without one, the argument."""
    return " with ".join(service.env.get(name, f"{name}=") for name in names)


def _required(
    service: Service, init: Callable[..., Any], given: Mapping[str, Any]
) -> list[str]:
    """Return the required arguments of a client, and its server's variables."""
    parameters = inspect.signature(init).parameters.values()
    names = [
        p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty
    ]
    if given.get("base_url") is None:
        variables = _server(service, given.get("environment")).variables
        names += [name for name in variables if variables[name] is None]
    return list(dict.fromkeys(names))


def _sufficient(service: Service, known: Set[str]) -> Alternatives:
    """Return the alternatives of which a client needs one; empty if it needs none.

    If the service declares no alternatives, they are the schemes of its operations. If
    calls may be anonymous, incomplete credentials are nevertheless insufficient.
    """
    if service.security and () not in service.security:
        return service.security
    alternatives = credential_alternatives(service)
    names = {name for schemes in alternatives for name in needs(service, schemes)}
    return () if service.security and known.isdisjoint(names) else alternatives
