"""The constructor of the clients: credentials, server variables, environment."""

from __future__ import annotations

from dataclasses import replace

from ..ir import Argument, Client, Default
from ..names import argument, class_name
from ..python_types import Leaf, optional
from .service_facts import Credential, ServiceFacts

CLIENT_NAMES = frozenset({"AsyncClient", "BaseClient", "Client", "ClientOptions"}) | {
    "Environment",
    "Literal",
    "Unpack",
}
"""Names of a client module, which the classes of a vendor must keep clear of."""
TEXT = Leaf("str")


def lower_client(facts: ServiceFacts, description: str) -> Client:
    """Return the client classes of one vendor."""
    settings = _settings(facts)
    sets = [tuple(map(_credential, each)) for each in facts.alternatives()]
    further = _further(facts)
    if len(sets) == 1 and not further:
        taken = sets[0]
    else:
        taken = tuple(_left_out(_credential(c)) for c in facts.everything())
    choice = len(sets) > 1 and not further
    return Client(
        name=client_name(facts.vendor),
        description=description,
        arguments=(*taken, *settings),
        overloads=tuple((*each, *settings) for each in sets) if choice else (),
        environments=tuple(facts.servers) if len(facts.servers) > 1 else (),
    )


def client_name(vendor: str) -> str:
    """Return the name of the client class, which no import of its module has."""
    name = class_name(vendor)
    return f"{name}Api" if name in CLIENT_NAMES else name


def _further(facts: ServiceFacts) -> bool:
    """Return whether operations have credentials that no alternative has."""
    known = {c.name for each in facts.alternatives() for c in each}
    return any(c.name not in known for c in facts.everything())


def _credential(credential: Credential) -> Argument:
    return Argument(
        name=argument(credential.name),
        type=TEXT,
        place="credentials",
        wire=credential.name,
        default=None if (value := credential.default) is None else Default(value),
    )


def _left_out(given: Argument) -> Argument:
    """Return an argument that may be left out."""
    return replace(given, type=optional(given.type), default=Default(None))


def _settings(facts: ServiceFacts) -> tuple[Argument, ...]:
    """Return the arguments for server variables and the environment."""
    found = [
        _left_out(
            Argument(name=argument(wire), type=TEXT, place="variables", wire=wire)
        )
        for wire in facts.variables()
    ]
    if len(facts.servers) > 1:
        chosen = Argument(
            name="environment",
            type=Leaf("Environment", module=""),
            place="environment",
            default=Default(next(iter(facts.servers))),
        )
        found.append(chosen)
    return tuple(found)
