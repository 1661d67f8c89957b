"""References into the middle of a schema: what they lead to gets a name of its own.

Afterwards every reference to a schema is `#/components/schemas/<name>`.
"""

from __future__ import annotations

import re
from typing import Any

from ..document import SCHEMAS
from ..load import SpecMap, copy_node, place_of
from ..naming import class_name, words
from .refs import Dangling, Resolver, pointer_steps, references

_WITHIN = re.compile(r"#/components/schemas/[^/]+/.+|.*/schema(/.*)?")
_SAYS_NOTHING = frozenset({"properties", "items", "schema", "content", "paths"}) | {
    "components",
    "schemas",
    "responses",
    "application",
    "json",
    "requestbody",
}


def settle_pointers(tree: Any) -> None:
    """Points every reference into a schema at a component, made where there is none."""
    resolver, schemas = Resolver(tree), tree["components"]["schemas"]
    made = {id(schema): name for name, schema in schemas.items()}
    # Sorted: what is called after which reference must not hang on their order.
    for node in sorted(references(tree), key=lambda node: str(node["$ref"])):
        reference = node["$ref"]
        anchored = reference in resolver.anchors
        if not anchored and not _WITHIN.fullmatch(reference):
            continue
        try:
            target = resolver.target(node)
        except Dangling:
            continue
        if not isinstance(target, dict):
            continue
        if id(target) not in made and _plain(target):
            del node["$ref"]
            for key, value in copy_node(target).items():
                node.setdefault(key, value)
            continue
        if id(target) not in made:
            name = _component(schemas, target, reference)
            made[id(target)] = made[id(schemas[name])] = name
        node["$ref"] = SCHEMAS + made[id(target)]


def _plain(target: Any) -> bool:
    """Whether the schema is a value without parts, as well said twice as named."""
    known = {"properties", "allOf", "anyOf", "oneOf", "enum", "items", "$ref"}
    return not known & set(target) and not any(
        isinstance(value, dict) for value in target.values()
    )


def _component(schemas: Any, target: Any, reference: str) -> str:
    """Moves the schema into a component; its old place refers to it."""
    steps = pointer_steps(reference)
    said = [step for step in steps if step.lower() not in _SAYS_NOTHING]
    taken = {known.casefold() for known in schemas}
    name = _called([step for step in said if not step.isdigit()])
    if name.casefold() in taken:
        name = _called(said)
    while name.casefold() in taken:
        name += "Part"
    moved = SpecMap(place_of(target))
    moved.keys_at = dict(getattr(target, "keys_at", {}))
    moved.update(target)
    target.clear()
    target["$ref"] = SCHEMAS + name
    schemas[name] = moved
    return name


def _called(steps: list[str]) -> str:
    return class_name(" ".join(w for step in steps for w in words(step)) or "Part")
