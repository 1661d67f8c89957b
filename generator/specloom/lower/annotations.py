"""Types of schemas as signatures and constants show them.

The models decide what type a schema has. This module decides how the type is shown in
an argument, in a result, or as an argument of a call.
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
    """The annotations of generated modules; `types` are those of schemas."""

    types: Models

    def argument(self, schema: Any) -> PythonType:
        """Return the type of an argument, which takes any sequence for a list."""
        return widened(bare(self.types.type_of(schema)))

    def result(self, schema: Any) -> PythonType:
        """Return the type of a result as it is read; a signature shows the bare one."""
        return unbounded(self.types.type_of(schema))

    def message(self, media: str, schema: Any) -> PythonType:
        """Return the type of what a message of a media type is decoded to."""
        if is_json(media):
            return self.result(schema)
        return Leaf("str") if media.startswith("text/") else Leaf("bytes")

    def as_type_argument(self, type_: PythonType) -> PythonType:
        """Return a type as an argument of a call.

        Type checkers take a class or `list[...]` for a `type[T]`, but no union, literal
        or alias: these are wrapped in the runtime's `TypeForm`.
        """
        if self._is_class(type_):
            return type_
        return GenericType(Leaf("TypeForm", RUNTIME), (type_,))

    def _is_class(self, type_: PythonType) -> bool:
        if isinstance(type_, ModelType):
            return not self.types.is_alias(type_.component)
        return not isinstance(type_, _NO_CLASSES) and type_ != ANY
