"""Choose the first calls of a client, and write them as code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ..ir import (
    Argument,
    CallOperation,
    Member,
    Operation,
    Package,
    PagedOperation,
    Resource,
    StreamOperation,
)
from ..ir.python_types import NONE
from ..names import identifier
from ..names.inflection import singular
from .placeholders import Placeholders, import_lines

MOST = 5
"""How many calls are shown."""
_LISTS = 2


class Method(NamedTuple):
    """A method of a client."""

    resource: Resource
    operation: Operation


def first_calls(package: Package, module: str) -> list[str]:
    """Return the lines of a script with the first calls of a client.

    Args:
        package: the package.
        module: the module from which the client is imported.
    """
    chosen = chosen_methods(package)
    placeholders = Placeholders(package)
    client = package.client
    variable = identifier(client.name)
    arguments = client.overloads[0] if client.overloads else _with_credentials(package)
    body = [line for each in chosen for line in _call(each, variable, placeholders)]
    given = [placeholders.arguments(arguments), *_base_url(package)]
    values = ", ".join(each for each in given if each)
    opened = f"with {client.name}({values}) as {variable}:"
    imports = import_lines(module, client.name, "\n".join([opened, *body]))
    return [*imports, "", opened, *(f"    {line}" for line in body or ["pass"])]


def _with_credentials(package: Package) -> list[Argument]:
    """Return the arguments of the client; those of its first credentials are required.

    If some operations need no credentials, all of them are optional.
    """
    arguments = package.client.arguments
    if any(each.default is None for each in arguments):
        return [*arguments]
    scheme = next(iter(package.service.schemes.values()), None)
    used = {each for each in vars(scheme or object).values() if isinstance(each, str)}
    return [
        (
            replace(each, default=None)
            if isinstance(each.destination, Member)
            and each.destination.keyword == "credentials"
            and each.destination.wire in used
            else each
        )
        for each in arguments
    ]


def _base_url(package: Package) -> list[str]:
    """Return the argument for the server, if the description names no host."""
    server = next(iter(package.service.servers.values()), None)
    has_host = server is not None and server.absolute
    return [] if has_host else ['base_url="https://..."']


def chosen_methods(package: Package) -> list[Method]:
    """Return the methods to show: lists, then a read and a write, then others."""
    methods = [Method(r, o) for r in package.resources for o in r.operations]
    methods.sort(key=_required)
    lists = [each for each in methods if _is_list(each)]
    lists.sort(key=lambda each: not isinstance(each.operation, PagedOperation))
    chosen = [*_of_different_resources(lists)][:_LISTS]
    known = {each.resource.attribute for each in chosen}
    for wanted in (_is_read, _is_write):
        found = [each for each in methods if wanted(each) and each not in chosen]
        found.sort(key=lambda each: each.resource.attribute not in known)
        chosen += found[:1]
    others = [each for each in methods if each not in chosen]
    others.sort(key=lambda each: each.operation.method != "GET")
    return [*chosen, *others][:MOST]


def _of_different_resources(methods: list[Method]) -> Iterator[Method]:
    """Yield the first method of each resource, and then all others."""
    seen: set[str] = set()
    later = []
    for each in methods:
        if each.resource.attribute in seen:
            later.append(each)
        else:
            seen.add(each.resource.attribute)
            yield each
    yield from later


def _required(method: Method) -> tuple[int, bool]:
    operation = method.operation
    required = [each for each in operation.arguments if each.default is None]
    return len(required), operation.name != "list"


def _is_list(method: Method) -> bool:
    operation = method.operation
    return isinstance(operation, PagedOperation) or (
        operation.name == "list" and operation.method == "GET"
    )


def _is_read(method: Method) -> bool:
    """Return whether a method reads one object, which its arguments identify."""
    operation = method.operation
    return (
        isinstance(operation, CallOperation)
        and operation.method == "GET"
        and operation.path.rstrip("/").endswith("}")
    )


def _is_write(method: Method) -> bool:
    operation = method.operation
    return isinstance(operation, CallOperation) and operation.method == "POST"


def _call(method: Method, client: str, placeholders: Placeholders) -> list[str]:
    resource, operation = method
    arguments = placeholders.arguments(operation.arguments)
    call = f"{client}.{resource.attribute}.{operation.name}({arguments})"
    item = _item_name(resource.attribute, client)
    if isinstance(operation, StreamOperation):
        return [
            f"with {call} as items:",
            "    for item in items:",
            "        print(item)",
        ]
    if isinstance(operation, PagedOperation):
        return [f"for {item} in {call}:", f"    print({item})"]
    return [call] if operation.returns == NONE else [f"print({call})"]


def _item_name(resource: str, client: str) -> str:
    """Return the name of a variable for an item of a resource."""
    words = resource.split("_")
    name = identifier("_".join([*words[:-1], singular(words[-1])]))
    return "item" if name in (resource, client) else name
