"""Create the arguments of a client: credentials, variables of servers and URLs."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx2
from specloom_runtime import Server
from specloom_runtime.operations.servers import resolved

from .described_names import normalized_name


@cache
def credentials(client: Any) -> dict[str, str]:
    """Return a value for each credential and server variable of a client class."""
    service = client.service
    needs = {name for scheme in service.schemes.values() for name in scheme.needs}
    values = {name: f"test-{name}" for name in sorted(needs)}
    if server := next(iter(service.servers.values()), None):
        values |= variable_values(server)
    return as_parameters(client, values)


def as_parameters(client: Any, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values; the keys are the names of the client's parameters."""
    declared = inspect.signature(client.__init__).parameters
    parameters = {normalized_name(name): name for name in declared}
    known = {normalized_name(name): value for name, value in values.items()}
    return {parameters[n]: value for n, value in known.items() if n in parameters}


def variable_values(server: Server) -> dict[str, str]:
    """Return values for the variables of a server that have no default.

    The value for a variable at the beginning of the URL is a URL with a host.
    """
    needs = [name for name, default in server.variables.items() if default is None]
    values = {n: next(iter(server.allowed.get(n, ())), f"test-{n}") for n in needs}
    first = re.match(r"\{([^{}]*)\}(:?//)?", server.url)
    if first and first[1] in values and first[1] not in server.allowed:
        values[first[1]] = "https" if first[2] else "https://server.example"
    return values


def base_url(client: Any) -> dict[str, Any]:
    """Return the argument `base_url`; empty if the description has an absolute URL."""
    server = next(iter(client.service.servers.values()), None)
    if server is not None and server.absolute:
        return {}
    path = re.sub("[{}]", "", server.url) if server is not None else ""
    return {"base_url": resolved("https://server.example", path)}


def encrypted_token_url(client: Any) -> dict[str, str]:
    """Return the argument `token_url` if a declared token endpoint has no encryption.

    A client of an encrypted server does not send its credentials to such an endpoint.
    """
    declared = [getattr(s, "token_url", "") for s in client.service.schemes.values()]
    urls = [httpx2.URL(url) for url in declared]
    plain = [url for url in urls if url.scheme == "http"]
    return {"token_url": str(plain[0].copy_with(scheme="https"))} if plain else {}
