"""Lower the constructor of a client: credentials, server variables, environment."""

from __future__ import annotations

from dataclasses import replace

from ..document import Spec
from ..ir import Argument, Client, Member, Whole
from ..ir.model_definitions import Default
from ..ir.python_types import Leaf, LiteralType, optional
from ..names import argument
from .argument_names import distinct_arguments
from .security import OPTIONS, Credential, Security
from .servers import environments, server_variables

TEXT = Leaf("str")


def lower_client(security: Security, name: str, description: str) -> Client:
    """Return the client classes of one vendor, the synchronous one with this name."""
    settings = _settings(security.spec)
    sets = [tuple(map(_credential, given)) for given in security.alternatives()]
    further = _further(security)
    if len(sets) == 1 and not further:
        taken = sets[0]
    else:
        taken = tuple(_left_out(_credential(c)) for c in security.all_credentials())
    choice = len(sets) > 1 and not further
    arguments = distinct_arguments((*taken, *settings), OPTIONS - {"environment"})
    names = {each.destination: each.name for each in arguments}
    overloads = [
        tuple(replace(one, name=names[one.destination]) for one in (*given, *settings))
        for given in (sets if choice else ())
    ]
    return Client(
        name=name,
        description=description,
        arguments=tuple(arguments),
        overloads=tuple(overloads),
        environments=environments(security.spec),
    )


def _further(security: Security) -> bool:
    """Return whether an operation uses credentials that no alternative contains."""
    known = {c.name for given in security.alternatives() for c in given}
    return any(c.name not in known for c in security.all_credentials())


def _credential(credential: Credential) -> Argument:
    return Argument(
        name=argument(credential.name),
        type=TEXT,
        destination=Member("credentials", credential.name),
        default=None if (value := credential.default) is None else Default(value),
    )


def _left_out(given: Argument) -> Argument:
    """Return an optional copy of an argument."""
    return replace(given, type=optional(given.type), default=Default(None))


def _settings(spec: Spec) -> tuple[Argument, ...]:
    """Return the arguments for server variables and the environment."""
    settings = [
        _left_out(
            Argument(
                name=argument(wire),
                type=LiteralType(values) if values else TEXT,
                destination=Member("variables", wire),
            )
        )
        for wire, values in server_variables(spec).items()
    ]
    if names := environments(spec):
        chosen = Argument(
            name="environment",
            type=Leaf("Environment", module=""),
            destination=Whole("environment"),
            default=Default(names[0]),
        )
        settings.append(chosen)
    return tuple(settings)
