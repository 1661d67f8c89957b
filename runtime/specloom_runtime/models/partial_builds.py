"""Leave models out of a validator until a value needs them.

The models of a description can all refer to each other, but a response contains few of
them. Modules of such models import each other only for type checking. A model that is
imported later is left out of a validator at first; in its place is a function that
notes that the model is needed.
"""

from __future__ import annotations

from collections.abc import Collection
from contextvars import ContextVar
from functools import partial
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class PartialBuild:
    """The models that are in a validator that is being built, and those left out.

    Attributes:
        included: the models that are not left out.
        left_out: the models that were left out.
        has_finished_models: whether the validator contains a model that was built
            before. Such a model contains all models inside it.
    """

    def __init__(self, included: Collection[type[BaseModel]]) -> None:
        self.included = set(included)
        self.left_out: set[type[BaseModel]] = set()
        self.has_finished_models = False
        self._later: set[type[BaseModel]] = set()

    def replacement(self, model: type[BaseModel]) -> CoreSchema | None:
        """Return the schema in the place of a model; None if the model is included."""
        if model in self.included or model not in self._later:
            return None
        self.left_out.add(model)
        return core_schema.with_info_plain_validator_function(partial(_need, model))

    def include(
        self, model: type[BaseModel], later: Collection[type[BaseModel]]
    ) -> None:
        """Include a model; `later` are the models that its module imports later."""
        self.included.add(model)
        self._later.update(later)
        self.has_finished_models |= model.__pydantic_complete__


partial_build: ContextVar[PartialBuild | None] = ContextVar(
    "partial_build", default=None
)
"""The validator that is being built; None if no models are left out of it."""


def _need(model: type[BaseModel], value: Any, info: ValidationInfo) -> NoReturn:
    """Note that a model is needed for a value, in the set that is the context."""
    if isinstance(value, dict) and info.context is not None:
        info.context.add(model)
    raise PydanticCustomError("left_out", "The model is not in the validator.")
