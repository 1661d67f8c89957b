"""Lower the servers of a document, and the variables in their URLs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain

from specloom_runtime.operations.service import Server

from ..document import Node, Operation, Spec
from ..names import identifier, latin, qualify, words
from ..names.word_classes import PREPOSITIONS
from ..vocabulary import keys

_VARIABLE = re.compile(r"\{([^{}]+)\}")
FILLERS = frozenset(
    {"api", "endpoint", "environment", "http", "https", "server", "the", "url", "www"}
)
"""Words in a server's description or URL that are left out of the server's name."""
LONGEST = 3
"""The maximum number of words in a name derived from a description or a URL."""
ENVIRONMENTS = frozenset(
    {"beta", "demo", "dev", "development", "live", "local", "mock", "preview"}
    | {"prod", "production", "sandbox", "staging", "test", "testing"}
)
"""Words for environments, such as `sandbox`."""


def servers(spec: Spec) -> dict[str, Node]:
    """Return the servers, the default first; the keys are the names of environments."""
    return _named(spec.document.get("servers", ()))


def operation_servers(operation: Operation) -> dict[str, Server]:
    """Return the operation's own servers; empty if it uses the document's servers."""
    own = operation.node.get("servers", ())
    known = operation.spec.document.get("servers", ())
    if [each["url"] for each in own] == [each["url"] for each in known]:
        return {}
    return {name: server(node) for name, node in _named(own).items()}


def server(node: Node) -> Server:
    """Return a server in the runtime's form.

    A variable without a declaration has no default. If the default of a variable is
    missing in its `enum`, the default is added to the allowed values.
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
    """Return the names of the servers; empty if there is only one server."""
    names = tuple(servers(spec))
    return names if len(names) > 1 else ()


def server_variables(spec: Spec) -> dict[str, tuple[str, ...] | None]:
    """Return the allowed values of each server variable; None if all are allowed."""
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
    own = [[w for w in url if count[w] == 1 and _is_specific(w)] for url in urls]
    other = ENVIRONMENTS.intersection(chain.from_iterable(own))
    candidates = {
        n: _candidates(node, n, own, other) for n, node in enumerate(declared)
    }
    names = qualify(candidates)
    return {names[n]: node for n, node in enumerate(declared)}


def _is_specific(word: str) -> bool:
    """Return whether a word of a URL can be part of a name, unlike numbers."""
    return not word.isdigit() and word not in FILLERS


def _candidates(
    server: Node, number: int, own: Sequence[list[str]], environments: AbstractSet[str]
) -> Iterator[str]:
    """Yield the possible names of a server, the best first and a number last.

    The name comes from the overlay, from the server's description, or from a word that
    only this URL contains: `eu` for `eu.example.com`. The first server may be named
    `default`. If another server is a sandbox, for example, a server may be named
    `production`.

    Args:
        server: the server.
        number: the position of the server.
        own: for each server, the words that only its URL contains.
        environments: the words for environments in `own`.
    """
    if named := server.get(keys.NAME) or server.get("name"):
        yield str(named)
    described = _described(str(server.get("description", "")))
    apart = own[number] if len(own[number]) <= LONGEST else []
    if described:
        yield identifier("_".join(described))
    if len(own) > 1 and apart:
        added = [word for word in apart if word not in described]
        yield identifier("_".join([*described, *added]))
    elif not described and environments - set(own[number]):
        yield "production"
    if number == 0:
        yield "default"
    yield f"server_{number + 1}"


def _described(description: str) -> list[str]:
    """Return the words of a server's description that are used in its name.

    From a long description, only the first word for an environment is used. URLs, and
    words of other scripts than Latin, are ignored.
    """
    text = "" if "://" in description else latin(description)
    kept = [word for word in words(text) if word not in FILLERS]
    while kept and kept[0] in PREPOSITIONS:
        kept = kept[1:]
    if len(kept) > LONGEST:
        return [word for word in kept if word in ENVIRONMENTS][:1]
    return kept
