"""Convert the types of schemas to the types in signatures and constants.

The models determine the type of a schema. This module determines how the type appears
in an argument, in a result, or as an argument of a call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..document import Node, is_json
from ..ir.python_types import (
    ANY,
    RUNTIME,
    ExactType,
    GenericType,
    Leaf,
    LiteralType,
    ModelType,
    PythonType,
    TaggedType,
    UnionType,
    UnitType,
    bare,
    unbounded,
    widened,
    with_values,
)
from ..models import Models
from ..vocabulary import keys

_NO_CLASSES = (UnionType, TaggedType, LiteralType, UnitType, ExactType)
"""The kinds of types that are not classes at runtime."""


@dataclass(frozen=True)
class Annotations:
    """The annotations in generated modules.

    Attributes:
        types: the models, which determine the types of schemas.
    """

    types: Models

    def argument(self, schema: Any) -> PythonType:
        """Return the type of an argument.

        It accepts any sequence as a list, and the values of an enumeration.
        """
        return widened(self.operand(schema))

    def operand(self, schema: Any) -> PythonType:
        """Return the type of the values with which a property can be compared."""
        return with_values(bare(self.types.type_of(schema)), self.types.values_alias)

    def result(self, schema: Any) -> PythonType:
        """Return the type to which a result is decoded, without bounds."""
        return unbounded(self.types.type_of(schema))

    def message(self, media: str, schema: Any) -> PythonType:
        """Return the type to which the body of a message is decoded.

        Args:
            media: the media type of the body.
            schema: the schema of the body, which is used only if the body is JSON.
        """
        if is_json(media):
            return self.result(schema)
        return Leaf("str") if media.startswith("text/") else Leaf("bytes")

    def as_type_argument(self, type_: PythonType) -> PythonType:
        """Return a type in a form that can be passed to a function as an argument.

        If a parameter has the type `type[T]`, type checkers accept classes and
        `list[...]`, but not unions, literals and aliases. These are wrapped in the
        runtime's `TypeForm`.
        """
        if self.is_class(type_):
            return type_
        return GenericType(Leaf("TypeForm", RUNTIME), (type_,))

    def is_class(self, type_: PythonType) -> bool:
        """Return whether a type is a class at runtime."""
        if isinstance(type_, ModelType):
            return not self.types.is_alias(type_.component)
        return not isinstance(type_, _NO_CLASSES) and type_ != ANY


def parameter_schema(parameter: Node) -> Any:
    """Return the schema of a parameter's values, with the unit of the parameter."""
    contents = parameter.get("content", {}).values()
    schema: Any = next((media.get("schema", {}) for media in contents), {})
    schema = parameter.get("schema", schema)
    unit = parameter.get(keys.UNIT)
    return {**schema, keys.UNIT: unit} if unit else schema
