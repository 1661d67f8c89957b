"""Servers of a document, and the variables of their URLs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from urllib.parse import urlsplit

from specloom_runtime.operations.service import Server

from ..document import Node, Operation, Spec
from ..names import identifier, qualify, words
from ..names.word_classes import PREPOSITIONS
from ..vocabulary import keys

_VARIABLE = re.compile(r"\{([^{}]+)\}")
FILLERS = frozenset(
    {"api", "endpoint", "environment", "http", "https", "server", "the", "url", "www"}
)
"""Words of a server's description or URL that its name does not need."""
LONGEST = 3
"""How many words a name that is made of prose or of a URL can have."""
ENVIRONMENTS = frozenset(
    {"beta", "demo", "dev", "development", "live", "local", "mock", "preview"}
    | {"prod", "production", "sandbox", "staging", "test", "testing"}
)
"""Words that mean an environment."""


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
    urls = [words(node["url"]) for node in declared]
    count = Counter(word for url in urls for word in set(url))
    own = [[w for w in url if count[w] == 1 and w not in FILLERS] for url in urls]
    candidates = {n: _candidates(node, n, own) for n, node in enumerate(declared)}
    names = qualify(candidates)
    return {names[n]: node for n, node in enumerate(declared)}


def _candidates(server: Node, number: int, own: Sequence[list[str]]) -> Iterator[str]:
    """Yield what a server can be called, from the best name to the URL.

    By hand, as described, or by what its URL alone has: `eu` of `eu.example.com`. The
    first, or one next to a sandbox, needs no more than `default` or `production`.

    Args:
        server: the server.
        number: its position.
        own: for each server, the words that no other server's URL has.
    """
    if named := server.get(keys.NAME) or server.get("name"):
        yield str(named)
    described = _described(str(server.get("description", "")))
    apart = own[number] if len(own[number]) <= LONGEST else []
    others = {word for n, each in enumerate(own) if n != number for word in each}
    if described:
        yield identifier("_".join(described))
    if len(own) > 1 and apart:
        added = [word for word in apart if word not in described]
        yield identifier("_".join([*described, *added]))
    elif not described and others & ENVIRONMENTS:
        yield "production"
    if number == 0:
        yield "default"
    with suppress(ValueError):  # The host may be in brackets, and a variable.
        yield identifier(urlsplit(server["url"]).netloc or server["url"])
    yield (whole := identifier(server["url"]))
    # Two servers may have the same URL.
    yield f"{whole}_{number + 1}"


def _described(description: str) -> list[str]:
    """Return the words of a description that are a name.

    Of more than a few words, only the first one that means an environment is a name.
    """
    kept = [word for word in words(description) if word not in FILLERS]
    while kept and kept[0] in PREPOSITIONS:
        kept = kept[1:]
    if len(kept) > LONGEST:
        return [word for word in kept if word in ENVIRONMENTS][:1]
    return kept
