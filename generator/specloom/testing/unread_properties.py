"""Find declared properties that a client treats as undeclared.

A model keeps undeclared members, and writes them again. Therefore, its JSON is complete
even if a field is missing or has a wrong alias.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from pydantic import BaseModel
from specloom_runtime.core.property_names import wire_name

from .flat_schemas import as_list
from .samples import Samples


def assert_properties_are_read(samples: Samples, schema: Any, value: Any) -> None:
    """Check that every declared property of a decoded value is read into a field.

    If a schema has alternatives, the value must be decoded as one of them.

    Raises:
        AssertionError: a property is not read; the message contains the first one.
    """
    unread = next(_unread(samples, schema, value), None)
    assert not unread, f"{unread} is described, and has no field"


def _unread(samples: Samples, schema: Any, value: Any) -> Iterator[str]:
    """Yield the properties that are not read, such as `Order.note`."""
    if not isinstance(value, BaseModel | Mapping | list | tuple):
        return
    kind = "array" if isinstance(value, list | tuple) else "object"
    found: list[str] = []
    for node in samples.variants(schema):
        if kind not in as_list(node.get("type", kind)):
            continue
        found = list(islice(_unread_variant(samples, node, value), 1))
        if not found:
            return
    yield from found


def _unread_variant(samples: Samples, node: Any, value: Any) -> Iterator[str]:
    """Yield the unread properties of a value for a schema without choices."""
    properties = node.get("properties", {})
    others = node.get("additionalProperties", {})
    if isinstance(value, list | tuple):
        for each in value:
            yield from _unread(samples, node.get("items", {}), each)
        return
    members = value
    if isinstance(value, BaseModel):
        model, extra = type(value), value.model_extra or {}
        yield from (f"{model.__name__}.{each}" for each in extra if each in properties)
        fields = model.model_fields
        members = {wire_name(model, name): getattr(value, name) for name in fields}
    for key, member in members.items():
        yield from _unread(samples, properties.get(key, others), member)
