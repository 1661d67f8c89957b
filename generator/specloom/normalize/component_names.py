"""The shape of a document's shared parts, and what its schemas are called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import SCHEMAS, reference_steps
from ..document.references import objects, references
from ..errors import Problem, SpecError
from ..load import Document, location_of
from ..messages import normalizing as messages
from ..names import class_name, disambiguate, shortened
from ..names.variant_names import digest

OBJECTS = ("paths", "components", "webhooks")


def check_shape(tree: Any, source: Document) -> None:
    """Refuses a document whose frame is not made of objects.

    Raises:
        SpecError: one problem for each part that is something else.
    """
    parts = [(tree, key) for key in OBJECTS]
    if isinstance(tree.get("components"), dict):
        parts += [(tree["components"], key) for key in tree["components"]]
    problems = [
        Problem(
            location=location_of(holder, key, source.location([])),
            message=messages.PART_NOT_AN_OBJECT(key=key),
        )
        for holder, key in parts
        if not key.startswith("x-") and not isinstance(holder.get(key, {}), dict)
    ]
    if problems:
        raise SpecError(problems)


def rename_components(tree: Any) -> None:
    """Gives schemas PascalCase names, unique without regard to case.

    References follow, in whatever spelling they are; one to a schema that only refers
    on leads to where that leads.
    """
    schemas = tree["components"]["schemas"]
    assigned = _assign_names(list(schemas))
    ends = {name: assigned[_end(schemas, name)] for name in schemas}
    for node in references(tree):
        if (name := _named(node["$ref"])) in ends:
            node["$ref"] = SCHEMAS + ends[name]
    for node in objects(tree):
        tag = node.get("discriminator")
        if not isinstance(tag, dict):
            continue
        _say_mapping(node, tag, {new: old for old, new in assigned.items()})
        mapping = tag.get("mapping")
        if not isinstance(mapping, dict):
            continue
        for value, target in mapping.items():
            name = _named(str(target)) or str(target)
            if name in assigned:
                mapping[value] = SCHEMAS + assigned[name]
    tree["components"]["schemas"] = {assigned[n]: s for n, s in schemas.items()}


def _say_mapping(node: Any, tag: Any, original: dict[str, str]) -> None:
    """Says what a tag means by the old name of a variant that has a new one."""
    mapping = tag.get("mapping") if isinstance(tag.get("mapping"), dict) else {}
    targets = {_named(str(t)) or str(t) for t in mapping.values()}
    for word in ("oneOf", "anyOf"):
        for variant in node.get(word) or ():
            reference = variant.get("$ref") if isinstance(variant, dict) else None
            name = _named(str(reference))
            old = original.get(name, name)
            if name and old != name and not {old, name} & targets:
                mapping[old] = SCHEMAS + name
    if mapping:
        tag["mapping"] = mapping


def _assign_names(names: list[str]) -> dict[str, str]:
    """Return the PascalCase name of each component, by its own."""
    return disambiguate({name: _candidates(name) for name in names})


def _candidates(name: str) -> Iterator[str]:
    """Yield what a component can be called: its name, then what class names drop.

    What is dropped are signs, or else the case of letters.
    """
    plain = shortened(class_name(name))
    yield plain
    signs = "".join(f"{ord(c):x}" for c in name if not c.isalnum())
    cases = "".join("U" if c.isupper() else "L" for c in name if c.isalpha())
    yield shortened(f"{plain}{signs or cases}")
    yield f"{shortened(plain, 90)}X{digest(name)}"


def _named(reference: str) -> str:
    """The component a reference names, decoded; "" where it names none."""
    steps = reference_steps(reference) if reference.startswith("#/") else []
    plain = len(steps) == 3 and steps[:2] == ["components", "schemas"]
    return steps[2] if plain else ""


def _end(schemas: Any, name: str) -> str:
    """The component at the end of a chain of components that only refer on."""
    seen = {name}
    while (following := _only(schemas.get(name))) in schemas and following not in seen:
        seen.add(following)
        name = following
    return name


def _only(node: Any) -> str:
    """The component that a schema is another name of; "" where it says more."""
    if not isinstance(node, dict) or len(node) != 1:
        return ""
    family = node.get("allOf")
    if isinstance(family, list) and len(family) == 1:
        return _only(family[0])
    return _named(str(node.get("$ref", "")))
