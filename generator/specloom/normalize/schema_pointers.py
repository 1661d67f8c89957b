"""Make a component of each schema that a reference reaches inside another schema.

Afterwards every reference to a schema is `#/components/schemas/<name>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..document import SCHEMAS, reference_steps
from ..document.references import Resolver, UnresolvedReference, references
from ..load import SpecMap, deep_copy, empty_copy
from ..names import class_name, disambiguate, words
from ..names.variant_names import digest

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
    for key, name in disambiguate(candidates, schemas).items():
        names[key] = name
        schemas[name] = _moved(unnamed[key][1], name)
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
    for node in sorted(references(tree), key=lambda node: str(node["$ref"])):
        reference = node["$ref"]
        if reference in resolver.anchors or _WITHIN.fullmatch(reference):
            try:
                target = resolver.target(node)
            except UnresolvedReference:
                continue
            if isinstance(target, dict):
                yield node, target


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
    yield f"{name}X{digest(reference)}"


def _class_name(steps: list[str]) -> str:
    return class_name(" ".join(w for step in steps for w in words(step)) or "Part")


def _moved(target: Any, name: str) -> SpecMap:
    """Return the schema for its component; its old place refers to that."""
    moved = empty_copy(target)
    moved.update(target)
    target.clear()
    target["$ref"] = SCHEMAS + name
    return moved
