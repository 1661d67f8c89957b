"""Resolve the references of schemas, and collect the properties of schemas.

Invalid documents cause no errors here. A reference that cannot be resolved is treated
as an empty schema; the checks report it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .pointers import schema_name, schema_reference
from .schemes import Node, deep_merge

_BRANCHES = ("allOf", "anyOf", "oneOf")
_COMPOSING = frozenset({*_BRANCHES, "$ref", "properties", "required"})
"""Keywords that determine which properties a value has."""


@dataclass(frozen=True)
class Property:
    """One property of an object schema."""

    name: str
    schema: Node
    required: bool


@dataclass(frozen=True)
class Schemas:
    """The component schemas of a document; the keys are their names."""

    schemas: Node
    _known: dict[Any, Any] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )
    """Cached results; the key of a result contains the schema's `_identity` or name."""
    _kept: list[Any] = field(
        init=False, default_factory=list, repr=False, compare=False
    )
    """The schemas whose ids are in keys; they are kept so that no id is reused."""

    def resolve(self, schema: Any) -> Node:
        """Return the target of a reference, merged with the keywords next to it."""
        node: Node = schema if isinstance(schema, dict) else {}
        if "$ref" not in node:
            return node
        own = {key: value for key, value in node.items() if key != "$ref"}
        component = self._component(schema_name(node["$ref"]))
        return deep_merge(component, own) if own else component

    def _component(self, name: str) -> Node:
        """Return the resolved schema of a component; resolve it only once."""
        key = ("component", name)
        if key not in self._known:
            self._known[key] = {}  # A component that refers to itself is empty.
            self._known[key] = self.resolve(self.schemas.get(name))
        found: Node = self._known[key]
        return found

    def properties(self, schema: Any) -> dict[str, Property]:
        """Return the properties that every value can have; the keys are their names.

        Inherited properties come first.
        """
        return dict(self._properties(schema))

    def _properties(self, schema: Any) -> Mapping[str, Property]:
        """Return the properties of a schema; collect them only once."""
        schema = _unwrapped(schema)
        identity = self._identity(schema)
        if (known := self._known.get(identity)) is not None:
            found: dict[str, Property] = known
            return found
        # A schema that contains itself in `allOf` gets no properties from itself.
        found = self._known[identity] = {}
        node = self.resolve(not_null(schema))
        required = set(node.get("required", ()))
        for parent in node.get("allOf", ()):
            found.update(self._properties(parent))
        for name, sub in node.get("properties", {}).items():
            found[name] = Property(name, sub, name in required)
        for name in required & found.keys():
            found[name] = Property(name, found[name].schema, required=True)
        return found

    def _identity(self, schema: Any) -> str | int:
        """Return a key that is equal for schemas with equal properties."""
        schema = _unwrapped(schema)
        if isinstance(schema, dict) and _COMPOSING & schema.keys() == {"$ref"}:
            return str(schema["$ref"])
        self._kept.append(schema)
        return id(schema)

    def component_properties(self, name: str) -> dict[str, Property]:
        """Return the properties of a component."""
        return self.properties(schema_reference(name))

    def nested_properties(
        self, schema: Any, depth: int = 4
    ) -> Iterator[tuple[tuple[str, ...], Property]]:
        """Yield the properties of a value, also nested ones, with their paths.

        Args:
            schema: the schema of the value.
            depth: the maximum length of a path.
        """
        for name, prop in self.properties(schema).items():
            yield (name,), prop
            if depth > 1:
                for path, inner in self.nested_properties(prop.schema, depth - 1):
                    yield (name, *path), inner

    def marked_properties(
        self, schema: Any, marks: frozenset[str], depth: int = 4
    ) -> list[tuple[tuple[str, ...], Property]]:
        """Return the properties whose schema has at least one of the given keys.

        Nested properties are included. In the result, references are resolved, and the
        keywords next to a reference are merged into its target.

        Args:
            schema: the schema of the value that has the properties.
            marks: the keys to look for, in the schema of a property or in its target.
            depth: the maximum length of a path.
        """
        arguments = (self._identity(schema), marks, depth)
        found: list[tuple[tuple[str, ...], Property]] = []
        if (known := self._known.get(arguments)) is not None:
            found = known
            return found
        for name, prop in self._properties(schema).items():
            whole = self.resolve(prop.schema)
            if marks & whole.keys():
                found.append(((name,), replace(prop, schema=whole)))
            if depth > 1:
                inside = self.marked_properties(prop.schema, marks, depth - 1)
                found += [((name, *path), inner) for path, inner in inside]
        self._known[arguments] = found
        return found

    def at(self, schema: Any, names: Sequence[str]) -> Any:
        """Return the schema at a path of property names; None if it is not declared."""
        for name in names:
            known = self.properties(schema)
            if name not in known:
                return None
            schema = known[name].schema
        return schema

    def parts(self, schema: Any, *, lists: bool = True) -> Iterator[Any]:
        """Yield the schemas that describe a value: its parts and its alternatives.

        An array is represented by the schemas of its items unless `lists` is false,
        because pointers contain names but no indices.
        """
        waiting, seen = [schema], set[str]()
        while waiting:
            node = waiting.pop(0)
            if not isinstance(node, dict):
                yield node
                continue
            reference = node.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                waiting.append(self.schemas.get(schema_name(reference)))
            for word in _BRANCHES:
                waiting += node.get(word, ())
            if lists and _has_type(node, "array"):
                waiting.append(node.get("items"))
            elif "properties" in node or not {"$ref", *_BRANCHES} & node.keys():
                yield node

    def possible_properties(self, schema: Any) -> dict[str, Any]:
        """Return the properties that at least some values can have.

        The keys are the names of the properties, and the values are their schemas.
        """
        found: dict[str, Any] = {}
        for part in self.parts(schema):
            if isinstance(part, dict):
                found.update(part.get("properties", {}))
        return found

    def possibly_at(self, schema: Any, names: Sequence[str]) -> Any:
        """Return the schema of a nested property that at least some values can have.

        The result is None if no value can have the property.

        Args:
            schema: the schema of the values.
            names: the path of the property, as names in JSON.
        """
        for name in names:
            schema = self.possible_properties(schema).get(name)
        return schema

    def is_open(self, schema: Any) -> bool:
        """Return whether a value can have properties that are not declared."""
        return any(map(_is_open, self.parts(schema)))

    def is_list(self, schema: Any) -> bool:
        """Return whether a value can be an array, or has no declared type."""
        return any(
            not isinstance(part, dict)
            or _has_type(part, "array")
            or not ({"type", "properties", "enum"} & part.keys())
            for part in self.parts(schema, lists=False)
        )

    def class_of(self, schema: Any) -> str | None:
        """Return the name of the component that declares the properties of a value.

        For a list, this is the component of its items. If a component is only a
        reference to another component, or a list of one, the other component is
        returned, even if null is also allowed. The result is None for a union, and for
        a schema that refers to no component.
        """
        node, seen = not_null(schema), set[str]()
        while isinstance(node, dict):
            if isinstance(reference := node.get("$ref"), str):
                if (name := schema_name(reference)) in seen:
                    return None
                seen.add(name)
                target = self.schemas.get(name, {})
                node = target if "properties" in target else not_null(target)
                if "$ref" not in node and not _has_type(node, "array"):
                    return name
            else:
                node = not_null(node.get("items") if _has_type(node, "array") else None)
        return None

    def owners(self, schema: Any, names: Sequence[str]) -> list[str] | None:
        """Return, for each property on a path, the component that declares it.

        Paths contain no indices, so a path leads from an array directly to the
        properties of its items. The result is None if a property is not declared for
        every value, for example a property of a single variant of a union.

        Args:
            schema: the schema of the value in which the path starts.
            names: the path, as names in JSON.
        """
        found: list[str] = []
        for name in names:
            owner = self.class_of(schema)
            known = self.component_properties(owner) if owner else {}
            if owner is None or name not in known:
                return None
            found.append(owner)
            schema = known[name].schema
        return found


