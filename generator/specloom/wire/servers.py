"""Compare the URLs to which two packages send the requests of an operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specloom_runtime.operations.service import Server, Service

from ..ir import Operation
from .facts import Difference, operation_pointer

BASE_URL = "base_url"
"""The argument for the URL of a server that the description does not name."""
Servers = Mapping[str, Server]


def service_differences(old: Service, new: Service) -> Iterator[Difference]:
    """Yield the differences between the servers of all operations."""
    yield from _differences(
        _by_environment((), old.servers), _by_environment((), new.servers)
    )


def has_own_servers(old: Operation, new: Operation) -> bool:
    """Return whether an operation has servers of its own in one of the packages."""
    return bool(old.facts.servers or new.facts.servers)


def operation_differences(
    old: tuple[Operation, Service], new: tuple[Operation, Service]
) -> Iterator[Difference]:
    """Yield the differences between the servers of an operation with own servers.

    Args:
        old: the operation and the service of the old package.
        new: the operation and the service of the new package.
    """
    sides = [
        _by_environment(operation.facts.servers, service.servers)
        for operation, service in (old, new)
    ]
    pointers = [
        (
            (*operation_pointer(operation), "servers")
            if operation.facts.servers
            else ("servers",)
        )
        for operation, _ in (old, new)
    ]
    for each in _differences(*sides):
        yield Difference(
            each.part, each.name, each.before, each.after, pointers[0], pointers[1]
        )


def _by_environment(
    own: Servers | tuple[()], servers: Servers
) -> dict[str, tuple[Server, ...]]:
    """Return the servers that make the URL of a request, by environment.

    A relative server follows the one that it is relative to. The environment "" is the
    one that is used if the caller chooses none.
    """
    found: dict[str, tuple[Server, ...]] = {}
    names = [*servers] or [""]
    for name in names:
        base = servers.get(name, Server(""))
        chain: tuple[Server, ...] = (base,)
        if own:
            server = own.get(name) or next(iter(own.values()))
            chain = (server,) if server.absolute else (base, server)
        found[name] = chain
    return {"": found[names[0]], **found}


def _differences(
    old: Mapping[str, tuple[Server, ...]], new: Mapping[str, tuple[Server, ...]]
) -> Iterator[Difference]:
    seen = set[tuple[str, str]]()
    for name in old:
        is_default = old[name] is old[""] and new.get(name) is new[""]
        if name not in new or (name and is_default):
            continue
        kept = _variables(old[name]) & _variables(new[name])
        for fixed in (kept, frozenset[str]()):
            shown = _url(old[name], fixed), _url(new[name], fixed)
            if shown[0] != shown[1] and shown not in seen:
                seen.add(shown)
                yield Difference("server", name, *shown, ("servers",), ("servers",))
                break


def _variables(chain: tuple[Server, ...]) -> frozenset[str]:
    return frozenset(name for each in chain for name in each.variables)


def _url(chain: tuple[Server, ...], kept: frozenset[str]) -> str:
    """Return the URL with the defaults of the variables, except those in `kept`.

    Callers must state the base URL of an API whose first server is relative; it is used
    instead of this server.
    """
    urls = [] if chain[0].absolute else [BASE_URL]
    for each in chain if chain[0].absolute else chain[1:]:
        url = each.url
        for name, default in each.variables.items():
            if default is not None and name not in kept:
                url = url.replace(f"{{{name}}}", default)
        urls.append(url.rstrip("/"))
    return " + ".join(urls)
