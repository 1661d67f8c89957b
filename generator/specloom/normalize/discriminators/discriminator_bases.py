"""Convert each base with a discriminator to the union of its children.

A base is a schema with a discriminator but without alternatives. The members that its
children inherit are moved to a new component, which is the last alternative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...document import schema_reference
from ...load import empty_copy
from .discriminator_mappings import (
    declare_property,
    mapped_values,
    property_kinds,
    texts,
)
from .discriminator_values import alternatives, component, declared, stated_values

LOCAL = ("description", "nullable", "title")
"""Members of a base that are copied to its union."""


class Bases:
    """The components with a discriminator, and the components that extend them.

    A component extends another one if its `allOf` refers to the other one.

    Attributes:
        schemas: the components.
        children: for each component, the components that directly extend it.
    """

    def __init__(
        self, schemas: dict[str, Any], children: Mapping[str, list[str]]
    ) -> None:
        self.schemas = schemas
        self.children = children
        self._tags = {
            name: schemas[name]["discriminator"]
            for name in sorted(schemas)
            if is_base(schemas[name]) and children.get(name)
        }
        self._mapped = {name: mapped_values(tag) for name, tag in self._tags.items()}
        self._known = {
            name: declared(schemas, schema_reference(name), tag["propertyName"])
            for name, tag in self._tags.items()
        }
        # For each base, the new component with the content that its children inherit.
        self._moved: dict[str, str] = {}
        # For each base, the values that identify each of its descendants.
        self._values = {
            name: {v: self._values_for(name, v) for v in self._descendants(name)}
            for name in self._tags
        }

    def without_variants(self) -> list[str]:
        """Remove and return the bases whose discriminator values identify no child."""
        found = [
            name for name, values in self._values.items() if not any(values.values())
        ]
        for name in found:
            del self._tags[name]
        return found

    def become_unions(self, taken: set[str]) -> set[int]:
        """Replace each base by a union, and return the ids of the unions.

        Args:
            taken: the names of all components, case-folded.
        """
        for name in self._tags:
            self._moved[name] = move_base(self.schemas, name, self.children, taken)
        unions = {name: self._union(name) for name in self._tags}
        for name, union in unions.items():
            del self.schemas[self._moved[name]]["discriminator"]
            self.schemas[name] = union
        return set(map(id, unions.values()))

    def _union(self, name: str) -> Any:
        """Return the union of a base and the components that extend it.

        The base is the last alternative. It is used for discriminator values that
        identify no other schema, unless `defaultMapping` names a schema for such
        values.
        """
        tag, base = self._tags[name], self.schemas[self._moved[name]]
        declare_property(self.schemas, self._moved[name], tag["propertyName"])
        values = self._values[name]
        known = {each: found for each, found in values.items() if found}
        named = {each: self._variant(name, each) for each in (*values, name)}
        union = empty_copy(base)
        union |= {key: base[key] for key in LOCAL if key in base}
        default = component(tag.get("defaultMapping", name))
        if default == name or self._mapped_values(name, name):
            own = self._values_for(name, name)
            known[name] = own or ([name] if self._has_names(name) else [])
        mapping = dict(tag.get("mapping") or {})
        for each, found in known.items():
            mapping |= dict.fromkeys(found, schema_reference(named[each])["$ref"])
        union["oneOf"] = [schema_reference(named[each]) for each in known]
        union["discriminator"] = {**tag, "mapping": mapping}
        if default == name:
            union["discriminator"].pop("defaultMapping", None)
        return union

    def _variant(self, name: str, each: str) -> str:
        """Return the alternative for a component in the union of a base.

        The alternative is usually the component itself. If the component is also a
        base, with the same property, it is the new component with the members of that
        base, or "" if there is no such component.
        """
        inner = self._tags.get(each, {}).get("propertyName")
        same = inner == self._tags[name]["propertyName"]
        return self._moved.get(each, "") if same else each

    def _descendants(self, name: str) -> list[str]:
        """Return the direct and indirect children of a base, sorted.

        If a nested base has a different discriminator property, its children belong
        only to its own union.
        """
        found: set[str] = set()
        waiting = [*self.children[name]]
        while waiting:
            if (each := waiting.pop()) not in found and each != name:
                found.add(each)
                if each not in self._tags or self._variant(name, each) != each:
                    waiting += self.children.get(each, ())
        return sorted(found)

    def _mapped_values(self, name: str, variant: str) -> list[str]:
        """Return the values that the mapping or an extension assigns to a component."""
        return self._mapped[name].get(variant) or stated_values(self.schemas[variant])

    def _values_for(self, name: str, variant: str) -> list[str]:
        """Return the values that identify a variant: mapped, declared, or its name.

        The result is empty if the base lists the possible values and the variant's name
        is not among them.
        """
        if stated := self._mapped_values(name, variant):
            return stated
        own, known = self._own_values(name, variant), self._known[name]
        if own:
            found = texts(own)
        elif not known:
            found = [variant] if self._has_names(name) else []
        else:
            # A value that differs from the name only in letter case identifies it, too.
            folded = variant.casefold()
            found = [v for v in known if str(v).casefold() == folded][:1]
        mapping = self._tags[name].get("mapping") or {}
        return [value for value in found if value not in mapping]

    def _has_names(self, name: str) -> bool:
        """Return whether the property of a base can contain the names of components."""
        wire = self._tags[name]["propertyName"]
        return "string" in (property_kinds(self.schemas, name, wire) or ("string",))

    def _own_values(self, name: str, variant: str) -> list[Any]:
        """Return the values that a variant itself declares; [] if it inherits them."""
        wire = self._tags[name]["propertyName"]
        own = declared(self.schemas, schema_reference(variant), wire)
        return [] if own == self._known[name] else own


def is_base(schema: Any) -> bool:
    return (
        isinstance(schema, dict)
        and isinstance(schema.get("discriminator"), dict)
        and "propertyName" in schema["discriminator"]
        and not alternatives(schema)
    )


def children_of(schemas: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return, for each component, the components whose `allOf` refers to it."""
    found: dict[str, list[str]] = {}
    for name, schema in schemas.items():
        for each in _parents(schema):
            found.setdefault(component(each["$ref"]), []).append(name)
    return found


def _parents(schema: Any) -> Iterator[Any]:
    """Yield the references in the `allOf` of a schema."""
    for part in (schema.get("allOf") or ()) if isinstance(schema, dict) else ():
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                yield part
            yield from _parents(part)


def move_base(
    schemas: dict[str, Any],
    name: str,
    children: Mapping[str, list[str]],
    taken: set[str],
) -> str:
    """Rename a component, also in its children's `allOf`, and return the new name."""
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