def _unwrapped(schema: Any) -> Any:
    """Return the only part of an `allOf`; return other schemas unchanged."""
    while isinstance(schema, dict) and _COMPOSING & schema.keys() == {"allOf"}:
        if len(schema["allOf"]) != 1:
            break
        (schema,) = schema["allOf"]
    return schema


def not_null(schema: Any) -> Any:
    """Return a schema without null.

    For a choice between null and one other schema, the result is the other schema. Any
    other schema is returned unchanged.
    """
    if not isinstance(schema, dict):
        return schema
    for word in ("anyOf", "oneOf"):
        others = [s for s in schema.get(word, ()) if s.get("type") != "null"]
        if len(others) == 1:
            return others[0]
    return schema


def nullable(schema: Any) -> bool:
    """Return whether a schema itself allows null; references are not followed."""
    if not isinstance(schema, dict):
        return True
    if _has_type(schema, "null"):
        return True
    choices = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return any(c.get("type") == "null" for c in choices if isinstance(c, dict))


def extras_of(schema: Node) -> Node | None:
    """Return the schema of properties that are not declared by name.

    Properties whose names match a pattern are included. The result is None if such
    properties are not allowed, or if they can have any value.
    """
    named = [*schema.get("patternProperties", {}).values()]
    others = schema.get("additionalProperties", schema.get("unevaluatedProperties"))
    if isinstance(others, dict):
        named.append(others)
    elif others is not False:
        return None
    found = [each for each in named if not is_never(each)]
    if len(found) > 1:
        return {"anyOf": found}
    return found[0] if found else None


def is_tuple(schema: Node) -> bool:
    """Return whether an array has exactly the items that its `prefixItems` declares."""
    count = len(schema.get("prefixItems", ()))
    is_closed = is_never(schema.get("items")) or schema.get("maxItems") == count
    return count > 0 and is_closed and bool(schema.get("minItems") == count)


def is_never(schema: Any) -> bool:
    """Return whether no value is valid for a schema, for example `false`."""
    if isinstance(schema, dict):
        return "not" in schema and schema["not"] in (True, {})
    return schema is False


def inline_properties(schema: Any) -> dict[str, Any]:
    """Return the properties of an object, and those of the inline parts of its `allOf`.

    The keys are the names of the properties, and the values are their schemas.
    """
    if not isinstance(schema, dict):
        return {}
    found: dict[str, Any] = {}
    for parent in schema.get("allOf", ()):
        found |= inline_properties(parent)
    return found | (schema.get("properties") or {})


def _has_type(node: Node, kind: str) -> bool:
    types = node.get("type", ())
    return types == kind or (isinstance(types, list) and kind in types)


def _is_open(part: Any) -> bool:
    if not isinstance(part, dict):
        return True
    if part.get("additionalProperties") not in (None, False):
        return True
    types = part.get("type", "object")
    return "properties" not in part and "object" in types and "enum" not in part
