"""Find credentials that a description declares as ordinary parameters or properties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..document import Operation
from .described import Described
from .words import folded, prose

_CERTAIN: Final = re.compile(
    r"(x)?(api|app|application|subscription|auth|access|client)(key|token|secret)"
    r"|(x)?(auth|authentication|authorization|session|bearer)(token|key)"
    r"|authorization|xtoken|xauth|apikeyid|authkey|xapitoken|apisecret"
    r"|[a-z]*(secret|grant)token|[a-z]*(api|subscription|secret)key|accesskeyid"
)
"""Names that mean nothing else, folded."""
_POSSIBLE: Final = re.compile(r"token|key|secret|auth|session|sessionid|sid")
"""Names that mean a credential if their description says so, folded."""
_SAID: Final = re.compile(
    r"\bauth(entication|orization)?\b[^.]{0,30}\b(token|key|header|code)\b"
    r"|\b(api|access|bearer|secret|session)[ -](token|key)\b|\bcredentials?\b"
    r"|\b(token|key)\b[^.]{0,40}\bauthenticat",
    re.I,
)
_OF_OTHERS: Final = re.compile(r"access|session|user|secret", re.I)
"""Parts of the names of tokens that may belong to others than the caller."""
_NOT_SENT: Final = re.compile(
    r"refresh|device|push|page|cursor|next|reset|verif|invite"
)
"""Words in the names of tokens that do not authenticate a request."""
LEAST: Final = 3
"""The number of operations that must have a credential, if there are that many."""
SHARE: Final = 0.1
"""The share of the operations that must have it."""
BODY_SHARE: Final = 0.8
"""The share of the operations with a JSON body that must have it in the body."""


@dataclass(frozen=True)
class SentCredential:
    """A credential that is declared as a parameter or a property of the body.

    Attributes:
        place: query, header, cookie or body.
        name: its name there.
        operations: the operations that have it.
        said: what its description in the first of them says, with its example.
    """

    place: str
    name: str
    operations: tuple[Operation, ...]
    said: str = ""


def parameter_credentials(described: Described) -> list[SentCredential]:
    """Return the credentials in parameters, apart from those of security schemes."""
    known = {
        (str(each.get("in")), folded(str(each.get("name"))))
        for each in described.spec.security_schemes.values()
        if each.get("type") == "apiKey"
    }
    found: dict[tuple[str, str], list[Operation]] = {}
    said: dict[tuple[str, str], str] = {}
    for operation in described.operations:
        for key, text in sorted(_parameters(described, operation).items()):
            if (key[0], folded(key[1])) not in known:
                found.setdefault(key, []).append(operation)
                said.setdefault(key, text)
    least = max(
        min(LEAST, len(described.operations)), len(described.operations) * SHARE
    )
    return [
        SentCredential(place, name, tuple(operations), said[place, name])
        for (place, name), operations in sorted(found.items())
        if len(operations) >= least
    ]


def _parameters(
    described: Described, operation: Operation
) -> dict[tuple[str, str], str]:
    """Return the places and names of parameters with credentials, and their prose."""
    found: dict[tuple[str, str], str] = {}
    # The normalized document has no header named Authorization.
    for each in described.own_parameters(operation):
        place, name = str(each.get("in")), str(each.get("name"))
        said = prose(each)
        if place not in ("query", "header", "cookie") or not is_credential(name, said):
            continue
        # Next to declared security, the name alone does not say that it is one more.
        if not is_secured(operation) or _SAID.search(said):
            found.setdefault((place, name), f"{said} {_examples(each)}")
    return found


def _examples(parameter: Mapping[str, Any]) -> str:
    """Return the example and the default of a parameter."""
    schema = parameter.get("schema")
    holders = (parameter, schema if isinstance(schema, dict) else {})
    return " ".join(str(h.get(k, "")) for h in holders for k in ("example", "default"))


def body_credentials(described: Described) -> list[SentCredential]:
    """Return the credentials that nearly all JSON bodies have as properties."""
    with_body: list[Operation] = []
    found: dict[str, list[Operation]] = {}
    for operation in described.operations:
        is_read = operation.body is None or operation.method == "GET"
        if is_read or is_secured(operation):
            continue
        with_body.append(operation)
        schema = operation.body[1] if operation.body else None
        for name, prop in operation.spec.properties(schema).items():
            value = operation.spec.resolve(prop.schema)
            said = prose(prop.schema) or prose(value)
            if _is_text(value) and is_credential(name, said):
                found.setdefault(name, []).append(operation)
    if len(with_body) < LEAST:
        return []
    usual = [
        SentCredential("body", name, tuple(operations))
        for name, operations in found.items()
        if len(operations) >= len(with_body) * BODY_SHARE
    ]
    # One token alone may be of what the requests are about, such as an account.
    return [] if len(usual) == 1 and _OF_OTHERS.search(usual[0].name) else usual


def is_secured(operation: Operation) -> bool:
    """Return whether an operation declares the credentials that it needs."""
    declared = operation.spec.document.get("security")
    return any(operation.node.get("security", declared) or ())


def is_credential(name: str, said: str) -> bool:
    """Return whether a parameter or property is a credential of the caller.

    Args:
        name: its name.
        said: its description.
    """
    short = folded(name)
    if _NOT_SENT.search(short):
        return False
    if _CERTAIN.fullmatch(short):
        return True
    return bool(_POSSIBLE.fullmatch(short) and _SAID.search(said))


def _is_text(schema: Mapping[str, Any]) -> bool:
    kinds = schema.get("type", "string")
    return "string" in (kinds if isinstance(kinds, Sequence) else ())
