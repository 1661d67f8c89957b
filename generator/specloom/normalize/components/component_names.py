"""Name the component schemas of a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...document import SCHEMAS, reference_steps
from ...document.references import is_reference, objects
from ...errors import Problem, SourceLocation
from ...load import location_of
from ...messages import Message
from ...names import class_name, disambiguate, shortened, spellings
from ...names.variant_names import json_hash
from ...vocabulary import keys


def rename_components(tree: Any) -> list[Problem]:
    """Give schemas PascalCase names that differ in more than letter case.

    References are updated, in all spellings. If a component only refers to another
    component, references to it are replaced by references to the other component. The
    `x-specloom-name` of a component takes precedence over all other names. The returned
    problems are those of `x-specloom-name`.
    """
    schemas = tree["components"]["schemas"]
    given, problems = _given(schemas)
    others = {name: _candidates(name) for name in schemas if name not in given}
    assigned = given | disambiguate(others, given.values())
    ends = _ends(schemas)
    final = {name: assigned[ends[name]] for name in schemas}
    for node in objects(tree):
        if is_reference(node) and (name := _component(node["$ref"])) in final:
            node["$ref"] = SCHEMAS + final[name]
        tag = node.get("discriminator")
        if not isinstance(tag, dict):
            continue
        for value, target in (tag.get("mapping") or {}).items():
            name = _component(str(target)) or str(target)
            if name in assigned:
                tag["mapping"][value] = SCHEMAS + assigned[name]
    tree["components"]["schemas"] = {assigned[n]: s for n, s in schemas.items()}
    return problems


def _given(schemas: Any) -> tuple[dict[str, str], list[Problem]]:
    """Return the names from `x-specloom-name`, and the problems of these names."""
    given: dict[str, str] = {}
    first: dict[str, tuple[str, SourceLocation]] = {}
    problems: list[Problem] = []
    for name, schema in schemas.items():
        if not isinstance(schema, dict) or keys.NAME not in schema:
            continue
        at = location_of(schema, keys.NAME)
        wanted = given[name] = str(schema.pop(keys.NAME))
        other, place = first.setdefault(wanted.casefold(), (name, at))
        if other != name:
            used = Message.DUPLICATE_NAME(name=wanted, first=other, place=place)
            problems.append(Problem(at, used.under(keys.NAME)))
        if (right := class_name(wanted)) != wanted:
            invalid = Message.INVALID_SCHEMA_NAME(name=wanted, expected=right)
            problems.append(Problem(at, invalid.under(keys.NAME)))
    return given, problems


def _candidates(name: str) -> Iterator[str]:
    """Yield the possible names of a component: its name, then longer spellings.

    Class names cannot contain punctuation, and file names must differ in more than
    letter case.
    """
    plain = shortened(class_name(name))
    for spelling in spellings(name):
        yield shortened(class_name(spelling))
    yield f"{shortened(plain, 90)}X{json_hash(name)}"


def _component(reference: str) -> str:
    """Return the component name in a reference; "" if it refers to no component."""
    steps = reference_steps(reference) if reference.startswith("#/") else []
    is_schema = len(steps) == 3 and steps[:2] == ["components", "schemas"]
    return steps[2] if is_schema else ""


def _ends(schemas: Any) -> dict[str, str]:
    """Return, for each component, the last component in its chain of references."""
    following = {name: _reference_target(schema) for name, schema in schemas.items()}
    ends: dict[str, str] = {}
    for name in schemas:
        chain = {name: None}
        while (
            name not in ends
            and (after := following[name]) in schemas
            and after not in chain
        ):
            chain[after] = None
            name = after
        ends |= dict.fromkeys(chain, ends.get(name, name))
    return ends


def _reference_target(node: Any) -> str:
    """Return the component if a schema consists only of a reference to it, else ""."""
    if not isinstance(node, dict) or len(node) != 1:
        return ""
    parts = node.get("allOf")
    if isinstance(parts, list) and len(parts) == 1:
        return _reference_target(parts[0])
    return _component(str(node.get("$ref", "")))
