"""Propose which credentials are sent, and the environment variables that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ..document import Operation, is_json
from ..lower.security import Security
from ..names import identifier
from ..vocabulary import keys
from .credentials import (
    SentCredential,
    body_credentials,
    is_secured,
    parameter_credentials,
)
from .described import Described
from .edits import node_action, operations_action, quoted, root_action
from .proposal import Proposal
from .titles import several
from .words import prose

KIND: Final = "auth"
_BEARER: Final = re.compile(r"\bbearer\b", re.I)
_NEEDED: Final = re.compile(
    r"\b(must|need|needs|require|requires|required|all|each|every)\b[^.]{0,60}"
    r"\b(api[ -]?key|token|authenticat\w*|authoriz\w*|credentials?|log ?in)\b"
    r"|\b(api[ -]?key|token|authentication|authorization|credentials)\b[^.]{0,40}"
    r"\b(must|required|mandatory|needed)\b",
    re.I,
)
"""Prose that says that requests need credentials."""
_FORMATS: Final = re.compile(r"token=|basic|apikey ", re.I)


def proposals(described: Described) -> Iterator[Proposal]:
    """Yield proposals of credentials."""
    yield from _bearer_keys(described)
    yield from _unsecured(described)
    for together in _sent_together(described):
        yield from _of_parameters(described, together)
    yield from _of_bodies(described)
    yield from _variables(described)


def _bearer_keys(described: Described) -> Iterator[Proposal]:
    """Yield a proposal for keys in `Authorization` that are bearer tokens."""
    holder, path = described.security_schemes
    for name, scheme in described.spec.security_schemes.items():
        said = prose(scheme)
        is_key = scheme.get("type") == "apiKey" and scheme.get("in") == "header"
        if not is_key or str(scheme.get("name")).lower() != "authorization":
            continue
        if not _BEARER.search(said) or _FORMATS.search(said) or name not in holder:
            continue
        reason = f'The description of the key "{name}" says that it is a bearer token.'
        location = described.place(holder, name)
        kind = {"type": "http", "scheme": "bearer"}
        if described.is_swagger:
            kind = {"type": "bearer"}
        action = node_action(
            path + quoted(name), kind, reason, location, described.checked
        )
        yield Proposal(
            kind=KIND,
            title=f'"{name}" is a bearer token',
            reason=reason,
            confidence=0.92,
            location=location,
            actions=(action,),
        )


def _unsecured(described: Described) -> Iterator[Proposal]:
    """Yield a proposal for operations without security, if there are schemes."""
    schemes = described.spec.security_schemes
    if "security" in described.tree or not schemes:
        return
    open_ones = [o for o in described.operations if "security" not in described.own(o)]
    open_ones = [each for each in open_ones if described.own(each)]
    if not open_ones or any(keys.AUTH in each.node for each in open_ones):
        return
    found = _requirement(described, [*schemes])
    if found is None:
        return
    requirement, reason, confidence = found
    location = described.locate(open_ones[0])
    update: dict[str, Any] = {"security": [{name: [] for name in requirement}]}
    action = root_action(update, reason, location, described.checked)
    yield Proposal(
        kind=KIND,
        title=f"{' and '.join(requirement)} for {several(open_ones)}",
        reason=reason,
        confidence=confidence,
        location=location,
        operations=tuple(each.wire for each in open_ones),
        actions=(action,),
    )


def _requirement(
    described: Described, schemes: Sequence[str]
) -> tuple[list[str], str, float] | None:
    """Return the schemes to require, why, and how sure that is."""
    declared = described.spec.security_schemes
    said = prose(described.tree.get("info"))
    named = [
        name
        for name in schemes
        if str(declared[name].get("name", "")).lower() not in ("", "authorization")
        and re.search(rf"\b{re.escape(str(declared[name]['name']))}\b", said)
    ]
    if len(named) == 1:
        reason = f'The description says that the key of "{named[0]}" is sent.'
        return named, reason, 0.92
    is_required = any(any(o.node.get("security") or ()) for o in described.operations)
    if len(schemes) == 1 and not is_required and _NEEDED.search(said):
        reason = "The prose says that requests need the only security scheme."
        return [*schemes], reason, 0.9
    # Where others require one, an operation without it may well be public.
    return None


def _sent_together(described: Described) -> list[list[SentCredential]]:
    """Return the credentials in parameters; those that are sent together in one list.

    These are required, in the same operations, and no other security is declared.
    """
    groups: dict[tuple[str, ...], list[SentCredential]] = {}
    alone: list[list[SentCredential]] = []
    for credential in parameter_credentials(described):
        is_needed = all(
            not is_secured(each) and _is_required(described, each, credential)
            for each in credential.operations
        )
        wires = tuple(each.wire for each in credential.operations)
        if is_needed:
            groups.setdefault(wires, []).append(credential)
        else:
            alone.append([credential])
    return [*groups.values(), *alone]


def _of_parameters(
    described: Described, together: Sequence[SentCredential]
) -> Iterator[Proposal]:
    """Yield a proposal for credentials in parameters that are sent together."""
    first = together[0]
    schemes = {_scheme_name(described, e): _scheme(described, e) for e in together}
    shown = " and ".join(f'"{each.name}"' for each in together)
    operations = [each for each in first.operations if described.own(each)]
    if not operations:
        return
    reason = f"{len(operations)} operations have the parameter {shown}: a credential."
    location = described.locate(operations[0])
    said = (reason, location, described.checked)
    updates: list[tuple[Operation, dict[str, Any]]] = []
    for operation in operations:
        known = [] if "security" in described.own(operation) else described.requirements
        security = [*known, {name: [] for name in schemes}]
        is_needed = _is_required(described, operation, first)
        if not is_secured(operation) and not is_needed:
            security.append({})
        updates.append((operation, {"security": security}))
    yield Proposal(
        kind=KIND,
        title=f"the parameter {shown} is a credential in {several(operations)}",
        reason=reason,
        confidence=0.9,
        location=location,
        operations=tuple(each.wire for each in operations),
        actions=(
            described.schemes_action(schemes, *said),
            operations_action(updates, *said),
        ),
    )


def _scheme_name(described: Described, credential: SentCredential) -> str:
    """Return the name of a new security scheme."""
    holder, _ = described.security_schemes
    name = identifier(credential.name)
    if credential.place != "query":
        name = f"{name}_{credential.place}"
    made, number = name, 1
    while made in holder:
        number += 1
        made = f"{name}_{number}"
    return made


def _is_required(
    described: Described, operation: Operation, credential: SentCredential
) -> bool:
    """Return whether the parameter of a credential is required."""
    return any(
        each.get("required") is True
        for each in described.own_parameters(operation)
        if (each.get("in"), each.get("name")) == (credential.place, credential.name)
    )


def _scheme(described: Described, credential: SentCredential) -> dict[str, Any]:
    """Return the security scheme of a credential in a parameter."""
    if credential.place == "header" and credential.name.lower() == "authorization":
        said = f"{credential.said} {prose(described.tree.get('info'))}"
        for word in ("bearer", "basic"):
            if re.search(rf"\b{word}\b", said, re.I):
                if described.is_swagger:
                    return {"type": word}
                return {"type": "http", "scheme": word}
    return {"type": "apiKey", "in": credential.place, "name": credential.name}


def _of_bodies(described: Described) -> Iterator[Proposal]:
    """Yield a proposal for credentials that are properties of nearly every body."""
    found = body_credentials(described)
    if keys.AUTH in described.spec.document or not found:
        return
    shared = [
        operation
        for operation in found[0].operations
        if all(operation in each.operations for each in found)
        and operation.body is not None
        and is_json(operation.body[0])
        and described.own(operation)
    ]
    if not shared:
        return
    names = [each.name for each in found]
    fields = {
        identifier(name): {
            "location": f"$request.body#/{name}",
            "env": described.variable(name),
        }
        for name in names
    }
    shown = " and ".join(f'"{name}"' for name in names)
    reason = f"{len(shared)} bodies have {shown}, which are credentials."
    location = described.locate(shared[0])
    said = (reason, location, described.checked)
    scheme = "in_body"
    yield Proposal(
        kind=KIND,
        title=f"credentials in the body of {several(shared)}",
        reason=reason,
        confidence=0.93,
        location=location,
        operations=tuple(each.wire for each in shared),
        actions=(
            root_action({keys.AUTH: {scheme: {"fields": fields}}}, *said),
            operations_action([(each, {keys.AUTH: scheme}) for each in shared], *said),
        ),
    )


def _variables(described: Described) -> Iterator[Proposal]:
    """Yield a proposal of the environment variables of declared security schemes."""
    security = Security(described.spec)
    declared = described.spec.schemes(keys.AUTH)
    schemes: dict[str, dict[str, Any]] = {}
    for scheme in security.used_schemes:
        if scheme not in described.spec.security_schemes or scheme in declared:
            continue
        names = security.own_names(scheme)
        fields = {name: {"env": described.variable(name)} for name in names}
        schemes[scheme] = {"fields": fields}
    if not schemes:
        return
    variables = sorted(
        {f["env"] for s in schemes.values() for f in s["fields"].values()}
    )
    reason = f"Credentials are read from {', '.join(variables)} unless they are passed."
    location = described.start
    action = root_action({keys.AUTH: schemes}, reason, location, described.checked)
    yield Proposal(
        kind="env",
        title=f"environment variables of {', '.join(schemes)}",
        reason=reason,
        confidence=0.95,
        location=location,
        actions=(action,),
    )
