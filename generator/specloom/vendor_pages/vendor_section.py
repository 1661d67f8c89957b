"""Write the first part of a vendor's page: servers and credentials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..explain import Explanation
from ..ir import Package
from ..lower.security import base_name
from ..wire.credentials import scheme_pieces
from . import escaping


def server_table(package: Package) -> Iterator[str]:
    """Yield the table of the servers, and the table of their variables."""
    servers = package.service.servers
    if not servers:
        yield "The document names no server: give the client the argument `base_url`."
        return
    several = len(servers) > 1
    rows = []
    variables: dict[str, Sequence[str]] = {}
    for number, (name, server) in enumerate(servers.items()):
        chosen = escaping.code(f'environment="{name}"') if several else ""
        chosen += " (the default)" if several and number == 0 else ""
        if not server.absolute:
            chosen += " give the client the whole URL as `base_url`"
        rows.append(
            (escaping.code(server.url or "/"), chosen.strip() or "the only one")
        )
        for variable, default in server.variables.items():
            env = package.service.env.get(variable, "")
            allowed = ", ".join(map(escaping.code, server.allowed.get(variable, ())))
            variables.setdefault(
                variable,
                (
                    escaping.code(variable),
                    "must be given" if default is None else escaping.code(default),
                    allowed,
                    escaping.code(env) if env else "",
                ),
            )
    yield escaping.table(("server", "how to choose it"), rows)
    head = ("variable", "default", "allowed values", "environment variable")
    yield escaping.table(head, variables.values())


def credential_tables(package: Package, stated: Mapping[str, str]) -> Iterator[str]:
    """Yield what each scheme sends, the arguments, and the alternatives.

    Args:
        package: what is generated for the vendor.
        stated: what states each argument, as Markdown.
    """
    service = package.service
    if not service.schemes:
        yield "Calls need no credentials."
        return
    rows = [
        (
            escaping.code(base_name(name)),
            "; ".join(map(escaping.code, scheme_pieces(scheme))),
        )
        for name, scheme in service.schemes.items()
    ]
    yield escaping.table(("scheme", "what is sent"), rows)
    needs = dict.fromkeys(n for each in service.schemes.values() for n in each.needs)
    yield escaping.table(
        ("argument of the client", "environment variable of `from_env`", "stated by"),
        [
            (
                escaping.code(name) + (" (has a default)" * (name in service.defaults)),
                escaping.code(service.env[name]) if name in service.env else "none",
                stated.get(name, ""),
            )
            for name in needs
        ],
    )
    alternatives = [each for each in service.security if each]
    if len(alternatives) > 1:
        shown = " or ".join(
            " with ".join(escaping.code(base_name(name)) for name in each)
            for each in alternatives
        )
        optional = "; calls without credentials are allowed, too"
        end = "" if len(alternatives) == len(service.security) else optional
        yield f"One of these is enough: {shown}{end}."


def webhook_table(package: Package) -> str:
    """Return the table of the requests that the vendor sends; "" without any."""
    return escaping.table(
        ("webhook", "request", "what it says"),
        [
            (
                escaping.code(each.name),
                escaping.code(f"{each.method} {each.wire}"),
                escaping.summary(each.description),
            )
            for each in package.webhooks
        ],
    )


def counts(package: Package, explanations: Sequence[Explanation]) -> str:
    """Return how much a client has, as a sentence."""
    models = sum(len(each.exports) for each in package.models)
    return (
        f"{_count(len(explanations), 'operation')} in "
        f"{_count(len(package.resources), 'resource')}, {_count(models, 'model')}."
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
