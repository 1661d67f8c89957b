"""Unions in which the values of one property identify the alternatives.

The values are declared at the union, not in the schemas of the alternatives: the same
schema may be used elsewhere, and have other values in another union.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

Tag: TypeAlias = str | int
"""A value that identifies an alternative; a boolean is also an int."""

_ANY = "any"
"""The key for the union itself, in which all alternatives are tried."""


class Tagged:
    """A marker that lets pydantic choose the alternative of a union for an object.

    As in OpenAPI, a string that is not listed identifies the class with that name.

    Args:
        wire: the name of the property in JSON.
        kinds: the alternative for each value of the property.
        default: the alternative for all other values; None if there is none. For an
            object without the property, the alternative that fits best is used.
    """

    def __init__(
        self, wire: str, kinds: Mapping[Tag, Any], default: Any = None
    ) -> None:
        self.wire = wire
        self.default = default
        # To Python, 1 and True are equal.
        self._kinds = {(type(value), value): kind for value, kind in kinds.items()}

    @property
    def values(self) -> Any:
        """The type of the values that are listed."""
        return Literal[tuple(value for _, value in self._kinds)]

    def meant(self, data: Mapping[str, Any], union: Any) -> Any:
        """Return the alternative that an object belongs to; None if unknown."""
        tag = data.get(self.wire)
        if not isinstance(tag, str | int):
            return None if tag is None else self.default
        if (kind := self._kinds.get((type(tag), tag))) is not None:
            return kind
        named = (each for each in get_args(union) if _name(each) == tag)
        return next(named, self.default)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        several = (*self._kinds.values(), self.default, *get_args(source))
        kinds = {id(kind): kind for kind in several if kind is not None}
        choices = {str(key): handler.generate_schema(kinds[key]) for key in kinds}
        choices[_ANY] = handler(source)

        def choice(data: Any) -> str | None:
            if not isinstance(data, dict):
                return _ANY
            if (kind := self.meant(data, source)) is not None:
                return str(id(kind))
            return _ANY if data.get(self.wire) is None else None

        return core_schema.tagged_union_schema(choices, choice)


def tagged_by(union: Any) -> Tagged | None:
    """Return the `Tagged` of a union; None if it has none."""
    given = getattr(union, "__metadata__", ())
    return next((each for each in given if isinstance(each, Tagged)), None)


def _name(kind: Any) -> Any:
    return getattr(kind, "__name__", None)
