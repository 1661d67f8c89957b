"""The validator of a type with the models that values have needed so far."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter

from ..core.deep_stack import deeper_if_needed
from .decimals import holds_decimals
from .model import new_adapter, type_adapter
from .partial_builds import PartialBuild, partial_build
from .workload import Choices, choices_in

T = TypeVar("T")

MOST_PARTS: Final = 6
"""The number of validators after which all models are included."""


class PartialValidator(Generic[T]):
    """The pydantic adapter of a type, without the models in `left_out`.

    A value without objects of these models is validated as by the whole adapter. Other
    values are invalid; the models that they need are in the set that is the context of
    the validation.

    Args:
        kind: the type.
        included: the models that are not left out.
        number: the number of validators of the type before this one.
    """

    def __init__(
        self, kind: Any, included: Collection[type[BaseModel]] = (), number: int = 0
    ) -> None:
        self._kind, self._included, self._number = kind, frozenset(included), number
        self.left_out: frozenset[type[BaseModel]] = frozenset()
        adapter = self._partial() if number < MOST_PARTS else None
        self.adapter: TypeAdapter[T] = adapter or type_adapter(kind)

    @deeper_if_needed
    def _partial(self) -> TypeAdapter[T] | None:
        """Return an adapter without some models; None if that is not possible."""
        build = PartialBuild(self._included)
        token = partial_build.set(build)
        try:
            adapter: TypeAdapter[T] = new_adapter(self._kind)
        finally:
            partial_build.reset(token)
        if build.left_out and build.has_finished_models:
            return None
        self.left_out = frozenset(build.left_out)
        return adapter

    def including(self, needed: Collection[type[BaseModel]]) -> PartialValidator[T]:
        """Return a validator with more models."""
        number = self._number + 1
        return PartialValidator(self._kind, {*self._included, *needed}, number)

    @cached_property
    def choices(self) -> Choices:
        """The unions in the type, outside the models that are left out."""
        return choices_in(self._kind, self.left_out)

    @cached_property
    def has_decimals(self) -> bool:
        """Whether a valid value can contain a Decimal."""
        return holds_decimals(self._kind, self.left_out)
