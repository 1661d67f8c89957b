"""The types of results, and their decoders."""

from __future__ import annotations

from typing import Any, Generic, TypeAlias, TypeVar, get_args, get_origin

from ..models.decoding import Decoder

T = TypeVar("T")


class TypeForm(Generic[T]):
    """A result that is not a class, such as a union: `TypeForm[A | B]`."""


Result: TypeAlias = type[T]
"""The type to which a response is decoded: a class, or an alias such as `list[T]`."""


def decoded_by(result: type[T]) -> Decoder[T]:
    """Return the decoder of a result type."""
    return Decoder(plain_type(result))


def plain_type(result: Any) -> Any:
    """Return a result type without `TypeForm`."""
    return get_args(result)[0] if get_origin(result) is TypeForm else result
