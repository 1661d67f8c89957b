"""Find fields that pydantic marks as set because of an undeclared member."""

from __future__ import annotations

from pydantic import BaseModel

from ..core.property_names import wire_name


def unset_shadowed(model: BaseModel) -> None:
    """Mark attributes as unset if only an unknown member of the same name was set.

    If an unknown member `id` is set, pydantic also marks the attribute `id` of the
    property `Id` as set, and its default would be sent.
    """
    for name in model.model_extra or ():
        info = type(model).model_fields.get(name)
        renamed = info is not None and wire_name(type(model), name) != name
        if info and renamed and vars(model).get(name) == info.get_default():
            model.model_fields_set.discard(name)
