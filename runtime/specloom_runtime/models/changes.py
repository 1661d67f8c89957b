"""Apply changes to an object that was read, for writing it back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from ..core.errors import RequestError
from ..core.property_names import wire_name
from .model import Model, completed, type_adapter

View = TypeVar("View", bound=Model)


def check_changes(
    view: type[Model], changes: Mapping[str, Any], fixed: Collection[str]
) -> None:
    """Check changes before an object is read.

    Args:
        view: the class of the object as it is written.
        changes: the new values by the names of fields.
        fixed: the names of properties in JSON that cannot be changed.

    Raises:
        RequestError: a name is not that of a field that can be changed, or a value is
            not allowed for its field. The message names the argument.
    """
    for name, value in changes.items():
        fields = completed(view).model_fields
        if name not in fields or wire_name(view, name) in fixed:
            known = (n for n in fields if wire_name(view, n) not in fixed)
            expected = ", ".join(sorted(known))
            raise RequestError(f"{name} cannot be changed (expected {expected})")
        try:
            _adapter(view, name).validate_python(value)
        except ValidationError as error:
            raise RequestError(f"{name}: {error.errors()[0]['msg']}") from None


@cache
def _adapter(view: type[Model], name: str) -> TypeAdapter[Any]:
    """Return the adapter of a field's type, with its limits."""
    return type_adapter(view.model_fields[name].rebuild_annotation())


def changed_view(
    view: type[View],
    current: BaseModel,
    changes: Mapping[str, Any],
    *,
    undeclared: bool,
) -> View:
    """Return an object for writing: what was read, with changes.

    Args:
        view: the class of the object as it is written.
        current: the object as it was read. Its read-only properties are left out.
        changes: the new values by the names of fields.
        undeclared: whether properties that the description does not declare are kept,
            at every depth.

    Raises:
        RequestError: a value is not allowed.
    """
    built = view.of(current, **changes)
    if undeclared:
        _add_undeclared(built, current, changes)
    return built


def _add_undeclared(value: Any, current: Any, changes: Collection[str] = ()) -> None:
    """Add the undeclared properties of what was read, except inside changed fields."""
    if isinstance(value, list | tuple) and isinstance(current, list | tuple):
        for each, old in zip(value, current, strict=False):
            _add_undeclared(each, old)
    elif isinstance(value, dict) and isinstance(current, dict):
        for name in value.keys() & current.keys():
            _add_undeclared(value[name], current[name])
    elif isinstance(value, Model) and isinstance(current, BaseModel):
        fields = type(value).model_fields
        for name in fields:
            if name not in changes:
                _add_undeclared(getattr(value, name), getattr(current, name, None))
        declared = {wire_name(type(value), name) for name in fields}
        read = current.model_extra or {}
        extras = {name: read[name] for name in read.keys() - declared}
        assert value.model_extra is not None  # Models allow undeclared members.
        value.model_extra.update(extras)
        value.model_fields_set.update(extras)
