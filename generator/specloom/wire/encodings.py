"""Determine how the fields of models write the values that callers set.

A field converts a value to its own type, for example 1 to 1.0 if it is a float. Two
types write a value differently if both accept it and convert or write it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..ir.model_definitions import Alias, ModelDefinition
from ..ir.python_types import (
    ANY,
    NUMBER,
    ConstrainedType,
    ExactType,
    GenericType,
    Leaf,
    ListType,
    LiteralType,
    MappingType,
    ModelType,
    PythonType,
    TaggedType,
    TupleType,
    UnionType,
    UnitType,
)

PLAIN = frozenset(
    {"bool", "bytes", "date", "datetime", "Decimal", "float", "int", "str", "UUID"}
)
"""The classes of values that a field of any type writes unchanged."""
FLOATS = frozenset({"Minutes", "Quantity"})
"""The types of numbers with a unit, which are written as floats."""
CONVERTED = {
    "float": {"bool": "number", "int": "float"},
    "int": {"bool": "number"},
    "date": {"datetime": "date"},
}
"""The classes that type checkers accept for another class, and what a field of that
class writes them as. True is 1 for every number, and nobody means 1.0 by it."""


@dataclass(frozen=True)
class Encodings:
    """The encodings of the types of one package.

    Attributes:
        definitions: the definitions of the models by name.
    """

    definitions: Mapping[str, ModelDefinition]
    _known: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, type_: PythonType) -> Mapping[str, str]:
        """Return how a type writes each class of values that it accepts.

        The keys are names of classes, after `[]` or `{}` for the items of lists and
        mappings. Models and enumerations are left out: they are compared themselves.
        """
        found: dict[str, str] = {}
        for accepted, written in self._pairs(type_):
            # Of several alternatives, the one of the value's own class is used.
            if found.get(accepted) != accepted:
                found[accepted] = written
        return found

    def _pairs(self, type_: PythonType) -> Iterator[tuple[str, str]]:
        match type_:
            case Leaf():
                yield from _leaf_pairs(type_)
            case LiteralType(values=values):
                for value in values:
                    yield type(value).__name__, type(value).__name__
            case UnitType(unit=unit, plain=plain):
                yield from _unit_pairs(unit, plain)
            case ExactType(scalar=scalar, plain=plain):
                is_unit = scalar != plain
                yield from (
                    _unit_pairs(scalar, plain) if is_unit else _leaf_pairs(scalar)
                )
            case ConstrainedType(type=inner) | TaggedType(type=inner):
                yield from self._pairs(inner)
            case UnionType(parts=several):
                for each in several:
                    yield from self._pairs(each)
            case TupleType(items=several) | GenericType(arguments=several):
                for number, each in enumerate(several):
                    yield from self._inside(f"[{number}]", each)
            case ListType(item=item):
                yield from self._inside("[]", item)
            case MappingType(value=item):
                yield from self._inside("{}", item)
            case ModelType(component=component):
                yield from self._alias(component).items()

    def _inside(self, mark: str, type_: PythonType) -> Iterator[tuple[str, str]]:
        for accepted, written in self.of(type_).items():
            yield mark + accepted, mark + written

    def _alias(self, component: str) -> Mapping[str, str]:
        """Return the encodings of an alias; {} for a class and inside a recursion."""
        if component not in self._known:
            self._known[component] = {}
            definition = self.definitions.get(component)
            if isinstance(definition, Alias):
                self._known[component] = self.of(definition.type)
        return self._known[component]


def _leaf_pairs(leaf: PythonType) -> Iterator[tuple[str, str]]:
    if leaf == ANY:
        yield from ((name, name) for name in PLAIN)
    elif isinstance(leaf, Leaf):
        yield from CONVERTED.get(leaf.name, {}).items()
        yield leaf.name, leaf.name


def _unit_pairs(unit: Leaf, plain: PythonType) -> Iterator[tuple[str, str]]:
    if unit == NUMBER:
        yield from (("bool", "number"), ("int", "int"), ("float", "float"))
    elif unit.name in FLOATS:
        yield from (("bool", "number"), ("int", "float"), ("float", "float"))
    elif isinstance(plain, Leaf):
        yield plain.name, unit.name
