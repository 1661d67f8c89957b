"""Make every union say which values mean which of its alternatives.

A schema with a discriminator and no alternatives stands for the schemas that contain it
in `allOf` (OpenAPI 3.1, section 4.8.25, "Models with Polymorphism Support"): it becomes
the union of those. What stands next to alternatives that a discriminator tells apart is
moved into each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import schema_reference
from ..document.references import objects
from ..load import empty_copy
from ..vocabulary import keys
from .mappings import (
    alternatives,
    complete_mapping,
    component,
    declare_property,
    declared,
    inside,
    mapped_values,
    put_default_first,
    state_typed_values,
)

LOCAL = ("description", "nullable", "title")
"""Members of a base that belong to its union as well."""


def complete_discriminators(tree: Any) -> None:
    """Make unions of bases with a discriminator, and complete every mapping.

    A mapping becomes complete by what the alternatives declare for the property, else
    by their names.
    """
    schemas = tree["components"]["schemas"]
    for name in sorted(schemas):
        if _is_base(schemas[name]):
            _add_to_mapped(schemas, name)
    children, taken = _children(schemas), {name.casefold() for name in schemas}
    made = _Bases(schemas, children, taken).become_unions()
    _separate_bases(schemas, _children(schemas), taken)
    for node in list(objects(tree)):
        _move_to_items(node)
        if isinstance(node.get("discriminator"), dict) and alternatives(node):
            if id(node) not in made:
                complete_mapping(schemas, node)
            put_default_first(node)


class _Bases:
    """The components with a discriminator that other components contain.

    Attributes:
        schemas: the components.
        children: the components that directly contain each component.
    """

    def __init__(
        self,
        schemas: dict[str, Any],
        children: Mapping[str, list[str]],
        taken: set[str],
    ) -> None:
        self.schemas = schemas
        self.children = children
        self._tags = {
            name: schemas[name]["discriminator"]
            for name in sorted(schemas)
            if _is_base(schemas[name]) and children.get(name)
        }
        self._mapped = {name: mapped_values(tag) for name, tag in self._tags.items()}
        # By name of a base: the component that has what its children contain.
        self._moved = {
            name: _moved(schemas, name, children, taken) for name in self._tags
        }
        self._known = {
            name: self._declared(name, tag["propertyName"])
            for name, tag in self._tags.items()
        }

    def become_unions(self) -> set[int]:
        """Replace each base by a union; return the ids of the unions."""
        unions = {name: self._union(name) for name in self._tags}
        for name, union in unions.items():
            del self.schemas[self._moved[name]]["discriminator"]
            self.schemas[name] = union
        return set(map(id, unions.values()))

    def _union(self, name: str) -> Any:
        """Return the union of what contains a base, and of the base itself.

        The base comes last: it is what a value means that means no other schema,
        unless the discriminator names one for those.
        """
        tag, base = self._tags[name], self.schemas[self._moved[name]]
        declare_property(self.schemas, self._moved[name], tag["propertyName"])
        values = {each: self._values(name, each) for each in self._descendants(name)}
        known = {each: found for each, found in values.items() if found} or values
        named = {each: self._variant(name, each) for each in (*values, name)}
        union = empty_copy(base)
        union |= {key: base[key] for key in LOCAL if key in base}
        if state_typed_values(self.schemas, tag, self._moved[name], named.values()):
            union["oneOf"] = [schema_reference(named[each]) for each in values]
            return union
        default = component(tag.get("defaultMapping", name))
        if default == name or name in self._mapped[name]:
            known[name] = self._values(name, name) or [name]
        mapping = dict(tag.get("mapping") or {})
        for each, found in known.items():
            mapping |= dict.fromkeys(found, schema_reference(named[each])["$ref"])
        union["oneOf"] = [schema_reference(named[each]) for each in known]
        union["discriminator"] = {**tag, "mapping": mapping}
        if default == name:
            union["discriminator"].pop("defaultMapping", None)
        return union

    def _variant(self, name: str, each: str) -> str:
        """Return the alternative of a base's union that a component becomes.

        A base inside of it is one itself if the same property tells it apart.
        """
        inner = self._tags.get(each, {}).get("propertyName")
        same = inner == self._tags[name]["propertyName"]
        return self._moved[each] if same else each

    def _descendants(self, name: str) -> list[str]:
        """Return what contains a base, directly or not, sorted.

        What contains another base that another property tells apart is left to that.
        """
        found: set[str] = set()
        waiting = [*self.children[name]]
        while waiting:
            if (each := waiting.pop()) not in found and each != name:
                found.add(each)
                if each not in self._tags or self._variant(name, each) != each:
                    waiting += self.children.get(each, ())
        return sorted(found)

    def _values(self, name: str, variant: str) -> list[str]:
        """Return the values that mean a variant: mapped, declared, or its name.

        None where the base lists the values that there are and its name is not one.
        """
        tag, wire = self._tags[name], self._tags[name]["propertyName"]
        if mapped := self._mapped[name].get(variant):
            return mapped
        own, known = self._declared(variant, wire), self._known[name]
        if own and own != known:
            found = [value for value in own if isinstance(value, str)]
        elif not known:
            found = [variant]
        else:
            # A description that writes names in another case means them all the same.
            folded = variant.casefold()
            found = [v for v in known if str(v).casefold() == folded][:1]
        return [value for value in found if value not in (tag.get("mapping") or {})]

    def _declared(self, name: str, wire: str) -> list[Any]:
        return declared(
            self.schemas, schema_reference(self._moved.get(name, name)), wire
        )


def _move_to_items(node: Any) -> None:
    """Move the discriminator of an array to its items, which it can only be about."""
    items = node.get("items")
    if (
        isinstance(node.get("discriminator"), dict)
        and isinstance(items, dict)
        and alternatives(items)
        and not alternatives(node)
    ):
        items.setdefault("discriminator", node.pop("discriminator"))


def _is_base(schema: Any) -> bool:
    return (
        isinstance(schema, dict)
        and isinstance(schema.get("discriminator"), dict)
        and "propertyName" in schema["discriminator"]
        and not alternatives(schema)
    )


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
