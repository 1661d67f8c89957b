"""Choose the first calls of a client, and write them as code."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import NamedTuple

from specloom_runtime.operations.service import Server

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
from .placeholders import Placeholders, constant_text, import_lines, needed_arguments

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
    body = [
        line for each in chosen for line in call_lines(each, variable, placeholders)
    ]
    needed = placeholders.arguments(needed_client_arguments(package))
    given = [needed, *server_arguments(package)]
    values = ", ".join(each for each in given if each)
    opened = f"with {client.name}({values}) as {variable}:"
    imports = import_lines(module, client.name, "\n".join([opened, *body]))
    return [*imports, "", opened, *(f"    {line}" for line in body or ["pass"])]


def needed_client_arguments(package: Package) -> list[Argument]:
    """Return the credentials that a client must have.

    Of several sufficient sets of credentials, it is the first one.
    """
    overloads = package.client.overloads
    arguments = overloads[0] if overloads else _with_credentials(package)
    return [each for each in arguments if each.default is None]


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


def server_arguments(package: Package, known: Collection[str] = ()) -> list[str]:
    """Return the arguments that the URL of the default server needs.

    They are `base_url` if the description names no host, and otherwise the variables
    without a default.

    Args:
        package: the package.
        known: the names of variables that have a value.
    """
    server = next(iter(package.service.servers.values()), None)
    if server is None or not server.absolute:
        return ['base_url="https://..."']
    names = {
        each.destination.wire: each.name
        for each in package.client.arguments
        if isinstance(each.destination, Member)
        and each.destination.keyword == "variables"
    }
    return [
        f"{names[wire]}={constant_text(_variable(server, wire))}"
        for wire, default in server.variables.items()
        if default is None and wire in names and wire not in known
    ]


def _variable(server: Server, name: str) -> str:
    """Return a value that a variable of a server can have."""
    if allowed := server.allowed.get(name):
        return allowed[0]
    place = re.escape("{" + name + "}")
    if re.search(f":{place}(/|$)", server.url):
        return "443"
    is_host = re.search(f"//{place}([:/]|$)", server.url)
    return "example.com" if is_host else "example"


def chosen_methods(package: Package) -> list[Method]:
    """Return the methods to show: lists, then a read and a write, then others."""
    methods = [Method(r, o) for r in package.resources for o in r.operations]
    methods.sort(key=_required)
    lists = [each for each in methods if is_list(each)]
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
    return len(needed_arguments(operation)), operation.name != "list"


def is_list(method: Method) -> bool:
    """Return whether a method returns the objects of a collection."""
    operation = method.operation
    return isinstance(operation, PagedOperation) or (
        operation.name.split("_")[0] == "list" and operation.method == "GET"
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


def call_lines(method: Method, client: str, placeholders: Placeholders) -> list[str]:
    """Return the lines of a call that prints what it returns.

    Args:
        method: the method.
        client: the variable of the client.
        placeholders: the values of arguments.
    """
    resource, operation = method
    arguments = placeholders.call_arguments(operation)
    call = f"{client}.{resource.attribute}.{operation.name}({arguments})"
    item = item_name(resource.attribute, client)
    if isinstance(operation, StreamOperation):
        return [
            f"with {call} as items:",
            "    for item in items:",
            "        print(item)",
        ]
    if isinstance(operation, PagedOperation):
        return [f"for {item} in {call}:", f"    print({item})"]
    return [call] if operation.returns == NONE else [f"print({call})"]


def item_name(resource: str, client: str) -> str:
    """Return the name of a variable for an item of a resource."""
    words = resource.split("_")
    name = identifier("_".join([*words[:-1], singular(words[-1])]))
    return "item" if name in (resource, client) else name
