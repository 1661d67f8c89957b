"""Find fields that pydantic marks as set because of an undeclared member."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from ..core.property_names import wire_name


def unset_shadowed(value: Any) -> None:
    """Mark attributes as unset if only an unknown member of the same name was set.

    If an unknown member `id` is set, pydantic also marks the attribute `id` of the
    property `Id` as set, and its default would be sent.
    """
    if isinstance(value, BaseModel):
        for name in value.model_extra or ():
            info = type(value).model_fields.get(name)
            renamed = info is not None and wire_name(type(value), name) != name
            if info and renamed and vars(value).get(name) == info.get_default():
                value.model_fields_set.discard(name)
        value = list(vars(value).values())
    elif isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            unset_shadowed(item)
