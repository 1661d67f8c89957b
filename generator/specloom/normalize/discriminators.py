"""Make every union say which values mean which of its alternatives.

A schema with a discriminator and no alternatives stands for the schemas that contain it
in `allOf` (OpenAPI 3.1, section 4.8.25, "Models with Polymorphism Support"): it becomes
the union of those. What stands next to alternatives that a discriminator tells apart is
moved into each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..document import schema_reference
from ..document.references import objects
from ..load import empty_copy, location_of
from ..structure import Defect
from ..vocabulary import keys
from .discriminator_values import (
    alternatives,
    component,
    declared,
    inside,
    stated_values,
)
from .generation_report import GenerationReport

LOCAL = ("description", "nullable", "title")
"""Members of a base that belong to its union as well."""


def complete_discriminators(tree: Any, report: GenerationReport) -> None:
    """Make unions of bases with a discriminator, and complete every mapping.

    A mapping becomes complete by what the alternatives declare for the property, else
    by their names.

    Args:
        tree: the document.
        report: records bases whose values mean none of their children.
    """
    schemas = tree["components"]["schemas"]
    for name in sorted(schemas):
        if _is_base(schemas[name]):
            _add_to_mapped(schemas, name)
    children, taken = _children(schemas), {name.casefold() for name in schemas}
    for name in sorted(schemas):
        if _is_base(schemas[name]) and children.get(name):
            base = schemas[name]
            if not _Base(schemas, name, children, taken).become_union():
                report.defect(_no_variant(base, name))
    _separate_bases(schemas, _children(schemas), taken)
    for node in list(objects(tree)):
        if isinstance(node.get("discriminator"), dict) and alternatives(node):
            _complete_mapping(schemas, node)


@dataclass(frozen=True)
class _Base:
    """A component with a discriminator, and the components that contain it.

    Attributes:
        schemas: the components.
        name: the name of the component.
        children: the components that directly contain each component.
        taken: the names of all components, casefolded.
    """

    schemas: dict[str, Any]
    name: str
    children: Mapping[str, list[str]]
    taken: set[str]

    def become_union(self) -> bool:
        """Replace the component by a union; what its children contain is moved.

        Return False, and leave it as it is, if no value means one of its children.
        """
        base = self.schemas[self.name]
        tag = dict(base["discriminator"])
        mapping, variants = dict(tag.get("mapping") or {}), []
        for variant in sorted(self._descendants()):
            if values := self._values(variant):
                variants.append(variant)
                mapping |= dict.fromkeys(values, schema_reference(variant)["$ref"])
        kept = self._keeps_itself(variants)
        mapped = self._stated(self.name) or [self.name]
        if not variants:
            return False
        moved = _moved(self.schemas, self.name, self.children, self.taken)
        if kept:
            variants.append(moved)
            mapping |= dict.fromkeys(mapped, schema_reference(moved)["$ref"])
        del self.schemas[moved]["discriminator"]
        union = empty_copy(base)
        union |= {key: base[key] for key in LOCAL if key in base}
        union["oneOf"] = [schema_reference(each) for each in variants]
        union["discriminator"] = {**tag, "mapping": mapping}
        self.schemas[self.name] = union
        return True

    @cached_property
    def _mapped(self) -> Mapping[str, list[str]]:
        """The values that mean each component by the mapping."""
        return _mapped(self.schemas[self.name]["discriminator"])

    def _stated(self, variant: str) -> list[str]:
        """Return the values that the mapping or an extension says mean a component."""
        return self._mapped.get(variant) or stated_values(self.schemas[variant])

    def _descendants(self) -> set[str]:
        """Return every component that contains this one, directly or not."""
        found: set[str] = set()
        waiting = [*self.children.get(self.name, ())]
        while waiting:
            if (each := waiting.pop()) not in found and each != self.name:
                found.add(each)
                waiting += self.children.get(each, ())
        return found

    def _values(self, variant: str) -> list[str]:
        """Return the values that mean a variant: mapped, declared, or its name.

        None where the base lists the values that there are and its name is not one.
        """
        if stated := self._stated(variant):
            return stated
        wire = self.schemas[self.name]["discriminator"]["propertyName"]
        own = declared(self.schemas, schema_reference(variant), wire)
        known = declared(self.schemas, schema_reference(self.name), wire)
        if own and own != known:
            return [value for value in own if isinstance(value, str)]
        if not known:
            return [variant]
        # A description that writes names in another case means them all the same.
        return [v for v in known if str(v).casefold() == variant.casefold()][:1]

    def _keeps_itself(self, variants: list[str]) -> bool:
        """Return whether a value can be of the base alone."""
        if self._stated(self.name):
            return True
        wire = self.schemas[self.name]["discriminator"]["propertyName"]
        known = declared(self.schemas, schema_reference(self.name), wire)
        explicit = all(map(self._stated, variants))
        return not known and not explicit or self.name in known


def _no_variant(base: Any, name: str) -> Defect:
    """Return the defect of a base, whose discriminator is left out."""
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


def _is_base(schema: Any) -> bool:
    return (
        isinstance(schema, dict)
        and isinstance(schema.get("discriminator"), dict)
        and "propertyName" in schema["discriminator"]
        and not alternatives(schema)
    )


def _mapped(tag: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the values that a mapping gives to each component."""
    found: dict[str, list[str]] = {}
    for value, to in (tag.get("mapping") or {}).items():
        found.setdefault(component(to), []).append(value)
    return found


