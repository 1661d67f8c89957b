"""Are names well formed and used once, and do references lead somewhere?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from ..document import SCHEMAS, Operation, Path, Spec
from ..naming import identifier
from ..problems import Place
from ..vocabulary import keys
from ..vocabulary.nodes import walk
from .findings import Finding

_TEMPLATE = re.compile(r"\{([^{}]*)\}")


def check_names(spec: Spec, place: Callable[[Path], Place]) -> Iterator[Finding]:
    """Everything wrong with names, path templates, security and references."""
    seen: dict[str, Operation] = {}
    for operation in spec.operations():
        yield from _operation_name(operation)
        name = operation.node.get(keys.NAME)
        first = seen.setdefault(str(name), operation)
        if name is not None and first is not operation:
            where = place((*first.pointer, keys.NAME))
            said = f'"{name}" is the name of {first.wire} too ({where})'
            yield (
                *operation.pointer,
                keys.NAME,
            ), f"{keys.NAME}: {operation.wire}: {said}"
        yield from _path(operation)
        yield from _parameter_names(operation)
    yield from _security(spec)
    yield from _own_auth(spec)
    yield from _logins(spec)
    yield from _references(spec)


def _operation_name(operation: Operation) -> Iterator[Finding]:
    name = operation.node.get(keys.NAME)
    if name is None:
        said = f"{operation.wire} has no {keys.NAME} (expected resource.action)"
        yield operation.pointer, said
        return
    parts = str(name).split(".")
    right = ".".join(map(identifier, parts))
    if len(parts) != 2 or right != name:
        wanted = right if len(parts) == 2 else "resource.action"
        said = f'"{name}" is no name of an operation (expected {wanted})'
        yield (*operation.pointer, keys.NAME), f"{keys.NAME}: {said}"


def _parameter_names(operation: Operation) -> Iterator[Finding]:
    for i, parameter in enumerate(operation.node.get("parameters", ())):
        name = parameter.get(keys.NAME)
        if name is not None and identifier(str(name)) != name:
            said = f'"{name}" is no Python name (expected {identifier(str(name))})'
            yield (
                *operation.pointer,
                "parameters",
                i,
                keys.NAME,
            ), f"{keys.NAME}: {said}"


def _path(operation: Operation) -> Iterator[Finding]:
    wanted, declared = _TEMPLATE.findall(operation.path), [
        p["name"] for p in operation.parameters if p.get("in") == "path"
    ]
    has = ", ".join(declared) or "none"
    for name in wanted:
        if name not in declared:
            said = f'path parameter "{name}" is not declared (declared: {has})'
            yield operation.pointer, f"{operation.wire}: {said}"
    for i, parameter in enumerate(operation.node.get("parameters", ())):
        name = parameter.get("name")
        if parameter.get("in") == "path" and name not in wanted:
            said = f'path parameter "{name}" is not in the path'
            yield (*operation.pointer, "parameters", i), f"{operation.wire}: {said}"
    for name in sorted({name for name in wanted if wanted.count(name) > 1}):
        yield operation.pointer[:2], f'"{name}" is in the path twice'


def _security(spec: Spec) -> Iterator[Finding]:
    known = spec.security_schemes
    has = ", ".join(known) or "none"
    at: list[tuple[Path, Any]] = [((), spec.document)]
    at += [(operation.pointer, operation.node) for operation in spec.operations()]
    for pointer, node in at:
        for i, requirement in enumerate(node.get("security", ())):
            for name in requirement:
                if name not in known:
                    said = f'security: no scheme "{name}" (there are: {has})'
                    yield (*pointer, "security", i, name), said


def _own_auth(spec: Spec) -> Iterator[Finding]:
    """Schemes of our own, which have to say where each credential goes."""
    known = spec.security_schemes
    for scheme, said in spec.schemes(keys.AUTH).items():
        for name, field in (
            said.get("fields", {}).items() if scheme not in known else ()
        ):
            if "at" not in field:
                has = ", ".join(known) or "none"
                wrong = f'"at" is missing, since no security scheme is called {scheme}'
                at: Path = (keys.AUTH, scheme, "fields", name)
                label = ".".join(map(str, at))
                yield at, f"{label}: {wrong} (there are: {has})"


def _logins(spec: Spec) -> Iterator[Finding]:
    """Logins, which are calls that there are, by fields that say where they go."""
    calls = [operation.wire for operation in spec.operations()]
    known = spec.security_schemes
    for scheme, said in spec.schemes(keys.AUTH).items():
        at: Path = (keys.AUTH, scheme, "login")
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
            at = (keys.AUTH, scheme, "fields", name)
            yield at, f'{".".join(map(str, at))}: "at" is missing, so it is not sent'


def _references(spec: Spec) -> Iterator[Finding]:
    schemas = spec.schemas
    for pointer, kinds, node in walk(spec.document, frozenset({"root"})):
        reference = node.get("$ref")
        if "schema" not in kinds or not isinstance(reference, str):
            continue
        if reference.removeprefix(SCHEMAS) not in schemas:
            near = get_close_matches(reference, [SCHEMAS + name for name in schemas], 1)
            hint = f' (did you mean "{near[0]}"?)' if near else ""
            yield (*pointer, "$ref"), f'"{reference}" leads nowhere{hint}'
