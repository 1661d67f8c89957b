"""Keep all digits of the numbers in JSON that are decoded as Decimals.

Pydantic first reads a number with a fraction as a float, which has about 16 digits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from json import JSONDecoder
from typing import Any, get_args

from pydantic import BaseModel, RootModel
from typing_extensions import TypeAliasType

from ..core.property_names import wire_name
from .model import completed, extras_type

_EXACT = JSONDecoder(parse_float=Decimal)


def holds_decimals(kind: Any, left_out: Collection[Any] = ()) -> bool:
    """Return whether a value of a type can contain a Decimal.

    The models in `left_out` are not searched.
    """
    waiting, seen = [kind], set(map(id, left_out))
    while waiting:
        each = waiting.pop()
        if each is Decimal:
            return True
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, type) and issubclass(each, BaseModel):
            waiting += [f.annotation for f in completed(each).model_fields.values()]
            waiting.append(extras_type(each))
        elif isinstance(each, TypeAliasType):
            waiting.append(each.__value__)
        waiting += get_args(each)
    return False


def with_all_digits(value: Any, body: bytes) -> Any:
    """Return a decoded value whose Decimals have all digits that are in the body."""
    return with_digits_of(value, exact_data(body))


def exact_data(body: bytes) -> Any:
    """Return the JSON data of a body, with a Decimal for each fraction."""
    return _EXACT.decode(body.decode())


def with_digits_of(value: Any, data: Any) -> Any:
    """Return a value with the Decimals that are in the same places in exact data."""
    if isinstance(value, Decimal):
        return data if isinstance(data, Decimal) else value
    if isinstance(value, RootModel):
        vars(value)["root"] = with_digits_of(value.root, data)
    elif isinstance(value, BaseModel) and isinstance(data, Mapping):
        for name in type(value).model_fields:
            wire = wire_name(type(value), name)
            if wire in data:
                vars(value)[name] = with_digits_of(vars(value)[name], data[wire])
        with_digits_of(value.model_extra, data)
    elif isinstance(value, list) and isinstance(data, list):
        value[:] = map(with_digits_of, value, data)
    elif isinstance(value, dict) and isinstance(data, Mapping):
        value.update({k: with_digits_of(item, data[k]) for k, item in value.items()})
    return value
