"""Intervals as arguments: pairs of a start and an end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from ..core.errors import RequestError
from ..core.unset import is_absent
from ..http.request_draft import child_of

T = TypeVar("T")
Pair: TypeAlias = tuple[T, T]
"""A start and an end, as a plain tuple or an `Interval`."""


class Interval(NamedTuple, Generic[T]):
    """A pair of a start and an end; None for an end means that it is open.

        vendor.counters.list(updated_utc=Interval(start=monday, end=None))

    An argument that is an interval also accepts a plain pair, `(monday, None)`.
    """

    start: T
    end: T


def interval_model(
    name: str, model: type[BaseModel], ends: Sequence[str], value: Any
) -> Any:
    """Return the model for an interval that was passed as a pair.

    A model is returned unchanged. Raises RequestError, with the name of the argument,
    for any other value, for a pair or a model without start and end, and for a pair
    whose values are not those of the model.

    Args:
        name: the name of the argument.
        model: the class of the interval.
        ends: the names of start and end in JSON.
        value: the argument.
    """
    if isinstance(value, model):
        if all(is_absent(child_of(value, end)) for end in ends):
            raise _error(name, model, "start and end are both None")
        return value
    if not isinstance(value, tuple) or len(value) != 2:
        shown = type(value).__name__
        if isinstance(value, tuple):
            shown = f"{shown} of {len(value)}"
        raise _error(name, model, f"not a {shown}")
    given = {key: end for key, end in zip(ends, value, strict=True) if end is not None}
    if not given:
        raise _error(name, model, "start and end are both None")
    try:
        return model.model_validate(given, strict=True)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}"
            for each in error.errors(include_input=False)
        )
        raise _error(name, model, problems) from None


def _error(name: str, model: type[BaseModel], problem: str) -> RequestError:
    return RequestError(
        f"{name}: expected a pair (start, end), an Interval or a "
        f"{model.__name__} ({problem})"
    )
