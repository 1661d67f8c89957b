"""Servers of a document, and the variables of their URLs."""

from __future__ import annotations

from itertools import chain

from ..document import Node, Spec
from ..names import identifier
from ..vocabulary import keys


def servers(spec: Spec) -> dict[str, Node]:
    """Return servers by environment name; the first is the default."""
    environments: dict[str, Node] = {}
    for server in spec.document.get("servers", ()):
        named = server.get(keys.NAME) or server.get("name")
        name = named or server.get("description") or server["url"]
        environments[str(name) if named else identifier(str(name))] = server
    return environments


def server_variables(spec: Spec) -> dict[str, Node]:
    """Return every server variable by wire name."""
    variables = (server.get("variables", {}) for server in servers(spec).values())
    return dict(chain(*(by_name.items() for by_name in variables)))
