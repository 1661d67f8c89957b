"""Servers of a document, and the variables of their URLs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from urllib.parse import urlsplit

from ..document import Node, Spec
from ..names import identifier, qualify, words
from ..vocabulary import keys

FILLERS = frozenset({"api", "endpoint", "environment", "server", "the", "url"})
"""Words of a server's description that its name does not need."""


def servers(spec: Spec) -> dict[str, Node]:
    """Return servers by environment name; the first is the default."""
    declared = spec.document.get("servers", ())
    alone = len(declared) == 1
    names = qualify({n: _candidates(node, alone) for n, node in enumerate(declared)})
    return {names[n]: node for n, node in enumerate(declared)}


def environments(spec: Spec) -> tuple[str, ...]:
    """Return the names of the servers, if there is a choice."""
    names = tuple(servers(spec))
    return names if len(names) > 1 else ()


def server_variables(spec: Spec) -> dict[str, Node]:
    """Return every server variable by wire name."""
    variables = (server.get("variables", {}) for server in servers(spec).values())
    return dict(chain(*(by_name.items() for by_name in variables)))


def _candidates(server: Node, alone: bool) -> Iterator[str]:
    """Yield what a server can be called: by hand, as described, by host, by URL.

    A description of more than three words is not a name.
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
    yield identifier(server["url"])
