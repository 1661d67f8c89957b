"""Values as filters write them, and back: one place for every grammar's literals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, TypeAlias
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from .errors import FilterError

Datetimes: TypeAlias = Literal["iso", "epoch-milliseconds"]
Booleans: TypeAlias = tuple[str, str]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def as_text(value: Any, booleans: Booleans, datetimes: Datetimes) -> str:
    """A value as text, before escaping; FilterError where it has no such form."""
    plain = as_json(value, datetimes)
    if isinstance(plain, bool):
        return booleans[0] if plain else booleans[1]
    if isinstance(plain, float):
        plain = Decimal(repr(plain))
    # Never 1E+2: not every vendor reads exponents.
    return format(plain, "f") if isinstance(plain, Decimal) else str(plain)


def as_json(value: Any, datetimes: Datetimes) -> Any:
    """A value as JSON has it (a Decimal stays one); FilterError where it cannot be."""
    if isinstance(value, Enum):
        return as_json(value.value, datetimes)
    if isinstance(value, datetime):
        return _datetime(value, datetimes)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, float | Decimal) and not Decimal(value).is_finite():
        raise FilterError(f"a filter cannot be written with {value!r}")
    if isinstance(value, str | int | float | Decimal):
        return value
    raise FilterError(f"a filter cannot be written with {type(value).__name__}")


def as_value(plain: Any, kind: Any, booleans: Booleans, datetimes: Datetimes) -> Any:
    """The value of a field's type that text or JSON stands for (None: as it is)."""
    if kind is None:
        return plain
    if kind is bool and plain in booleans:
        return plain == booleans[0]
    if kind is datetime and datetimes == "epoch-milliseconds":
        return _EPOCH + int(plain) * _MILLISECOND
    try:
        return _adapter(kind).validate_python(plain)
    except ValidationError:
        name = getattr(kind, "__name__", str(kind))
        raise FilterError(f"not a {name}: {plain!r}") from None


def _datetime(value: datetime, datetimes: Datetimes) -> str | int:
    if datetimes == "epoch-milliseconds":
        if value.tzinfo is None:
            raise FilterError(f"a time without a zone is no point in time: {value}")
        return (value - _EPOCH) // _MILLISECOND
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
