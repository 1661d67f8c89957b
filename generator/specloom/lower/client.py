"""The two client classes: what a caller must give, and which servers there are."""

from __future__ import annotations

from ..ir import Alternative, Argument, Client, Code, Resource
from ..naming import argument, class_name
from ..printers import keyword, literal
from .packaging import imports
from .service import Credential, ServiceFacts
from .types import Names

RUNTIME = "specloom_runtime"


def lower_client(
    facts: ServiceFacts, resources: tuple[Resource, ...], doc: Code
) -> Client:
    """The client classes of one vendor."""
    names = Names({})
    for wanted in ("AsyncClient", "Client", "ClientOptions"):
        names.use(RUNTIME, wanted)
    names.use("functools", "cached_property")
    names.use("typing", "TYPE_CHECKING")
    names.use("typing", "Unpack")
    names.use(".service", "SERVICE")
    alternatives = tuple(
        Alternative(arguments=tuple(_required(c) for c in credentials))
        for credentials in facts.alternatives()
    )
    if len(alternatives) > 1:
        names.use("typing", "overload")
    environments = list(facts.servers)
    if environments:
        names.use("typing", "Literal")
    settings = _settings(facts, environments)
    return Client(
        name=Code(class_name(facts.vendor)),
        doc=doc,
        imports=imports(names),
        alternatives=alternatives,
        credentials=_credentials(facts, len(alternatives)),
        settings=settings,
        passed=_passed(facts),
        environments=Code(", ".join(literal(name) for name in environments)),
        resources=resources,
    )


def _required(credential: Credential) -> Argument:
    name = Code(argument(credential.name))
    if credential.default is None:
        return Argument(name=name, annotation=Code("str"))
    return Argument(
        name=name, annotation=Code("str"), default=literal(credential.default)
    )


def _credentials(facts: ServiceFacts, alternatives: int) -> tuple[Argument, ...]:
    """The arguments of the constructor itself: all of them, each optional if it may."""
    every = facts.everything() if alternatives > 1 else facts.alternatives()[0]
    if alternatives == 1:
        return tuple(_required(c) for c in every)
    kind, none = Code("str | None"), Code("None")
    return tuple(
        Argument(name=Code(argument(c.name)), annotation=kind, default=none)
        for c in every
    )


def _settings(facts: ServiceFacts, environments: list[str]) -> tuple[Argument, ...]:
    found = [
        Argument(name=Code(argument(wire)), annotation=Code("str | None"), default=Code("None"))
        for wire in facts.variables()
    ]
    if environments:
        found.append(
            Argument(
                name=Code("environment"),
                annotation=Code("Environment"),
                default=literal(environments[0]),
            )
        )
    return tuple(found)


def _passed(facts: ServiceFacts) -> tuple[Code, ...]:
    found = []
    if facts.servers:
        found.append(keyword("environment", Code("environment")))
    pairs = [f"{literal(wire)}: {argument(wire)}" for wire in facts.variables()]
    if pairs:
        found.append(keyword("variables", Code("{" + ", ".join(pairs) + "}")))
    return tuple(found)


