"""Configure a client, and check its server, credentials and options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..auth.oauth2 import OAuth2
from ..auth.schemes import Basic, Credentials, basic_pair
from ..calls.context import ClientContext
from ..calls.credential_choice import checked_credentials, first_usable_alternative
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
"""Options that are objects, and the attributes of which each has at least one."""


def open_client(
    service: Service,
    given: Mapping[str, Secret | None],
    environment: str | None,
    variables: Variables,
    options: ClientOptions,
) -> tuple[ClientContext, Settings]:
    """Check the options of a new client, and return its context and settings.

    Raises ConfigurationError if a credential, server, variable or option is missing or
    invalid.
    """
    _check_options(options)
    if service.contract != CONTRACT:
        raise ConfigurationError(
            f"{service.name} was generated for contract {service.contract} and this "
            f"runtime keeps contract {CONTRACT}: generate it again"
        )
    defaults = {name: Secret(text) for name, text in service.defaults.items()}
    known = checked_credentials({**defaults, **_set(given)})
    if service.security:
        first_usable_alternative(service, service.security, known)
    server = _server(service, environment)
    chosen = _set(variables)
    values = {**server.variables, **chosen}
    base = options.get("base_url")
    if base is None:
        base = _server_url(service, server, values)
    hidden = [known[name] for name in known if name not in service.public]
    hidden += _pairs(service, known)
    context = ClientContext(
        service=service,
        server=ChosenServer(
            url=checked_base(base),
            environment=environment or next(iter(service.servers), ""),
            # A relative server needs `base_url`; an absolute one is replaced by it.
            replaced="base_url" in options and server.absolute,
            chosen=chosen,
            variables=values,
        ),
        credentials=known,
        clock=options.get("clock") or SYSTEM,
        redactor=Redactor(hidden),
        hooks=Hooks(
            on_attempt=options.get("on_attempt"),
            on_deviation=options.get("on_deviation"),
            on_request=options.get("on_request"),
            on_response=options.get("on_response"),
            on_refresh_token=options.get("on_refresh_token"),
        ),
        tracer=tracer(options.get("tracer_provider")),
    )
    return context, _settings(service, options)


def _check_options(options: Mapping[str, Any]) -> None:
    """Raise ConfigurationError for an option of a client that has a wrong type."""
    for name in ("base_url", "user_agent"):
        if not isinstance(options.get(name), str | None):
            raise ConfigurationError(f"{name} must be a string")
    for name in HOOKS:
        if not (options.get(name) is None or callable(options[name])):
            raise ConfigurationError(f"{name} must be a function")
    for name, attributes in PARTS.items():
        value = options.get(name)
        if value is not None and not any(hasattr(value, each) for each in attributes):
            kind = type(value).__name__
            raise ConfigurationError(f"{name} cannot be a {kind}")


def _pairs(service: Service, known: Credentials) -> Iterator[Secret]:
    """Yield the user names and passwords in the form of a Basic header."""
    for scheme in service.schemes.values():
        if isinstance(scheme, Basic | OAuth2) and known.keys() >= {*scheme.needs[:2]}:
            user, password = scheme.needs[:2]
            yield basic_pair(known[user], known[password])


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
) -> dict[str, str]:
    """Return the constructor arguments that are set in the environment.

    Raises ConfigurationError with the names of required variables that are neither set
    nor `given`.
    """
    values = {
        name: value
        for name, variable in service.env.items()
        if (value := environment.get(variable)) and name not in given
    }
    parameters = inspect.signature(init).parameters.values()
    needed = [
        p.name
        for p in parameters
        if p.kind is p.KEYWORD_ONLY and p.default is p.empty and p.name in service.env
    ]
    known = {*values, *_set(given)}
    missing = [service.env[name] for name in needed if name not in known]
    if missing:
        raise ConfigurationError(f"not set in the environment: {', '.join(missing)}")
    names = set(service.env)
    alternatives = [_needed(service, names, schemes) for schemes in service.security]
    if alternatives and not any(known.issuperset(needed) for needed in alternatives):
        options = " or ".join(
            " with ".join(service.env[name] for name in needed)
            for needed in alternatives
        )
        raise ConfigurationError(f"not set in the environment: {options}")
    return values


def _needed(service: Service, names: set[str], schemes: tuple[str, ...]) -> list[str]:
    """Return the credentials of an alternative that have no default."""
    needs = [name for scheme in schemes for name in service.schemes[scheme].needs]
    return [name for name in needs if name in names and name not in service.defaults]
