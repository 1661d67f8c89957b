"""Values for a method's arguments, by their annotations."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import (
    BaseModel,
    PydanticSchemaGenerationError,
    TypeAdapter,
    ValidationError,
)
from specloom_runtime.filters import Condition, Field, Sortable, SortKey
from specloom_runtime.filters import Eq as _Eq

from .described import Raw, squeezed

PLAIN: dict[Any, Any] = {
    str: "text",
    int: 7,
    float: 1.5,
    bool: True,
    bytes: b"bytes",
    Decimal: Decimal("1.5"),
    UUID: UUID("3f2b8c1e-7d4a-4c56-9e10-6b8f0a2d5c71"),
    date: date(2026, 3, 1),
    datetime: datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
}


WIRE: Any = {"by_alias": True, "by_name": False}
"""JSON is read by its own names."""


def arguments(method: Callable[..., Any], described: Any) -> dict[str, Any]:
    """One value for each argument, as the description or else the annotation has it.

    A model named `body` is made from the documented body.
    """
    hints, body = get_type_hints(method), described.body()
    body = described.form() if isinstance(body, Raw) else body
    schemas = described.schemas()
    found: dict[str, Any] = {}
    for name, parameter in inspect.signature(method).parameters.items():
        if name == "page_size" and parameter.default is not None:
            continue
        hint = hints[name]
        if name == "body" and body is not None:
            found[name] = from_json(hint, body)
        elif schema := schemas.get(squeezed(name)):
            found[name] = _sampled(hint, schema, described)
        else:
            found[name] = value(hint)
    return {name: given for name, given in found.items() if given is not None}


def _sampled(hint: Any, schema: Any, described: Any) -> Any:
    """A sample of the schema as the annotation has it, of a list two items."""
    kinds = _choices(hint)
    listed = any(get_origin(kind) in (Sequence, list) for kind in kinds)
    if listed and "array" in described.samples.flat(schema).get("type", ()):
        sample = described.samples.several(schema, 2)
    else:
        sample = described.sample(schema)
    if isinstance(sample, str | int | float) and type(sample) in kinds:
        return sample
    made = from_json(hint, sample)
    return value(hint) if made is None else made


def other(given: Any, number: int) -> Any:
    """Another value of the same kind, different for each number."""
    match given:
        case bool():
            return not given
        case int() | float():
            return given + number
        case str() if not isinstance(given, Enum):
            return f"{given}{number}"
        case UUID():
            return UUID(int=given.int + number)
        case datetime() | date():
            return given + timedelta(days=number)
        case [*values]:
            return [*values, *(other(v, number) for v in values[:1])]
        case BaseModel():
            fields = {name: other(v, number) for name, v in given}
            return given.model_copy(update=fields)
    return given


def from_json(hint: Any, body: Any) -> Any:
    """The JSON as the annotation has it: a model, a list of dates, or as it is."""
    try:
        return TypeAdapter(hint).validate_json(json.dumps(body), **WIRE)
    except (PydanticSchemaGenerationError, ValidationError):
        return value(hint)


def value(hint: Any, depth: int = 0) -> Any:
    """A value of the annotation; None where only None will do."""
    choices = _choices(hint)
    if not choices or depth > 3:
        return None
    first = choices[0]
    origin = get_origin(first)
    if origin is Condition:
        return _condition(get_args(first)[0])
    if origin in (Sequence, list):
        inner = get_args(first)[0]
        if get_origin(inner) is SortKey:
            return _sort(get_args(inner)[0])
        one = value(inner, depth + 1)
        return [one, other(one, 1)] if depth == 0 else [one]
    if origin is tuple:
        return tuple(value(inner, depth + 1) for inner in get_args(first))
    if origin in (Mapping, dict):
        return {"key": value(get_args(first)[1], depth + 1)}
    if origin is Literal:
        return get_args(first)[0]
    if first in PLAIN:
        return PLAIN[first]
    if inspect.isclass(first) and issubclass(first, Enum):
        return next(iter(first))
    if inspect.isclass(first) and issubclass(first, BaseModel):
        return _model(first, depth)
    return {} if first is Any else None


def _choices(hint: Any) -> list[Any]:
    if hasattr(hint, "__metadata__"):
        return _choices(hint.__origin__)
    if get_origin(hint) in (Union, UnionType):
        parts = [part for part in get_args(hint) if part is not NoneType]
        return [c for part in parts for c in _choices(part)]
    return [] if hint is NoneType else [hint]


def _model(model: type[BaseModel], depth: int) -> Any:
    fields = get_type_hints(model, include_extras=False)
    given = {
        name: value(fields[name], depth + 1)
        for name, info in model.model_fields.items()
        if info.is_required() or depth < 2
    }
    return model(**{name: each for name, each in given.items() if each is not None})


def _condition(owner: Any) -> Any:
    for field in vars(owner).values():
        if isinstance(field, Field):
            kind = field.subject.kind
            if _Eq in (field.marks or ()) and kind in PLAIN:
                return field.eq(PLAIN[kind])
    return None


def _sort(owner: Any) -> Any:
    for field in vars(owner).values():
        if isinstance(field, Field) and Sortable in (field.marks or ()):
            return [field.asc()]
    return None
