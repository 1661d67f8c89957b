"""Servers of a document, and the variables of their URLs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from urllib.parse import urlsplit

from specloom_runtime.operations.service import Server

from ..document import Node, Operation, Spec
from ..names import identifier, qualify, words
from ..vocabulary import keys

_VARIABLE = re.compile(r"\{([^{}]+)\}")
FILLERS = frozenset({"api", "endpoint", "environment", "server", "the", "url"})
"""Words of a server's description that its name does not need."""


def servers(spec: Spec) -> dict[str, Node]:
    """Return servers by environment name; the first is the default."""
    return _named(spec.document.get("servers", ()))


def operation_servers(operation: Operation) -> dict[str, Server]:
    """Return the servers of an operation's own, none where they are the document's."""
    own = operation.node.get("servers", ())
    known = operation.spec.document.get("servers", ())
    if [each["url"] for each in own] == [each["url"] for each in known]:
        return {}
    return {name: server(node) for name, node in _named(own).items()}


def server(node: Node) -> Server:
    """Return a server as the runtime has it.

    A variable that is not declared has no default. A default that is not among the
    values of a variable is allowed all the same.
    """
    variables: dict[str, str | None] = dict.fromkeys(_VARIABLE.findall(node["url"]))
    allowed: dict[str, tuple[str, ...]] = {}
    for wire, each in node.get("variables", {}).items():
        default = None if each.get(keys.REQUIRED) else each.get("default")
        variables[wire] = default
        if values := each.get("enum"):
            first = () if default is None else (default,)
            allowed[wire] = tuple(dict.fromkeys([*first, *values]))
    return Server(node["url"], variables, allowed)


def environments(spec: Spec) -> tuple[str, ...]:
    """Return the names of the servers, if there is a choice."""
    names = tuple(servers(spec))
    return names if len(names) > 1 else ()


def server_variables(spec: Spec) -> dict[str, tuple[str, ...] | None]:
    """Return every server variable by wire name, with its values if it has an enum."""
    found: dict[str, tuple[str, ...] | None] = {}
    own = (each.node.get("servers", ()) for each in spec.operations())
    for node in chain(spec.document.get("servers", ()), *own):
        fact = server(node)
        for wire in fact.variables:
            values, known = fact.allowed.get(wire), found.get(wire, ())
            if values is None or known is None:
                found[wire] = None
            else:
                found[wire] = tuple(dict.fromkeys([*known, *values]))
    return found


def _named(declared: Sequence[Node]) -> dict[str, Node]:
    alone = len(declared) == 1
    names = qualify({n: _candidates(n, node, alone) for n, node in enumerate(declared)})
    return {names[n]: node for n, node in enumerate(declared)}


def _candidates(position: int, server: Node, alone: bool) -> Iterator[str]:
    """Yield what a server can be called: by hand, as described, by host, by URL.

    Servers with the same URL are distinguished by their positions. A description of
    more than three words is not a name.
    """
    if named := server.get(keys.NAME) or server.get("name"):
        yield str(named)
    described = words(str(server.get("description", "")))
    kept = [word for word in described if word not in FILLERS]
    if 0 < len(kept) < 4:
        yield identifier("_".join(kept))
    elif alone:
        yield "default"
    with suppress(ValueError):  # The host may be in brackets, and a variable.
        yield identifier(urlsplit(server["url"]).netloc or server["url"])
    yield (whole := identifier(server["url"]))
    yield f"{whole}_{position + 1}"
