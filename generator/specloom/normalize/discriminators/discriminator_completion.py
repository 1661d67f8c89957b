"""Complete the discriminator of every union: add the values of each alternative.

Only the union changes, not the components that are its alternatives. Therefore, other
uses of these components are not affected.

A schema with a discriminator but without alternatives represents the schemas that refer
to it in `allOf` (OpenAPI 3.1, section 4.8.25, "Models with Polymorphism Support"). It
becomes the union of these schemas. If a schema has both a discriminator and
alternatives, its other keywords are merged into each alternative.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...document import schema_reference
from ...document.references import objects
from ...load import empty_copy, location_of
from ...structure import Defect
from ...vocabulary import keys
from ..report import GenerationReport
from .discriminator_bases import LOCAL, Bases, children_of, is_base, move_base
from .discriminator_mappings import complete_mapping, put_default_first
from .discriminator_values import alternatives, component, inside


def complete_discriminators(tree: Any, report: GenerationReport) -> None:
    """Convert bases with a discriminator to unions, and complete every mapping.

    Missing values of an alternative are the values that it declares for the property,
    or else its name.

    Args:
        tree: the document.
        report: records bases whose values identify no child.
    """
    schemas = tree["components"]["schemas"]
    for name in sorted(schemas):
        if is_base(schemas[name]):
            _add_to_mapped(schemas, name)
    children, taken = children_of(schemas), {name.casefold() for name in schemas}
    bases = Bases(schemas, children)
    for name in bases.without_variants():
        report.defect(_no_variant(schemas[name], name))
    made = bases.become_unions(taken)
    _separate_bases(schemas, children_of(schemas), taken)
    for node in list(objects(tree)):
        _move_to_items(node)
        if isinstance(node.get("discriminator"), dict) and alternatives(node):
            if id(node) not in made:
                complete_mapping(schemas, node)
            put_default_first(node)


def _no_variant(base: Any, name: str) -> Defect:
    """Remove the discriminator of a base, and return the defect."""
    defect = Defect(
        location=location_of(base, "discriminator"),
        pointer=f"/components/schemas/{name}/discriminator",
        reason="invalid",
        detail="no schema that contains this one has the name of one of its values",
        done="left out",
        loses=True,
    )
    del base["discriminator"]
    return defect


def _move_to_items(node: Any) -> None:
    """Move the discriminator of an array to the array's items."""
    items = node.get("items")
    if (
        isinstance(node.get("discriminator"), dict)
        and isinstance(items, dict)
        and alternatives(items)
        and not alternatives(node)
    ):
        items.setdefault("discriminator", node.pop("discriminator"))


def _add_to_mapped(schemas: dict[str, Any], name: str) -> None:
    """Add a base to the `allOf` of each component in the base's mapping.

    The mapping means that values of these components are also values of the base.
    """
    base = schemas[name]
    parents = {id(each) for each in inside(schemas, base)}
    for to in (base["discriminator"].get("mapping") or {}).values():
        child = schemas.get(component(to))
        if not isinstance(child, dict) or id(child) in parents:
            continue
        if all(each is not base for each in inside(schemas, child)):
            own = [{"$ref": child.pop("$ref")}] if "$ref" in child else []
            child["allOf"] = [schema_reference(name), *own, *(child.get("allOf") or ())]


def _separate_bases(
    schemas: dict[str, Any], children: Mapping[str, list[str]], taken: set[str]
) -> None:
    """Move the keywords of a base to a new component, if its alternatives contain it.

    Otherwise, the union of the base's own children would contain itself.
    """
    for name in sorted(schemas):
        schema = schemas[name]
        own = {"properties", "allOf"} & schema.keys() if schema else ()
        if not own or not isinstance(schema, dict):
            continue
        names = [
            component(each.get("$ref", "")) if isinstance(each, dict) else ""
            for each in alternatives(schema)
        ]
        if len(names) > 1 and all(n in children.get(name, ()) for n in names):
            base = schemas[move_base(schemas, name, children, taken)]
            for word in ("oneOf", "anyOf", "discriminator"):
                base.pop(word, None)
            kept = {*LOCAL, "oneOf", "anyOf", "discriminator"}
            schemas[name] = empty_copy(schema)
            schemas[name] |= {
                key: value
                for key, value in schema.items()
                if key in kept or key.startswith(keys.PREFIX)
            }
