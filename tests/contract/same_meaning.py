"""Write a description in other ways, none of which changes what it means."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

UNORDERED = ("enum", "parameters", "required", "tags")
DATA = ("const", "default", "enum", "example", "examples")
"""Members that hold values, in which every order matters."""
SCHEMAS = "#/components/schemas/"


def shuffled(tree: Any, rng: Random) -> Any:
    """Return a tree with other orders of members, and of lists that are sets."""
    if isinstance(tree, list):
        return [shuffled(each, rng) for each in tree]
    if not isinstance(tree, dict):
        return tree
    keys = list(tree)
    rng.shuffle(keys)
    found: dict[str, Any] = {}
    for key in keys:
        value = tree[key]
        found[key] = value if key in DATA else shuffled(value, rng)
        if key in UNORDERED and isinstance(value, list):
            found[key] = rng.sample(found[key], len(value))
    return found


def with_references(tree: Any) -> Any:
    """Return a tree in which the schema of each body is a component."""
    made = copy.deepcopy(tree)
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    for holder in _bodies(made["paths"]):
        if "$ref" not in holder["schema"]:
            name = f"Moved{len(schemas)}"
            schemas[name] = holder["schema"]
            holder["schema"] = {"$ref": f"{SCHEMAS}{name}"}
    return made


def with_inlined(tree: Any) -> Any:
    """Return a tree in which bodies do not refer to schemas, but contain them."""
    made = copy.deepcopy(tree)
    schemas = made.get("components", {}).get("schemas", {})
    for holder in _bodies(made["paths"]):
        name = holder["schema"].get("$ref", "").removeprefix(SCHEMAS)
        if name in schemas:
            holder["schema"] = copy.deepcopy(schemas[name])
    return made


def _bodies(node: Any) -> list[dict[str, Any]]:
    """Return the media types with a schema, in paths without inlined paths."""
    found = []
    for item in node.values():
        for operation in item.values():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            holders = [
                operation.get("requestBody", {}),
                *operation["responses"].values(),
            ]
            for holder in holders:
                media = holder.get("content", {}).values()
                found += [
                    each for each in media if isinstance(each.get("schema"), dict)
                ]
    return found


def renamed(tree: Any) -> Any:
    """Return a tree with other names of all schemas; None if the names are values.

    With a discriminator, messages contain the names of schemas.
    """
    text = json.dumps(tree)
    if '"discriminator"' in text:
        return None
    made = json.loads(text.replace(SCHEMAS, f"{SCHEMAS}Other"))
    components = made.get("components", {})
    schemas = components.get("schemas", {})
    components["schemas"] = {f"Other{name}": each for name, each in schemas.items()}
    return made
