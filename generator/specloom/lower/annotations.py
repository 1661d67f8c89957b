"""Types of schemas as they appear in signatures and constants.

The models determine the type of a schema. This module determines its form in an
argument, in a result, or as an argument of a call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..document import is_json
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
)
from ..models import Models

_NO_CLASSES = (UnionType, TaggedType, LiteralType, UnitType, ExactType)
"""The kinds of types that no class of Python has at runtime."""


@dataclass(frozen=True)
class Annotations:
    """The annotations of generated modules; `types` contains the types of schemas."""

    types: Models

    def argument(self, schema: Any) -> PythonType:
        """Return the type of an argument, which accepts any sequence for a list."""
        return widened(bare(self.types.type_of(schema)))

    def result(self, schema: Any) -> PythonType:
        """Return the type of a decoded result; a signature shows the bare type."""
        return unbounded(self.types.type_of(schema))

    def message(self, media: str, schema: Any) -> PythonType:
        """Return the type that a message with a media type is decoded to."""
        if is_json(media):
            return self.result(schema)
        return Leaf("str") if media.startswith("text/") else Leaf("bytes")

    def as_type_argument(self, type_: PythonType) -> PythonType:
        """Return a type as an argument of a call.

        For a `type[T]`, type checkers accept a class or `list[...]`, but not a union, a
        literal or an alias. These are wrapped in the runtime's `TypeForm`.
        """
        if self._is_class(type_):
            return type_
        return GenericType(Leaf("TypeForm", RUNTIME), (type_,))

    def _is_class(self, type_: PythonType) -> bool:
        if isinstance(type_, ModelType):
            return not self.types.is_alias(type_.component)
        return not isinstance(type_, _NO_CLASSES) and type_ != ANY
