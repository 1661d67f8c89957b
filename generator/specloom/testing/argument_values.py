"""Create values for a method's arguments from the description or the annotations."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import BaseModel, PydanticUserError, ValidationError
from specloom_runtime import BucketAlignment, Condition, Eq, Field, Sortable, SortKey
from specloom_runtime.models.model import type_adapter

from .described_names import normalized_name
from .described_operation import DescribedOperation
from .description import RawContent
from .different_samples import different_sample
from .json_values import without_text
from .page_facts import PageFacts
from .samples import Samples

BY_ALIAS: Any = {"by_alias": True, "by_name": False}
"""Options of pydantic for JSON with the names of the description as keys."""


def make_arguments(
    method: Callable[..., Any], operation: DescribedOperation
) -> dict[str, Any]:
    """Return a value for each argument, from the description or else the annotation.

    The value of the argument `body` is the documented body.
    """
    hints, body = get_type_hints(method), operation.body()
    body = operation.form() if isinstance(body, RawContent) else body
    schemas, delimiters = operation.argument_schemas(), operation.delimiters()
    fact = operation.extension("pagination")
    facts = PageFacts(operation, fact) if fact else None
    known = facts and facts.default_size()
    parameters = inspect.signature(method).parameters
    start = facts and facts.start_argument(parameters)
    found: dict[str, Any] = {}
    taken: list[Any] = []
    for name in parameters:
        if name == start:
            continue
        if name == "page_size":
            found[name] = facts.page_size() if facts and not known else None
            continue
        if name == "changed_since" and name not in schemas:
            continue  # It would replace another argument.
        hint = hints[name]
        if hint == BucketAlignment | None:
            continue
        if name == "body" and body is not None:
            found[name] = from_json(hint, operation.without_form_delimiters(body))
        elif schema := schemas.get(normalized_name(name)):
            delimiter = delimiters.get(normalized_name(name), "")
            sample = without_text(_sample(hint, schema, operation), delimiter)
            number = taken.count(sample)
            taken.append(sample)
            if operation.is_distinguished(name, sample):
                sample = different_sample(operation.samples, schema, sample, number)
            found[name] = _as_argument(hint, sample)
        elif name == "extra" and (members := operation.further_members()):
            found[name] = from_json(hint, members)
        else:
            found[name] = value_for(hint)
    excluded = set(_excluded(operation))
    found = {n: v for n, v in found.items() if normalized_name(n) not in excluded}
    empty = inspect.Parameter.empty
    needed = {n for n, p in parameters.items() if p.default is empty}
    return {n: value for n, value in found.items() if value is not None or n in needed}


def _excluded(operation: DescribedOperation) -> Iterator[str]:
    """Yield the arguments that an earlier argument excludes, by normalized name."""
    for rule in operation.extension("argument-rules") or ():
        for location in rule.get("at-most-one", ())[1:]:
            yield normalized_name(re.split(r"[./]", location)[-1])


def _sample(hint: Any, schema: Any, operation: DescribedOperation) -> Any:
    """Return a sample of the schema, with two items if the annotation is a list."""
    listed = any(get_origin(each) in (Sequence, list) for each in _choices(hint))
    if listed and "array" in operation.samples.flatten(schema).get("type", ()):
        return operation.samples.sample_items(schema, 2)
    return operation.sample(schema)


def _as_argument(hint: Any, sample: Any) -> Any:
    """Return JSON converted to the annotated type, or another value of this type."""
    if isinstance(sample, str | int | float) and type(sample) in _choices(hint):
        return sample
    made = from_json(hint, sample)
    return value_for(hint) if made is None else made


def different_value(value: Any, number: int) -> Any:
    """Return another value of the same type; a different one for each number."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + number
        case str() if not isinstance(value, Enum):
            return f"{value}{number}"
        case UUID():
            return UUID(int=value.int + number)
        case date():
            return value + timedelta(days=number)
        case [*values]:
            return [*values, *(different_value(v, number) for v in values[:1])]
        case BaseModel():
            fields = {name: different_value(v, number) for name, v in value}
            return value.model_copy(update=fields)
    return value


def from_json(hint: Any, body: Any) -> Any:
    """Return JSON converted to the annotated type, such as a model.

    If the JSON does not match the annotation, the result is that of `value_for`.
    """
    try:
        return type_adapter(hint).validate_json(json.dumps(body), **BY_ALIAS)
    except (PydanticUserError, ValidationError):
        return value_for(hint)


def value_for(hint: Any) -> Any:
    """Return a value of the annotated type; None if no other value is known.

    The value is a sample of the JSON Schema that pydantic derives from the annotation.
    """
    first = next(iter(_choices(hint)), NoneType)
    origin, inner = get_origin(first), next(iter(get_args(first)), None)
    if origin is Condition:
        return _condition(inner)
    if get_origin(inner) is SortKey:
        return _sort(get_args(inner)[0])
    if origin in (Sequence, list):
        one = value_for(inner)
        return [one, different_value(one, 1)]
    with suppress(PydanticUserError, ValidationError):
        adapter = type_adapter(first)
        schema = adapter.json_schema(ref_template="#/components/schemas/{model}")
        samples = Samples({"components": {"schemas": schema.pop("$defs", {})}})
        return adapter.validate_json(json.dumps(samples.sample(schema)), **BY_ALIAS)
    return None


def _choices(hint: Any) -> list[Any]:
    if hasattr(hint, "__metadata__"):
        return _choices(hint.__origin__)
    if get_origin(hint) in (Union, UnionType):
        parts = [part for part in get_args(hint) if part is not NoneType]
        return [c for part in parts for c in _choices(part)]
    return [] if hint is NoneType else [hint]


def _condition(owner: Any) -> Any:
    for field in _fields(owner, Eq):
        kind = field.subject.kind
        if isinstance(kind, type) and not issubclass(kind, Enum):
            return field.eq(value_for(kind))
    return None


def _sort(owner: Any) -> Any:
    return next(([field.asc()] for field in _fields(owner, Sortable)), None)


def _fields(owner: Any, mark: Any) -> Iterator[Any]:
    """Yield the filter fields of a class that support an operator."""
    for field in vars(owner).values():
        if isinstance(field, Field) and mark in (field.marks or ()):
            yield field
