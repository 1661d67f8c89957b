"""Convert schemas to Python types; no other module does this.

The types are used for fields, arguments and results. `leaf_types` finds the types of
scalars. From these, this module composes the types of references, lists, mappings,
unions and nullable values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from ..document import (
    Kinds,
    ValueKinds,
    implied_kind,
    is_literal,
    is_never,
    is_tuple,
    kind_of,
    types_of,
)
from ..ir import python_types as types
from ..ir.model_definitions import Enumeration
from ..ir.python_types import (
    ANY,
    NONE,
    RUNTIME,
    Leaf,
    ModelType,
    PythonType,
    optional,
    union,
    union_by_kind,
)
from ..vocabulary import keys
from .composition import NULL, choices_of, target
from .discriminators import Union, classes_of, fallback_first, union_of
from .leaf_types import LeafSchema, leaf_schema, leaf_types
from .schema_kinds import Record, SchemaKinds

_DATETIME = Leaf("datetime", "datetime")
UNITS: Mapping[str, tuple[Leaf, Leaf | None]] = {
    "decimal": (Leaf("ExactNumber", RUNTIME), Leaf("Decimal", "decimal")),
    "epoch-milliseconds": (Leaf("EpochMillis", RUNTIME), _DATETIME),
    "epoch-seconds": (Leaf("EpochSeconds", RUNTIME), _DATETIME),
    "minutes": (Leaf("Minutes", RUNTIME), None),
    "utc-milliseconds": (Leaf("UtcMillis", RUNTIME), _DATETIME),
}
"""For each unit, the runtime's type for fields, and the type for arguments.

If the type for arguments is None, the schema determines it. Other units do not affect
types.
"""
CONDITIONAL = {"minutes": Leaf("Quantity", RUNTIME)}
"""The types for fields whose unit depends on another property of the item."""


class SchemaTypes:
    """The Python types of the schemas of one document."""

    def __init__(self, kinds: SchemaKinds) -> None:
        self._kinds = kinds
        self._leaves: dict[LeafSchema, PythonType] = {}
        self._noted: set[LeafSchema] = set()
        self._composer = _Composer(kinds, self._leaf)
        self._outliner = _Composer(kinds, self._note)

    def of(self, schema: Any) -> PythonType:
        """Return the type of a schema's values in a field of a model."""
        return self._composer.type_of(schema)

    def _leaf(self, schema: LeafSchema) -> PythonType:
        """Return the type of a scalar.

        The first call finds the types of all scalars in the document with one call of
        datamodel-code-generator. Later calls use the tool only for new scalars.
        """
        if schema not in self._leaves:
            wanted = self._document_leaves | {schema}
            self._leaves |= leaf_types(wanted - self._leaves.keys())
        return self._leaves[schema]

    @cached_property
    def _document_leaves(self) -> set[LeafSchema]:
        """The scalars of all schemas.

        To collect them, the type of each schema is composed with placeholders.
        """
        named = map(self._kinds.schemas, self._kinds.composition.schemas)
        for schema in chain(self._kinds.composition.inline, *named):
            self._outliner.type_of(schema)
        return self._noted

    def _note(self, schema: LeafSchema) -> PythonType:
        """Record a scalar, and return a unique placeholder type for it."""
        self._noted.add(schema)
        return Leaf(repr(schema))


