"""Create a component for each referenced schema outside the components.

Such a schema can be inside another schema, in a parameter or body, or in an example or
extension. Afterwards, every reference to a schema has the form
`#/components/schemas/<name>`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any

from ...document import SCHEMAS, reference_steps
from ...document.references import Resolver, is_into_data, is_reference, objects
from ...load import SpecMap, deep_copy, empty_copy
from ...names import class_name, disambiguate, words
from ...names.variant_names import json_hash
from ...vocabulary.node_kinds import Kinds, walk

_REUSABLE = re.compile(r"#/components/(?!x-)[A-Za-z]+/[^/]+")
_WITHIN = re.compile(r"#/components/schemas/[^/]+/.+|.*/schema(/.*)?")
_GENERIC = frozenset(
    {"properties", "items", "schema", "content", "paths", "components", "schemas"}
    | {"responses", "application", "json", "requestbody"}
)
"""Steps that are left out of names, because most pointers contain them."""


def normalize_pointers(tree: Any) -> None:
    """Change every reference to a schema so that it refers to a component.

    Missing components are created. The values of discriminator mappings are references,
    too.
    """
    resolver, schemas = Resolver(tree), tree["components"]["schemas"]
    names = {id(schema): name for name, schema in schemas.items()}
    nodes = list(objects(tree))
    mapped = list(_mapped(nodes))
    written = list(filter(is_reference, nodes))
    named = [node for _, _, node in mapped]
    resolved = list(_resolved(tree, resolver, written, named))
    unnamed: dict[int, tuple[str, Any]] = {}
    for node, target in resolved:
        if id(target) not in names and not _is_plain(target):
            unnamed.setdefault(id(target), (node["$ref"], target))
    assigned = _aliases(schemas, resolved, unnamed)
    others = unnamed.keys() - assigned.keys()
    candidates = {
        key: _candidates(path) for key, (path, _) in unnamed.items() if key in others
    }
    assigned |= disambiguate(candidates, schemas)
    names |= assigned
    copied = {
        key
        for key, (path, _) in unnamed.items()
        if path.startswith("#/") and is_into_data(tree, path)
    }
    for node, target in resolved:
        if id(target) in names:
            node["$ref"] = SCHEMAS + names[id(target)]
        else:
            del node["$ref"]
            for key, value in deep_copy(target).items():
                node.setdefault(key, value)
    for mapping, value, node in mapped:
        mapping[value] = node.get("$ref", mapping[value])
    # Done last, because the copied schemas contain references, too.
    for key, name in assigned.items():
        target = unnamed[key][1]
        schemas[name] = deep_copy(target) if key in copied else _moved(target, name)


def _aliases(
    schemas: Any, resolved: list[tuple[Any, Any]], unnamed: Container[int]
) -> dict[int, str]:
    """Return, for the `id` of a target, a component that only refers to it."""
    alone = {id(each): name for name, each in schemas.items() if len(each) == 1}
    found: dict[int, str] = {}
    for node, target in resolved:
        if id(node) in alone and id(target) in unnamed:
            name = alone[id(node)]
            found[id(target)] = min(name, found.get(id(target), name))
    return found


def _mapped(nodes: list[Any]) -> Iterator[tuple[Any, str, dict[str, str]]]:
    """Yield each discriminator mapping, with a key and the reference for this key."""
    for node in nodes:
        tag = node.get("discriminator")
        mapping = tag.get("mapping") if isinstance(tag, dict) else None
        for value, text in (mapping or {}).items():
            if _is_elsewhere(text) or _WITHIN.fullmatch(text):
                yield mapping, value, {"$ref": text}


def _resolved(
    tree: Any, resolver: Resolver, written: list[Any], mapped: list[Any]
) -> Iterator[tuple[Any, Any]]:
    """Yield each reference to a part of a schema, with its target.

    The references are sorted, so that generated names do not depend on document order.

    Args:
        tree: the document.
        resolver: the resolver for its references.
        written: the references of the document, except in data.
        mapped: the references in discriminator mappings.
    """
    found = [*mapped, *written]
    others = any(_is_elsewhere(node["$ref"]) for node in found)
    schemas = _schema_references(tree, resolver, mapped) if others else {}
    within = [
        node
        for node in found
        if id(node) not in schemas
        and (resolver.is_anchor(node["$ref"]) or _WITHIN.fullmatch(node["$ref"]))
    ]
    within = sorted([*within, *schemas.values()], key=lambda node: str(node["$ref"]))
    for node, target in resolver.targets(within):
        if isinstance(target, dict):
            yield node, target


def _is_elsewhere(reference: str) -> bool:
    """Return whether a reference's target is outside components and schemas."""
    known = _REUSABLE.fullmatch(reference) or _WITHIN.fullmatch(reference)
    return reference.startswith("#/") and known is None


def _schema_references(
    tree: Any, resolver: Resolver, mapped: list[Any]
) -> dict[int, Any]:
    """Return the references whose targets are used as schemas but are elsewhere.

    The keys are the ids of the references.
    """
    found: dict[int, Any] = {}
    entered: set[tuple[int, Kinds]] = set()
    waiting: list[tuple[Any, Kinds]] = [(tree, frozenset({"root"}))]
    waiting += [(node, frozenset({"schema"})) for node in mapped]
    while waiting:
        for _, kinds, node in walk(*waiting.pop()):
            reference = node.get("$ref")
            if not isinstance(reference, str) or not _is_elsewhere(reference):
                continue
            if "schema" in kinds:
                found[id(node)] = node
            target = resolver.soft_target(node)
            if (id(target), kinds) not in entered:
                entered.add((id(target), kinds))
                waiting.append((target, kinds))
    return found


def _is_plain(target: Any) -> bool:
    """Return whether a schema has no parts, so that a copy can replace references."""
    known = {"properties", "allOf", "anyOf", "oneOf", "enum", "items", "$ref"}
    return not known & set(target) and not any(
        isinstance(value, dict) for value in target.values()
    )


def _candidates(reference: str) -> Iterator[str]:
    """Yield the possible names of a reference's target, derived from its steps."""
    steps = reference_steps(reference)
    specific = [step for step in steps if step.lower() not in _GENERIC]
    name = _class_name(specific)
    yield _class_name([step for step in specific if not step.isdigit()])
    yield name
    yield f"{name}X{json_hash(reference)}"


def _class_name(steps: list[str]) -> str:
    return class_name(" ".join(w for step in steps for w in words(step)) or "Part")


def _moved(target: Any, name: str) -> SpecMap:
    """Replace a schema by a reference, and return it as a new component's schema."""
    moved = empty_copy(target)
    moved.update(target)
    target.clear()
    target["$ref"] = SCHEMAS + name
    return moved
