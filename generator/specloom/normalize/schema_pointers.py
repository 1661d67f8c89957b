"""References into the middle of a schema: what they lead to gets a name of its own.

Afterwards every reference to a schema is `#/components/schemas/<name>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..document import SCHEMAS, reference_steps
from ..document.references import Resolver, UnresolvedReference, references
from ..load import SpecMap, deep_copy, location_of
from ..names import class_name, disambiguate, words
from ..names.variant_names import digest

_WITHIN = re.compile(r"#/components/schemas/[^/]+/.+|.*/schema(/.*)?")
_SAYS_NOTHING = frozenset({"properties", "items", "schema", "content", "paths"}) | {
    "components",
    "schemas",
    "responses",
    "application",
    "json",
    "requestbody",
}


def normalize_pointers(tree: Any) -> None:
    """Point every reference into a schema at a component, made where there is none."""
    resolver, schemas = Resolver(tree), tree["components"]["schemas"]
    names = {id(schema): name for name, schema in schemas.items()}
    followed = list(_followed(tree, resolver))
    fresh: dict[int, tuple[str, Any]] = {}
    for node, target in followed:
        if id(target) not in names and not _plain(target):
            fresh.setdefault(id(target), (node["$ref"], target))
    candidates = {
        each: _candidates(reference) for each, (reference, _) in fresh.items()
    }
    for each, name in disambiguate(candidates, schemas).items():
        names[each] = name
        schemas[name] = _moved(fresh[each][1], name)
    for node, target in followed:
        if id(target) in names:
            node["$ref"] = SCHEMAS + names[id(target)]
        else:
            del node["$ref"]
            for key, value in deep_copy(target).items():
                node.setdefault(key, value)


def _followed(tree: Any, resolver: Resolver) -> Iterator[tuple[Any, Any]]:
    """Yield each reference into a schema with what it refers to.

    They come in the order of their texts, so that the name of a target does not depend
    on the order of the document.
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


def _plain(target: Any) -> bool:
    """Whether the schema is a value without parts, as well said twice as named."""
    known = {"properties", "allOf", "anyOf", "oneOf", "enum", "items", "$ref"}
    return not known & set(target) and not any(
        isinstance(value, dict) for value in target.values()
    )


def _candidates(reference: str) -> Iterator[str]:
    """Yield what the target of a reference can be called, by the steps to it."""
    steps = reference_steps(reference)
    telling = [step for step in steps if step.lower() not in _SAYS_NOTHING]
    name = _class_name(telling)
    yield _class_name([step for step in telling if not step.isdigit()])
    yield name
    yield f"{name}X{digest(reference)}"


def _class_name(steps: list[str]) -> str:
    return class_name(" ".join(w for step in steps for w in words(step)) or "Part")


def _moved(target: Any, name: str) -> SpecMap:
    """Return the schema for its component; its old place refers to that."""
    moved = SpecMap(location_of(target))
    moved.key_locations = dict(getattr(target, "key_locations", {}))
    moved.update(target)
    target.clear()
    target["$ref"] = SCHEMAS + name
    return moved