@dataclass(frozen=True)
class _Composer:
    """A composer of the types of schemas from the types of their scalars.

    Attributes:
        kinds: the kinds of the components.
        leaf: returns the type of a scalar.
        scalars: the types of the components that were examined. The value is None for a
            component that is not an alias of scalars.
    """

    kinds: SchemaKinds
    leaf: Callable[[LeafSchema], PythonType]
    scalars: dict[str, PythonType | None] = field(default_factory=dict)

    def type_of(self, schema: Any) -> PythonType:
        """Return the type of a schema's values."""
        if not isinstance(schema, dict):
            return ANY
        if unit := _unit(schema):
            return self._type_with_unit(schema, unit)
        if "$ref" in schema:
            return self._reference(schema)
        if "const" in schema:
            return self._values([schema["const"]], schema.get("type"))
        if "enum" in schema:
            return self._values(schema["enum"], schema.get("type"))
        if "allOf" in schema:
            return self._merged(schema)
        if choices := choices_of(schema):
            return self._choice(schema, choices)
        kind = schema.get("type") or implied_kind(schema)
        if isinstance(kind, Sequence) and not isinstance(kind, str):
            return union_by_kind(self._typed(schema, each) for each in kind)
        return self._typed(schema, kind)

    def _typed(self, schema: Mapping[str, Any], kind: Any) -> PythonType:
        match kind:
            case "string" | "integer" | "number" | "boolean":
                return self.leaf(leaf_schema(schema, kind))
            case "null":
                return NONE
            case "array":
                return self._array(schema)
            case "object":
                return self._mapping(schema)
        return ANY

    def _type_with_unit(self, schema: Mapping[str, Any], unit: str) -> PythonType:
        """Return the type of a number or string with a unit, or of a list of them."""
        kinds = schema.get("type")
        rest = {key: value for key, value in schema.items() if key != keys.UNIT}
        if "array" in (kinds if isinstance(kinds, list) else [kinds]):
            measured = {**schema.get("items", {}), keys.UNIT: schema[keys.UNIT]}
            return self.type_of({**rest, "items": measured})
        shown, plain = UNITS[unit]
        if isinstance(schema[keys.UNIT], Mapping):
            shown = CONDITIONAL.get(unit, shown)
        given = self.type_of(rest)
        type_ = types.UnitType(shown, plain or types.without_null(given))
        return optional(type_) if NONE in types.parts(given) else type_

    def _reference(self, schema: Mapping[str, Any]) -> PythonType:
        name = target(schema)
        if name is None or name not in self.kinds.composition.schemas:
            return ANY
        if self.kinds.is_null(name):
            return NONE  # An alias of null cannot be in a union with null.
        type_ = ModelType(name)
        return optional(type_) if self.kinds.is_nullable(name) else type_

    def _values(self, values: Sequence[Any], kind: Any = None) -> PythonType:
        """Return the type for a set of allowed values.

        A Python literal type can contain strings and integers. If there are other
        values, the result is the type of all values, such as `float`.
        """
        given = [value for value in values if value is not None]
        null = len(given) < len(values) or (isinstance(kind, list) and "null" in kind)
        if not given:
            return NONE
        if sorted(map(repr, given)) == ["False", "True"]:
            type_ = self._typed({}, "boolean")
        elif all(map(is_literal, given)):
            type_ = types.LiteralType(tuple(given))
        else:
            type_ = union(self._typed({}, kind_of(value)) for value in given)
        return optional(type_) if null else type_

    def _merged(self, schema: Mapping[str, Any]) -> PythonType:
        """Return the type of an `allOf` that does not become a class.

        The type is that of the first reference in the `allOf`. Without a reference, the
        type is that of the combined keywords.
        """
        for part in schema["allOf"]:
            if target(part):
                return self.type_of(part)
        rest = {key: schema[key] for key in schema if key != "allOf"}
        parts = [part for part in schema["allOf"] if isinstance(part, dict)]
        types = [each for part in (rest, *parts) for each in types_of(part)]
        for part in parts:
            rest = {**part, **rest}
        if types:
            rest["type"] = self._common(types, ValueKinds({}).of(schema))
        return self.type_of(rest)

    def _common(self, types: list[str], kinds: Kinds | None) -> list[str]:
        """Return the types that all parts of a schema allow; if none, all types."""
        known = {*types} if not kinds else {*kinds, "null"}
        if "number" in known:
            known.discard("integer")
        return [each for each in dict.fromkeys(types) if each in known]

    def _choice(self, schema: Mapping[str, Any], choices: list[Any]) -> PythonType:
        found, known = union_of(schema), self.kinds.discriminators
        ordered = fallback_first(self.kinds.composition, schema)
        if found is None or not (found in known.unions or found in known.tags):
            made = self._any_of(ordered)
            if made != ANY or "type" not in schema:
                return made
            # The alternatives only restrict the type that the schema itself declares.
            others = schema.keys() - {"oneOf", "anyOf"}
            return self.type_of({key: schema[key] for key in schema if key in others})
        variants = union(ModelType(name) for each in ordered if (name := target(each)))
        tagged = self._tagged(found, variants)
        return optional(tagged) if NULL in choices else tagged

    def _tagged(self, found: Union, variants: PythonType) -> PythonType:
        """Return the type of a union in which a property identifies the variant.

        The values of the property are either in this type or in the classes.
        """
        if tags := self.kinds.discriminators.tags.get(found):
            each = ((value, name) for name in tags for value in tags[name])
            default = next((name for name in tags if not tags[name]), None)
            return types.TaggedType(variants, found.wire, tuple(each), default)
        kind = self.kinds[classes_of(self.kinds.composition, found.variants[0])[0]]
        assert isinstance(kind, Record)
        bounds = (("discriminator", kind.members[found.wire].name),)
        return types.ConstrainedType(variants, bounds)

    def _any_of(self, choices: list[Any]) -> PythonType:
        """Return the type of a value that is valid for one of several schemas.

        Components are represented by their names, unless the alternatives have
        different JSON types.
        """
        # An alternative with only `required` restricts the type of the schema itself.
        if any({*choice} == {"required"} for choice in choices):
            return ANY
        named = list(map(self.type_of, choices))
        meant = union(map(self._scalars, named))
        read = union_by_kind([meant])
        return union(named) if read == meant else read

    def _scalars(self, type_: PythonType) -> PythonType:
        """Return a type in which each alias of scalars is replaced by the scalars.

        The result shows from which JSON type each alternative is decoded.
        """
        return union(
            (
                self._scalar(part.component) or part
                if isinstance(part, ModelType)
                else part
            )
            for part in types.parts(type_)
        )

    def _scalar(self, name: str) -> PythonType | None:
        """Return the scalars of a component; None if it is not an alias of scalars.

        Each component is examined only once. A component that refers to itself is not
        an alias of scalars.
        """
        if name not in self.scalars:
            self.scalars[name] = None
            kind = self.kinds[name]
            if isinstance(kind, Mapping) and not isinstance(kind, Record | Enumeration):
                meant = self._scalars(self.type_of(kind))
                if all(map(types.is_scalar, types.parts(meant))):
                    self.scalars[name] = meant
        return self.scalars[name]

    def _array(self, schema: Mapping[str, Any]) -> PythonType:
        first = [self.type_of(part) for part in schema.get("prefixItems", ())]
        items = schema.get("items")
        if is_tuple(schema):
            return types.TupleType(tuple(first))
        rest = [] if first and is_never(items) else [self.type_of(items)]
        type_ = types.ListType(union([*first, *rest]))
        sizes = leaf_schema(schema, "array")
        measured = self.leaf(sizes) if len(sizes) > 1 else None
        if isinstance(measured, types.ConstrainedType):
            return types.ConstrainedType(type_, measured.bounds)
        return type_

    def _mapping(self, schema: Mapping[str, Any]) -> PythonType:
        others = schema.get("additionalProperties", schema.get("unevaluatedProperties"))
        values = [*schema.get("patternProperties", {}).values()]
        if isinstance(others, dict) or others is True:
            values.append(others)
        known = [each for each in values if not is_never(each)]
        return types.MappingType(union(map(self.type_of, known)) if known else ANY)


def _unit(schema: Mapping[str, Any]) -> str | None:
    unit = schema.get(keys.UNIT)
    unit = unit.get("is") if isinstance(unit, dict) else unit
    return unit if isinstance(unit, str) and unit in UNITS else None
