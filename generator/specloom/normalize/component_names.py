"""Name the schemas of a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import SCHEMAS, reference_steps
from ..document.references import objects, references
from ..names import class_name, disambiguate, shortened
from ..names.variant_names import digest


def rename_components(tree: Any) -> None:
    """Give schemas PascalCase names, unique without regard to case.

    References follow, in whatever spelling they are. A component that only refers to
    another is replaced by that one in references.
    """
    schemas = tree["components"]["schemas"]
    assigned = disambiguate({name: _candidates(name) for name in schemas})
    final = {name: assigned[_final(schemas, name)] for name in schemas}
    for node in references(tree):
        if (name := _component(node["$ref"])) in final:
            node["$ref"] = SCHEMAS + final[name]
    for node in objects(tree):
        tag = node.get("discriminator")
        if not isinstance(tag, dict):
            continue
        for value, target in (tag.get("mapping") or {}).items():
            name = _component(str(target)) or str(target)
            if name in assigned:
                tag["mapping"][value] = SCHEMAS + assigned[name]
    tree["components"]["schemas"] = {assigned[n]: s for n, s in schemas.items()}


def _candidates(name: str) -> Iterator[str]:
    """Yield what a component can be called: its name, then with what that leaves out.

    A class name leaves out punctuation, or else the case of letters.
    """
    plain = shortened(class_name(name))
    yield plain
    signs = "".join(f"{ord(c):x}" for c in name if not c.isalnum())
    cases = "".join("U" if c.isupper() else "L" for c in name if c.isalpha())
    yield shortened(f"{plain}{signs or cases}")
    yield f"{shortened(plain, 90)}X{digest(name)}"


def _component(reference: str) -> str:
    """Return the name of the component that a reference is to, "" for another one."""
    steps = reference_steps(reference) if reference.startswith("#/") else []
    is_schema = len(steps) == 3 and steps[:2] == ["components", "schemas"]
    return steps[2] if is_schema else ""


def _final(schemas: Any, name: str) -> str:
    """Return the component at the end of a chain of components that only refer."""
    seen = {name}
    while (following := _only(schemas.get(name))) in schemas and following not in seen:
        seen.add(following)
        name = following
    return name


def _only(node: Any) -> str:
    """Return the component that a schema only refers to, "" if it has more members."""
    if not isinstance(node, dict) or len(node) != 1:
        return ""
    parts = node.get("allOf")
    if isinstance(parts, list) and len(parts) == 1:
        return _only(parts[0])
    return _component(str(node.get("$ref", "")))
