"""Puts shared parameters, bodies, responses and headers where they are used.

Afterwards only schemas and security schemes are components, and only schemas are
referred to.
"""

from __future__ import annotations

from typing import Any

from ..document import METHODS, SCHEMAS
from ..load import SpecMap, copy_node, place_of
from ..problems import Problem, SpecError
from ..vocabulary import keys
from .events import messages
from .ledger import Ledger
from .refs import Dangling, Resolver, references

SHARED = ("parameters", "requestBody", "responses")


def inline(tree: Any, ledger: Ledger, *, degrade: bool = False) -> None:
    """Resolves everything but schemas into place, dangling references accounted for.

    Args:
        tree: the document.
        ledger: where to note what is lost.
        degrade: whether a dangling reference is taken for anything, with an entry.

    Raises:
        SpecError: a reference that costs a type leads nowhere or out of the document.
    """
    resolver = Resolver(tree)
    problems: list[Problem] = []
    if degrade:
        _let_dangle(tree, resolver, ledger)
    for path, item in list((tree.get("paths") or {}).items()):
        if path.startswith("x-") or not isinstance(item, dict):
            del tree["paths"][path]
            if not path.startswith("x-"):
                ledger.skip("operation", path, "malformed")
            continue
        try:
            tree["paths"][path] = _path_item(resolver.target(item), resolver)
        except Dangling as error:
            problems.append(error.problem())
    for where, operation in messages(tree):
        for key in ("links", "callbacks"):
            operation.pop(key, None)
        for part in SHARED:
            if part in operation:
                operation[part] = _inlined(
                    operation[part], resolver, problems, ledger, where
                )
    problems += _dangling_schemas(tree, resolver)
    if problems:
        raise SpecError(problems)


def _path_item(item: Any, resolver: Resolver) -> Any:
    """The path item with its shared parameters given to each operation."""
    fresh = copy_node(item)
    shared = fresh.pop("parameters", [])
    servers = fresh.pop("servers", None)
    given = [fresh.get(method) for method in METHODS]
    for operation in (*given, *fresh.get(keys.ADDITIONAL_OPERATIONS, {}).values()):
        if not isinstance(operation, dict):
            continue
        own = operation.get("parameters", [])
        known = {_identity(p, resolver) for p in own}
        inherited = [p for p in shared if _identity(p, resolver) not in known]
        if inherited or own:
            operation["parameters"] = copy_node([*inherited, *own])
        if servers and "servers" not in operation:
            operation["servers"] = copy_node(servers)
    return fresh


def _identity(parameter: Any, resolver: Resolver) -> tuple[Any, Any]:
    found = resolver.target(parameter)
    return found.get("in"), found.get("name")


def _inlined(
    node: Any, resolver: Resolver, problems: list[Problem], ledger: Ledger, where: str
) -> Any:
    """The node with references to anything but schemas replaced by their targets."""
    if isinstance(node, list):
        return [_inlined(n, resolver, problems, ledger, where) for n in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str) and not reference.startswith(SCHEMAS):
        try:
            return _inlined(
                copy_node(resolver.target(node)), resolver, problems, ledger, where
            )
        except Dangling as error:
            problems.append(error.problem())
            return node
    fresh = SpecMap(place_of(node))
    fresh.keys_at = dict(getattr(node, "keys_at", {}))
    for key, value in node.items():
        if key == "links":
            continue
        if key == "examples" and isinstance(value, dict):
            _example(fresh, value, resolver, ledger, where)
        elif key in ("example", "schema"):
            fresh[key] = value
        else:
            fresh[key] = _inlined(value, resolver, problems, ledger, where)
    return fresh


def _example(
    fresh: SpecMap, named: Any, resolver: Resolver, ledger: Ledger, where: str
) -> None:
    """Keeps the first of several named examples, as `example`."""
    if "example" in fresh or not named:
        return
    first = next(iter(named.values()))
    try:
        target = resolver.target(first)
    except Dangling as error:
        ledger.degrade("response", where, "dangling-reference", error.reference)
        return
    if isinstance(target, dict) and "value" in target:
        fresh["example"] = target["value"]


def _let_dangle(tree: Any, resolver: Resolver, ledger: Ledger) -> None:
    """Makes every dangling reference say nothing at all, each with an entry."""
    parts = list(messages(tree))
    parts += tree.get("components", {}).get("schemas", {}).items()
    parts.append(("components", tree))
    for where, part in parts:
        for node in list(references(part)):
            try:
                resolver.target(node)
            except Dangling as error:
                ledger.degrade("schema", where, "dangling-type", error.reference)
                node.clear()


def _dangling_schemas(tree: Any, resolver: Resolver) -> list[Problem]:
    found = []
    roots = [o for _, o in messages(tree)]
    roots.append(tree.get("components", {}).get("schemas", {}))
    for node in references(roots):
        try:
            resolver.target(node)
        except Dangling as error:
            found.append(error.problem())
    return found
