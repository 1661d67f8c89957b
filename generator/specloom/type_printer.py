"""Python types to annotations.

The imports of a module decide how a name is spelled there; see `Imports`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .literals import Code, call, literal
from .python_types import (
    ConstrainedType,
    GenericType,
    Leaf,
    ListType,
    LiteralType,
    MappingType,
    ModelType,
    PythonType,
    TupleType,
    UnionType,
    UnitType,
)


class Imports(Protocol):
    """Take note of the names that a text uses, and decide how each is spelled there."""

    def use(self, module: str, name: str) -> Code:
        """Return the spelling of a name that the module gives."""

    def model(self, component: str) -> Code:
        """Return the spelling of a component's class."""


def printed(type_: PythonType, imports: Imports) -> Code:
    """Return the type as an annotation, every name as `imports` spells it."""
    match type_:
        case Leaf(name=name, module=module):
            return imports.use(module, name)
        case ModelType(component=component):
            return imports.model(component)
        case UnitType(unit=unit):
            return printed(unit, imports)
        case UnionType(parts=alternatives):
            return Code(" | ".join(printed(part, imports) for part in alternatives))
        case ConstrainedType(type=inner, bounds=bounds):
            return annotated(printed(inner, imports), bounds, imports)
        case LiteralType(values=values):
            inside = [literal(value) for value in values]
            return Code(f"{imports.use('typing', 'Literal')}[{', '.join(inside)}]")
    inside = [printed(argument, imports) for argument in _arguments(type_)]
    return Code(f"{printed(_container(type_), imports)}[{', '.join(inside)}]")


def annotated(
    text: Code, bounds: Sequence[tuple[str, object]], imports: Imports
) -> Code:
    """Return the printed type in `Annotated` with a `Field` of keywords."""
    words = {key: literal(value) for key, value in bounds}
    field = call(imports.use("pydantic", "Field"), **words)
    return Code(f"{imports.use('typing', 'Annotated')}[{text}, {field}]")


def _container(type_: ListType | MappingType | TupleType | GenericType) -> Leaf:
    """Return the class that takes type arguments."""
    match type_:
        case ListType(wide=wide):
            return Leaf("Sequence", "collections.abc") if wide else Leaf("list")
        case MappingType(wide=wide):
            return Leaf("Mapping", "collections.abc") if wide else Leaf("dict")
        case TupleType():
            return Leaf("tuple")
        case GenericType(base=base):
            return base


def _arguments(
    type_: ListType | MappingType | TupleType | GenericType,
) -> tuple[PythonType, ...]:
    match type_:
        case ListType(item=item):
            return (item,)
        case MappingType(value=value):
            return Leaf("str"), value
        case TupleType(items=items):
            return items
        case GenericType(arguments=arguments):
            return arguments
