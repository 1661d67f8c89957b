"""The two client classes: what a caller must give, and which servers there are."""

from __future__ import annotations

from ..ir import Argument, Client, Code, Overload, Resource
from ..literals import braces, keyword, literal
from ..names import argument, class_name
from ..python_types import RUNTIME
from .imports import ImportCollector
from .service import Credential, ServiceFacts

BASES = ("AsyncClient", "Client", "ClientOptions")
"""What every client module takes from the runtime."""

CLIENT_NAMES = frozenset({*BASES, "Environment", "Literal", "Unpack"})
"""Names of a client module, which the classes of a vendor must keep clear of."""


def lower_client(
    facts: ServiceFacts, resources: tuple[Resource, ...], doc: Code
) -> Client:
    """The client classes of one vendor."""
    names = ImportCollector()
    for wanted in BASES:
        names.use(RUNTIME, wanted)
    if resources:
        names.use("functools", "cached_property")
        names.use("typing", "TYPE_CHECKING")
    names.use("typing", "Unpack")
    names.use(".service", "SERVICE")
    settings = _settings(facts)
    sets = [tuple(_required(c) for c in each) for each in facts.alternatives()]
    overloads = tuple(Overload(arguments=(*each, *settings)) for each in sets)
    choice = len(sets) > 1 and not _further(facts)
    if choice:
        names.use("typing", "overload")
    if facts.servers:
        names.use("typing", "Literal")
    taken = sets[0] if _settled(facts) else _all_optional(facts)
    pairs = [(literal(c.name), Code(argument(c.name))) for c in _asked(facts)]
    return Client(
        name=client_name(facts.vendor),
        doc=doc,
        imports=names.imports(),
        overloads=overloads if choice else (),
        arguments=(*taken, *settings),
        passed=_passed(facts, braces(pairs)),
        environments=Code(", ".join(literal(name) for name in facts.servers)),
        resources=resources,
    )


def client_name(vendor: str) -> Code:
    """What the client class is called: after the vendor, clear of the runtime's own."""
    name = class_name(vendor)
    return Code(f"{name}Api" if name in CLIENT_NAMES else name)


def _asked(facts: ServiceFacts) -> list[Credential]:
    """The credentials the constructor takes."""
    return facts.alternatives()[0] if _settled(facts) else facts.everything()


def _settled(facts: ServiceFacts) -> bool:
    """Whether one set of credentials is what every operation needs."""
    return len(facts.alternatives()) == 1 and not _further(facts)


def _further(facts: ServiceFacts) -> bool:
    """Whether some operations have credentials of their own: then none is needed."""
    known = {c.name for each in facts.alternatives() for c in each}
    return any(c.name not in known for c in facts.everything())


def _all_optional(facts: ServiceFacts) -> tuple[Argument, ...]:
    kind, none = Code("str | None"), Code("None")
    return tuple(
        Argument(name=Code(argument(c.name)), annotation=kind, default=none)
        for c in facts.everything()
    )


def _required(credential: Credential) -> Argument:
    name = Code(argument(credential.name))
    if credential.default is None:
        return Argument(name=name, annotation=Code("str"))
    return Argument(
        name=name, annotation=Code("str"), default=literal(credential.default)
    )


def _settings(facts: ServiceFacts) -> tuple[Argument, ...]:
    """Server variables and the choice of environment."""
    kind, none = Code("str | None"), Code("None")
    found = [
        Argument(name=Code(argument(wire)), annotation=kind, default=none)
        for wire in facts.variables()
    ]
    if facts.servers:
        first = literal(next(iter(facts.servers)))
        chosen = Code("environment")
        found.append(
            Argument(name=chosen, annotation=Code("Environment"), default=first)
        )
    return tuple(found)


def _passed(facts: ServiceFacts, credentials: Code) -> tuple[Code, ...]:
    found = [credentials]
    if facts.servers:
        found.append(keyword("environment", Code("environment")))
    pairs = [(literal(w), Code(argument(w))) for w in facts.variables()]
    if pairs:
        found.append(keyword("variables", braces(pairs)))
    return tuple(found)
