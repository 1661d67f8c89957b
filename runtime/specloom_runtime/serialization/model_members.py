"""Take the members of a body from models, as they were set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..core.errors import RequestError
from ..models.model import completed
from ..models.nested_models import for_each_model
from ..models.shadowed_fields import unset_shadowed


def members_of(body: Any) -> Mapping[str, Any]:
    """Return the members of a body that is a model or a mapping; {} without a body."""
    if isinstance(body, BaseModel):
        return set_fields(body)
    return body if isinstance(body, Mapping) else {}


_REFUSED = re.compile(r"^Error calling function `\w+`: \w+: ")
"""What pydantic writes before the reason of a field's serializer."""


def set_fields(model: BaseModel) -> dict[str, Any]:
    """Return the set fields of a model, each under its name in JSON."""
    for_each_model(model, _prepare)
    try:
        return model.model_dump(by_alias=True, exclude_unset=True, warnings="none")
    except ValueError as error:
        # Of pydantic: the model contains itself, or a field's value cannot be written.
        problem = str(error)
    reason = _REFUSED.sub("", problem)
    path = [] if reason == problem else _unwritable_path(model)
    raise RequestError(f"{'.'.join(path) or type(model).__name__}: {reason}")


def _unwritable_path(value: Any) -> list[str]:
    """Return the path to the first field whose value cannot be written."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            try:
                value.model_dump(include={name}, warnings="none")
            except ValueError:
                return [name, *_unwritable_path(getattr(value, name))]
    if isinstance(value, list):
        for number, item in enumerate(value):
            if found := _unwritable_path(item):
                return [str(number), *found]
    return []


def _prepare(model: BaseModel) -> None:
    """Check the dates of a model, and unset what is not its own.

    To Python, a datetime is a date; a vendor would receive a time. Raises RequestError
    for a datetime in a field for a date.
    """
    for name in _dates(type(model)):
        check_date(name, vars(model).get(name))
    unset_shadowed(model)


@cache
def _dates(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of a model that take dates, but no times."""
    fields = completed(model).model_fields.items()
    return tuple(name for name, info in fields if _takes_only_dates(info))


def check_date(name: str, value: Any) -> None:
    """Raise RequestError for a datetime, or a list with one, instead of a date."""
    if _holds_datetime(value):
        raise RequestError(f"{name}: a datetime was given (expected a date)")


def _holds_datetime(value: Any) -> bool:
    items = value if isinstance(value, list | tuple) else (value,)
    return any(isinstance(each, datetime) for each in items)


def _takes_only_dates(info: FieldInfo) -> bool:
    parts: list[Any] = [info.annotation]
    for part in parts:
        parts += get_args(part)
    return date in parts and datetime not in parts
