"""Make a component of each schema that a reference reaches outside of the components.

It may be inside another schema, in a parameter or body, or in what is not read as a
schema otherwise: an example or an extension. Afterwards every reference to a schema is
`#/components/schemas/<name>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..document import SCHEMAS, follow, reference_steps
from ..document.references import Resolver, references
from ..load import SpecMap, deep_copy, empty_copy
from ..names import class_name, disambiguate, words
from ..names.variant_names import json_hash
from ..vocabulary.node_kinds import DATA, Kinds, child, walk

_REUSABLE = re.compile(r"#/components/(?!x-)[A-Za-z]+/[^/]+")
_WITHIN = re.compile(r"#/components/schemas/[^/]+/.+|.*/schema(/.*)?")
_GENERIC = frozenset(
    {"properties", "items", "schema", "content", "paths", "components", "schemas"}
    | {"responses", "application", "json", "requestbody"}
)
"""Steps that do not tell one target from another, and are left out of names."""


def normalize_pointers(tree: Any) -> None:
    """Point every reference into a schema at a component, made where there is none."""
    resolver, schemas = Resolver(tree), tree["components"]["schemas"]
    names = {id(schema): name for name, schema in schemas.items()}
    resolved = list(_resolved(tree, resolver))
    unnamed: dict[int, tuple[str, Any]] = {}
    for node, target in resolved:
        if id(target) not in names and not _is_plain(target):
            unnamed.setdefault(id(target), (node["$ref"], target))
    candidates = {key: _candidates(path) for key, (path, _) in unnamed.items()}
    copied = {key for key, (path, _) in unnamed.items() if _is_data(tree, path)}
    for key, name in disambiguate(candidates, schemas).items():
        names[key] = name
        target = unnamed[key][1]
        schemas[name] = deep_copy(target) if key in copied else _moved(target, name)
    for node, target in resolved:
        if id(target) in names:
            node["$ref"] = SCHEMAS + names[id(target)]
        else:
            del node["$ref"]
            for key, value in deep_copy(target).items():
                node.setdefault(key, value)


def _resolved(tree: Any, resolver: Resolver) -> Iterator[tuple[Any, Any]]:
    """Yield each reference into a schema with what it refers to.

    They are sorted, so that generated names do not depend on document order.
    """
    found = sorted(references(tree), key=lambda node: str(node["$ref"]))
    others = [node for node in found if _is_elsewhere(node["$ref"])]
    schemas = _schema_references(tree, resolver) if others else set()
    within = [
        node
        for node in found
        if id(node) in schemas
        or node["$ref"] in resolver.anchors
        or _WITHIN.fullmatch(node["$ref"])
    ]
    for node, target in resolver.targets(within):
        if isinstance(target, dict):
            yield node, target


def _is_elsewhere(reference: str) -> bool:
    """Return whether a reference is to no component and to nothing in a schema."""
    known = _REUSABLE.fullmatch(reference) or _WITHIN.fullmatch(reference)
    return reference.startswith("#/") and known is None


def _schema_references(tree: Any, resolver: Resolver) -> set[int]:
    """Return the ids of the references elsewhere that stand for a schema."""
    found: set[int] = set()
    entered: set[tuple[int, Kinds]] = set()
    waiting: list[tuple[Any, Kinds]] = [(tree, frozenset({"root"}))]
    while waiting:
        for _, kinds, node in walk(*waiting.pop()):
            reference = node.get("$ref")
            if not isinstance(reference, str) or not _is_elsewhere(reference):
                continue
            if "schema" in kinds:
                found.add(id(node))
            target = resolver.soft_target(node)
            if (id(target), kinds) not in entered:
                entered.add((id(target), kinds))
                waiting.append((target, kinds))
    return found


def _is_data(tree: Any, reference: str) -> bool:
    """Return whether a reference leads into what is data in its own place."""
    kind = "root"
    for holder, key in follow(tree, reference) if reference.startswith("#/") else ():
        kind = child(kind, key) if isinstance(holder, dict) else kind
    return kind == DATA


def _is_plain(target: Any) -> bool:
    """Return whether the schema has no parts, so that copying it is as good."""
    known = {"properties", "allOf", "anyOf", "oneOf", "enum", "items", "$ref"}
    return not known & set(target) and not any(
        isinstance(value, dict) for value in target.values()
    )


def _candidates(reference: str) -> Iterator[str]:
    """Yield what the target of a reference can be called, by the steps to it."""
    steps = reference_steps(reference)
    specific = [step for step in steps if step.lower() not in _GENERIC]
    name = _class_name(specific)
    yield _class_name([step for step in specific if not step.isdigit()])
    yield name
    yield f"{name}X{json_hash(reference)}"


def _class_name(steps: list[str]) -> str:
    return class_name(" ".join(w for step in steps for w in words(step)) or "Part")


def _moved(target: Any, name: str) -> SpecMap:
    """Return the schema for its component; its old place refers to that."""
    moved = empty_copy(target)
    moved.update(target)
    target.clear()
    target["$ref"] = SCHEMAS + name
    return moved