def _children(schemas: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the components that contain each component in `allOf`."""
    found: dict[str, list[str]] = {}
    for name, schema in schemas.items():
        for each in _parents(schema):
            found.setdefault(component(each["$ref"]), []).append(name)
    return found


def _parents(schema: Any) -> Iterator[Any]:
    """Yield the references by which a schema contains others."""
    for part in (schema.get("allOf") or ()) if isinstance(schema, dict) else ():
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part
            yield from _parents(part)


def _moved(
    schemas: dict[str, Any],
    name: str,
    children: Mapping[str, list[str]],
    taken: set[str],
) -> str:
    """Rename a component, also in the `allOf` of its children; return the new name."""
    moved = f"{name}Base"
    while moved.casefold() in taken:
        moved += "Base"
    taken.add(moved.casefold())
    schemas[moved] = empty_copy(schemas[name])
    schemas[moved].update(schemas[name])
    for child in children.get(name, ()):
        for each in _parents(schemas[moved if child == name else child]):
            if component(each["$ref"]) == name:
                each.update(schema_reference(moved))
    return moved


def _add_to_mapped(schemas: dict[str, Any], name: str) -> None:
    """Make each component that a base's mapping names contain the base.

    A value whose discriminator means a component has to satisfy the base as well.
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
    """Take what stands next to alternatives out, where those contain the schema.

    A schema that is the union of its own children would contain itself.
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
            base = schemas[_moved(schemas, name, children, taken)]
            for word in ("oneOf", "anyOf", "discriminator"):
                base.pop(word, None)
            kept = {*LOCAL, "oneOf", "anyOf", "discriminator"}
            schemas[name] = empty_copy(schema)
            schemas[name] |= {
                key: value
                for key, value in schema.items()
                if key in kept or key.startswith(keys.PREFIX)
            }


def _complete_mapping(schemas: Mapping[str, Any], node: Any) -> None:
    """Complete the mapping of a discriminator, or remove one that constants replace.

    A mapping has strings and references only, so that it cannot tell alternatives apart
    by numbers or booleans, nor those that are written in their place.
    """
    tag = node["discriminator"]
    wire, mapped = tag.get("propertyName", ""), _mapped(tag)
    missing: list[dict[str, Any]] = []
    inline, constant = False, True
    for each in alternatives(node):
        reference = each.get("$ref") if isinstance(each, dict) else None
        name = component(reference) if isinstance(reference, str) else ""
        values = stated_values(schemas.get(name)) or declared(schemas, each, wire)
        if not all(isinstance(value, str) for value in values):
            del node["discriminator"]
            return
        inline, constant = inline or not name, constant and bool(values)
        if name and name not in mapped:
            missing.append(dict.fromkeys(values or [name], reference))
    if inline and constant:
        del node["discriminator"]
        return
    mapping: dict[str, Any] = {}
    for values_of_one in (*reversed(missing), tag.get("mapping") or {}):
        mapping |= values_of_one
    if mapping:
        tag["mapping"] = mapping
