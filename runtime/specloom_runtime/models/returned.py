"""Mark the fields that responses always have, although the description allows less."""

from __future__ import annotations

from typing import Annotated, TypeAlias, TypeVar

T = TypeVar("T")


class AlwaysReturned:
    """The marker in the annotation of such a field."""


Returned: TypeAlias = Annotated[T, AlwaysReturned()]
"""The type of a field that is required although its schema does not require it.

A response without it is a deviation and no error, not even with `strict`.
"""
