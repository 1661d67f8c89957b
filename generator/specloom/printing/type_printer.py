"""Print Python types as type annotations.

The spelling of a name depends on the imports of a module (`Imports`).
"""

from __future__ import annotations

from typing import Protocol

from ..ir import python_types as types
from ..ir.python_types import Leaf, PythonType
from .python_literals import Code, braces, call, literal

MANY = 200
"""The maximum number of alternatives that are joined with `|`.

Larger unions are printed as `Union[...]`, because each `|` nests the expression deeper
and creates another union of all alternatives before it.
"""
_UNION = Leaf("Union", "typing")
_ANNOTATED = Leaf("Annotated", "typing")


class Imports(Protocol):
    """The imports of a module, which decide how names are spelled in the module."""

    def use(self, module: str, name: str) -> Code:
        """Import a name from a module, and return the name as it must be spelled."""

    def model(self, component: str) -> Code:
        """Import the class of a component, and return its name as it is spelled."""

    def enumeration_values(self, component: str, name: str) -> Code:
        """Import the alias for the values of an enumeration, and return its name."""


def printed(type_: PythonType, imports: Imports) -> Code:
    """Return the source text of a type annotation; `imports` spells the names."""
    match type_:
        case types.Leaf(name=name, module=module):
            return imports.use(module, name)
        case types.ModelType(component=component):
            return imports.model(component)
        case types.EnumerationValues(component=component, name=name):
            return imports.enumeration_values(component, name)
        case types.UnitType(unit=unit):
            return printed(unit, imports)
        case types.UnionType(parts=alternatives) if len(alternatives) <= MANY:
            return Code(" | ".join(printed(part, imports) for part in alternatives))
        case types.UnionType(parts=alternatives):
            base, inside = _UNION, [printed(part, imports) for part in alternatives]
        case types.ConstrainedType(type=inner, bounds=bounds):
            return annotated(printed(inner, imports), bounds, imports)
        case types.TaggedType():
            base, inside = _ANNOTATED, [printed(type_.type, imports)]
            inside.append(_tagged(type_, imports))
        case types.LiteralType(values=values):
            base, inside = Leaf("Literal", "typing"), [literal(v) for v in values]
        case _:
            base, arguments = _generic(type_)
            inside = [printed(argument, imports) for argument in arguments]
    return Code(f"{printed(base, imports)}[{', '.join(inside)}]")


def annotated(text: Code, bounds: types.Bounds, imports: Imports) -> Code:
    """Return a printed type with its bounds: `Annotated[int, Field(ge=1)]`."""
    words = {key: literal(value) for key, value in bounds}
    field = call(imports.use("pydantic", "Field"), **words)
    return Code(f"{imports.use('typing', 'Annotated')}[{text}, {field}]")


def _tagged(type_: types.TaggedType, imports: Imports) -> Code:
    """Return a call of `Tagged` with the values that identify the alternatives."""
    kinds = [(literal(v), imports.model(component)) for v, component in type_.tags]
    given = [literal(type_.wire), braces(kinds)]
    if type_.default is not None:
        given.append(imports.model(type_.default))
    return call(imports.use(types.RUNTIME, "Tagged"), *given)


def _generic(
    type_: (
        types.ListType
        | types.MappingType
        | types.TupleType
        | types.ExactType
        | types.GenericType
    ),
) -> tuple[Leaf, tuple[PythonType, ...]]:
    """Return the class and the type arguments of a generic type."""
    match type_:
        case types.ListType(item=item):
            return Leaf("list"), (item,)
        case types.MappingType(value=value):
            return Leaf("dict"), (Leaf("str"), value)
        case types.TupleType(items=items):
            return Leaf("tuple"), items
        case types.ExactType(scalar=scalar):
            return Leaf("Exact", types.RUNTIME), (scalar,)
        case types.GenericType(base=base, arguments=arguments):
            return base, arguments
