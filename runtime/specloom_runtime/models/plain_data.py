"""Convert models to JSON data, and to short text.

Both contain what is set. The text does not show values of properties whose names say
that they are credentials.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from ..core.deep_stack import deeper_if_needed
from ..core.exact_numbers import JsonNumber
from ..core.shown_text import shown
from .nested_models import for_each_model
from .shadowed_fields import unset_shadowed

LONGEST = 60
"""The maximum number of characters of a value in the text of a model."""
CREDENTIAL = re.compile(
    r"authorization|credential|passw(or)?d|secret|token"
    r"|(api|access|private|signing).?key",
    re.IGNORECASE,
)
"""Names of properties whose values are credentials."""
POSITION = re.compile(r"(next|page|cursor|continuation|sync).?token", re.IGNORECASE)
"""Names of tokens that are a position in a list and no credential."""


def json_object(model: BaseModel) -> dict[str, Any]:
    """Return the set members of a model as JSON data, with their names in JSON.

    Raises ValueError for a model that contains itself or is nested too deeply.
    """
    try:
        return _json_object(model)
    except RecursionError:
        raise ValueError(f"{type(model).__name__} contains itself") from None


@deeper_if_needed
def _json_object(model: BaseModel) -> dict[str, Any]:
    for_each_model(model, unset_shadowed)
    data = model.model_dump(by_alias=True, exclude_unset=True, warnings="none")
    return {name: _json_value(value) for name, value in data.items()}


def _json_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple | Set):
        return [_json_value(item) for item in value]
    if isinstance(value, bytes | bytearray):
        # Pydantic would use the alphabet for URLs.
        return b64encode(value).decode()
    if isinstance(value, JsonNumber):
        return value.plain()
    return to_jsonable_python(value)


def short_text(model: BaseModel) -> str:
    """Return the class and the set members of a model on one line.

    Long values are cut, and of nested values only their class or size is shown.
    """
    return f"{type(model).__name__}({', '.join(_members(model))})"


def _members(model: BaseModel) -> Iterator[str]:
    for name in type(model).model_fields:
        if name in model.model_fields_set:
            yield f"{name}={_shown_value(name, getattr(model, name))}"
    for name, value in (model.model_extra or {}).items():
        yield f"{shown(name, LONGEST)}={_shown_value(name, value)}"


def _shown_value(name: str, value: Any) -> str:
    if value is not None and _is_credential(name):
        return "***"
    if isinstance(value, BaseModel):
        kind = type(value).__name__
        return f"{kind}(...)" if value.model_fields_set else f"{kind}()"
    if isinstance(value, Mapping):
        return _counted(len(value), "{}", "member")
    if isinstance(value, list | tuple | Set):
        return _counted(len(value), "[]", "item")
    if isinstance(value, bytes | bytearray):
        return _counted(len(value), "[]", "byte")
    return shown(_scalar(value), LONGEST)


def _is_credential(name: str) -> bool:
    return bool(CREDENTIAL.search(name)) and not POSITION.search(name)


def _counted(count: int, brackets: str, noun: str) -> str:
    if not count:
        return brackets
    return f"{brackets[0]}{count} {noun}{'s' if count > 1 else ''}{brackets[1]}"


def _scalar(value: Any) -> str:
    """Return a scalar as it is in JSON, or as Python shows it."""
    if isinstance(value, str):
        # Only the part that is shown, because a value can be megabytes long.
        return repr(str(value[: LONGEST + 1]))
    if isinstance(value, Decimal):
        return str(value)
    try:
        return repr(to_jsonable_python(value))
    except ValueError:
        return repr(value)
