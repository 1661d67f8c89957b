"""Are names well formed and used once, and do references lead somewhere?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from ..naming import identifier
from ..problems import Place
from ..vocabulary import PREFIX
from ..vocabulary.nodes import walk
from .operations import Operation, Path, operations
from .shapes import REFERENCE
from .trials import Finding

NAME = PREFIX + "name"
AUTH = PREFIX + "auth"
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


def check_names(
    document: Mapping[str, Any], place: Callable[[Path], Place]
) -> Iterator[Finding]:
    """Everything wrong with names, path templates, security and references."""
    seen: dict[str, Operation] = {}
    for operation in operations(document):
        yield from _operation_name(operation)
        name = operation.node.get(NAME)
        first = seen.setdefault(str(name), operation)
        if name is not None and first is not operation:
            where = place((*first.at, NAME))
            said = f'"{name}" is the name of {first.wire} too ({where})'
            yield (*operation.at, NAME), f"{NAME}: {operation.wire}: {said}"
        yield from _path(operation)
        yield from _parameter_names(operation)
    yield from _security(document)
    yield from _own_auth(document)
    yield from _logins(document)
    yield from _references(document)


def _operation_name(operation: Operation) -> Iterator[Finding]:
    name = operation.node.get(NAME)
    if name is None:
        yield operation.at, f"{operation.wire} has no {NAME} (expected resource.action)"
        return
    parts = str(name).split(".")
    right = ".".join(map(identifier, parts))
    if len(parts) != 2 or right != name:
        wanted = right if len(parts) == 2 else "resource.action"
        said = f'"{name}" is no name of an operation (expected {wanted})'
        yield (*operation.at, NAME), f"{NAME}: {said}"


def _parameter_names(operation: Operation) -> Iterator[Finding]:
    for i, parameter in enumerate(operation.node.get("parameters", ())):
        name = parameter.get(NAME)
        if name is not None and identifier(str(name)) != name:
            said = f'"{name}" is no Python name (expected {identifier(str(name))})'
            yield (*operation.at, "parameters", i, NAME), f"{NAME}: {said}"


def _path(operation: Operation) -> Iterator[Finding]:
    wanted, declared = _TEMPLATE.findall(operation.path), operation.parameters("path")
    has = ", ".join(declared) or "none"
    for name in wanted:
        if name not in declared:
            said = f'path parameter "{name}" is not declared (declared: {has})'
            yield operation.at, f"{operation.wire}: {said}"
    for i, parameter in enumerate(operation.node.get("parameters", ())):
        name = parameter.get("name")
        if parameter.get("in") == "path" and name not in wanted:
            said = f'path parameter "{name}" is not in the path'
            yield (*operation.at, "parameters", i), f"{operation.wire}: {said}"
    for name in sorted({name for name in wanted if wanted.count(name) > 1}):
        yield operation.at[:2], f'"{name}" is in the path twice'


def _security(document: Mapping[str, Any]) -> Iterator[Finding]:
    known = document.get("components", {}).get("securitySchemes", {})
    has = ", ".join(known) or "none"
    at: list[tuple[Path, Any]] = [((), document)]
    at += [(operation.at, operation.node) for operation in operations(document)]
    for pointer, node in at:
        for i, requirement in enumerate(node.get("security", ())):
            for name in requirement:
                if name not in known:
                    said = f'security: no scheme "{name}" (there are: {has})'
                    yield (*pointer, "security", i, name), said


def _own_auth(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Schemes of our own, which have to say where each credential goes."""
    known = document.get("components", {}).get("securitySchemes", {})
    for scheme, said in document.get(AUTH, {}).items():
        for name, field in (
            said.get("fields", {}).items() if scheme not in known else ()
        ):
            if "at" not in field:
                has = ", ".join(known) or "none"
                wrong = f'"at" is missing, since no security scheme is called {scheme}'
                at: Path = (AUTH, scheme, "fields", name)
                label = ".".join(map(str, at))
                yield at, f"{label}: {wrong} (there are: {has})"


def _logins(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Logins, which are calls that there are, by fields that say where they go."""
    calls = [operation.wire for operation in operations(document)]
    known = document.get("components", {}).get("securitySchemes", {})
    for scheme, said in document.get(AUTH, {}).items():
        at: Path = (AUTH, scheme, "login")
        if "login" not in said:
            continue
        label = ".".join(map(str, at))
        if scheme not in known:
            has = ", ".join(known) or "none"
            wrong = f'no security scheme is called "{scheme}" (there are: {has})'
            yield at, f"{label}: {wrong}"
        if (wanted := said["login"]["call"]) not in calls:
            near = get_close_matches(wanted, calls, 1)
            hint = f' (did you mean "{near[0]}"?)' if near else ""
            yield (*at, "call"), f'{label}.call: no operation "{wanted}"{hint}'
        for name in (n for n, field in said["fields"].items() if "at" not in field):
            yield (AUTH, scheme, "fields", name), (
                f'{AUTH}.{scheme}.fields.{name}: "at" is missing, so it is not sent'
            )


def _references(document: Mapping[str, Any]) -> Iterator[Finding]:
    schemas = document.get("components", {}).get("schemas", {})
    for pointer, kinds, node in walk(document, frozenset({"root"})):
        reference = node.get("$ref")
        if "schema" not in kinds or not isinstance(reference, str):
            continue
        if reference.removeprefix(REFERENCE) not in schemas:
            near = get_close_matches(
                reference, [REFERENCE + name for name in schemas], 1
            )
            hint = f' (did you mean "{near[0]}"?)' if near else ""
            yield (*pointer, "$ref"), f'"{reference}" leads nowhere{hint}'
