"""The types of results, and their decoders."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, Generic, TypeAlias, TypeVar, get_args, get_origin

from ..models.decoding import Decoder

T = TypeVar("T")


class TypeForm(Generic[T]):
    """A result that is not a class, such as a union: `TypeForm[A | B]`."""


Result: TypeAlias = type[T] | Callable[[], type[T]]
"""The type to which a response is decoded: a class, or an alias such as `list[T]`.

A function without arguments returns the type when it is first used.
"""


def decoded_by(result: Result[T]) -> Decoder[T]:
    """Return the decoder of a result type."""
    return Decoder(plain_type(result))


def plain_type(result: Any) -> Any:
    """Return a result type itself, without a function or `TypeForm` around it."""
    if isinstance(result, FunctionType):
        return plain_type(result())
    return get_args(result)[0] if get_origin(result) is TypeForm else result
