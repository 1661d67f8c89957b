"""Types of schemas as signatures and constants show them.

The models decide what type a schema has. This module decides how the type is shown in
an argument, in a result, or as an argument of a call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from ..ir import Code
from ..python_types import (
    ANY,
    RUNTIME,
    LiteralType,
    ModelType,
    PythonType,
    UnionType,
    bare,
    printed,
    widened,
)
from .imports import ImportCollector


class SchemaTypes(Protocol):
    """What is asked of a document's models."""

    def type_of(self, schema: Any) -> PythonType:
        """Return the type of a value of the schema, as a model's field has it."""

    def is_alias(self, name: str) -> bool:
        """Return whether a component becomes a name for a type, not a class."""


@dataclass(frozen=True)
class Annotations:
    """The annotations of one module; what they name is imported there.

    Attributes:
        types: the types of the document's schemas.
        names: the imports of the module.
    """

    types: SchemaTypes
    names: ImportCollector

    def argument(self, schema: Any) -> PythonType:
        """Return the type of an argument, which takes any sequence for a list."""
        return widened(bare(self.types.type_of(schema)))

    def result(self, schema: Any) -> PythonType:
        """Return the type of a result."""
        return bare(self.types.type_of(schema))

    def inside(self, type_: PythonType) -> Code:
        """Return a type as an annotation in a class of the module."""
        return printed(type_, self.names)

    def outside(self, type_: PythonType) -> Code:
        """Return a type as code outside classes."""
        return printed(type_, self.names.outside())

    def as_type_argument(self, type_: PythonType) -> Code:
        """Return a type as an argument of a call, outside classes.

        Type checkers take a class or `list[...]` for a `type[T]`, but no union, literal
        or alias: these are wrapped in the runtime's `TypeForm`.
        """
        text = self.outside(type_)
        if self._is_class(type_):
            return text
        return Code(f"{self.names.use(f'{RUNTIME}', 'TypeForm')}[{text}]")

    def _is_class(self, type_: PythonType) -> bool:
        if isinstance(type_, ModelType):
            return not self.types.is_alias(type_.component)
        return not isinstance(type_, UnionType | LiteralType) and type_ != ANY
