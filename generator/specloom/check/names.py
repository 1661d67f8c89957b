"""Check names, path templates, security schemes and references to schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from ..document import SCHEMAS, Operation, Spec
from ..errors import Finding, Path, SourceLocation
from ..messages import Message
from ..names import identifier
from ..vocabulary import keys
from ..vocabulary.node_kinds import walk

_TEMPLATE = re.compile(r"\{([^{}]*)\}")


def check_names(
    spec: Spec, locate: Callable[[Path], SourceLocation]
) -> Iterator[Finding]:
    """Yield what is wrong with names, path templates, security and references."""
    seen: dict[str, Operation] = {}
    for operation in spec.operations():
        yield from _operation_name(operation)
        name = operation.node.get(keys.NAME)
        first = seen.setdefault(str(name), operation)
        if name is not None and first is not operation:
            at = locate((*first.pointer, keys.NAME))
            used = Message.DUPLICATE_NAME(name=name, first=first.wire, place=at)
            label = f"{keys.NAME}: {operation.wire}"
            yield (*operation.pointer, keys.NAME), used.under(label)
        yield from _path(operation)
        yield from _parameter_names(operation)
    yield from _security(spec)
    yield from _credentials(spec)
    yield from _references(spec)


def _operation_name(operation: Operation) -> Iterator[Finding]:
    name = operation.node.get(keys.NAME)
    if name is None:
        unnamed = Message.UNNAMED_OPERATION(operation=operation.wire, key=keys.NAME)
        yield operation.pointer, unnamed
        return
    parts = str(name).split(".")
    right = ".".join(map(identifier, parts))
    if len(parts) != 2 or right != name:
        wanted = right if len(parts) == 2 else "resource.action"
        invalid = Message.INVALID_OPERATION_NAME(name=name, expected=wanted)
        yield (*operation.pointer, keys.NAME), invalid.under(keys.NAME)


def _parameter_names(operation: Operation) -> Iterator[Finding]:
    for i, parameter in enumerate(operation.node.get("parameters", ())):
        name = parameter.get(keys.NAME)
        if name is not None and (right := identifier(str(name))) != name:
            invalid = Message.INVALID_ARGUMENT_NAME(name=name, expected=right)
            at = (*operation.pointer, "parameters", i, keys.NAME)
            yield at, invalid.under(keys.NAME)


def _path(operation: Operation) -> Iterator[Finding]:
    wanted = _TEMPLATE.findall(operation.path)
    declared = [p["name"] for p in operation.parameters if p.get("in") == "path"]
    for name in wanted:
        if name not in declared:
            has = _listed(declared)
            undeclared = Message.UNDECLARED_PATH_PARAMETER(name=name, known=has)
            yield operation.pointer, undeclared.under(operation.wire)
    for i, parameter in enumerate(operation.node.get("parameters", ())):
        name = parameter.get("name")
        if parameter.get("in") == "path" and name not in wanted:
            unused = Message.UNUSED_PATH_PARAMETER(name=name)
            yield (*operation.pointer, "parameters", i), unused.under(operation.wire)


def _security(spec: Spec) -> Iterator[Finding]:
    known = spec.security_schemes
    at: list[tuple[Path, Any]] = [((), spec.document)]
    at += [(operation.pointer, operation.node) for operation in spec.operations()]
    for pointer, node in at:
        for i, requirement in enumerate(node.get("security", ())):
            for name in requirement:
                if name not in known:
                    has = _listed(known)
                    unknown = Message.UNKNOWN_SECURITY_SCHEME(name=name, known=has)
                    yield (*pointer, "security", i, name), unknown.under("security")


def _credentials(spec: Spec) -> Iterator[Finding]:
    """Yield what is wrong with logins and with credentials that have no location."""
    calls = [operation.wire for operation in spec.operations()]
    known = _listed(spec.security_schemes)
    for scheme, auth in spec.schemes(keys.AUTH).items():
        fields: Path = (keys.AUTH, scheme, "fields")
        login: Path = (keys.AUTH, scheme, "login")
        unlocated = [
            (*fields, name)
            for name, field in auth.get("fields", {}).items()
            if "location" not in field
        ]
        found: list[Finding] = []
        if scheme not in spec.security_schemes:
            unsent = Message.CREDENTIAL_WITHOUT_LOCATION(scheme=scheme, known=known)
            found += [(path, unsent) for path in unlocated]
            if "login" in auth:
                unknown = Message.UNKNOWN_SECURITY_SCHEME(name=scheme, known=known)
                found.append((login, unknown))
        if "login" in auth:
            call = auth["login"]["call"]
            if call not in calls:
                hint = _did_you_mean(call, calls)
                absent = Message.UNKNOWN_LOGIN(operation=call, hint=hint)
                found.append(((*login, "call"), absent))
            found += [(path, Message.UNSENT_CREDENTIAL()) for path in unlocated]
        for path, text in found:
            yield path, text.under(".".join(map(str, path)))


def _references(spec: Spec) -> Iterator[Finding]:
    references = [SCHEMAS + name for name in spec.schemas]
    for pointer, kinds, node in walk(spec.document, frozenset({"root"})):
        reference = node.get("$ref")
        if "schema" not in kinds or not isinstance(reference, str):
            continue
        if reference.removeprefix(SCHEMAS) not in spec.schemas:
            hint = _did_you_mean(reference, references)
            dangling = Message.DANGLING_SCHEMA(reference=reference, hint=hint)
            yield (*pointer, "$ref"), dangling


def _listed(known: Iterable[str]) -> str:
    return ", ".join(known) or "none"


def _did_you_mean(wanted: str, known: list[str]) -> str:
    near = get_close_matches(wanted, known, 1)
    return f' (did you mean "{near[0]}"?)' if near else ""
