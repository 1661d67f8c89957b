"""Derive the JSON pointers of schemas in the normalized description from the models.

A generated class has the name of its component. If a class has bases, its own
properties are in the last member of `allOf`. The properties that all views of a schema
have are in a class of their own, but each view is a component with all properties.
"""

from __future__ import annotations

from functools import cache
from inspect import get_annotations
from typing import Any

from pydantic import BaseModel

from .model import ViewBase

_OWN = __name__.partition(".")[0]


def escaped(name: str) -> str:
    """Return one step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


@cache
def schema_pointer(kind: Any) -> str:
    """Return the pointer of the component of a generated class or alias."""
    return f"#/components/schemas/{escaped(kind.__name__)}"


def property_pointer(model: type[BaseModel], wire: str, attribute: str = "") -> str:
    """Return the pointer of a property, in the component that declares it."""
    return f"{_properties(_declaring(model, attribute))}/{escaped(wire)}"


def _declaring(model: type[BaseModel], attribute: str) -> type[BaseModel]:
    """Return the class of the component that declares an attribute.

    It is the model itself for an attribute that no class declares, and a view for an
    attribute that the base class of the views declares.
    """
    lineage = model.__mro__
    places = (n for n, each in enumerate(lineage) if attribute in get_annotations(each))
    candidates = lineage[: next(places, 0) + 1]
    return [
        each
        for each in candidates
        if issubclass(each, BaseModel) and ViewBase not in each.__bases__
    ][-1]


@cache
def _properties(model: type[BaseModel]) -> str:
    bases = [
        base
        for own in model.__bases__
        for base in (own.__bases__ if ViewBase in own.__bases__ else (own,))
        if issubclass(base, BaseModel)
        and base.__module__.partition(".")[0] not in (_OWN, "pydantic")
    ]
    inside = f"/allOf/{len(bases)}" if bases else ""
    return f"{schema_pointer(model)}{inside}/properties"


def body_pointer(operation: str, status: str, media: str) -> str:
    """Return the pointer of the schema for the body of a response.

    `operation` is a method and path, or the name of a webhook.
    """
    content = f"content/{escaped(media or 'application/json')}/schema"
    if "/" not in operation:
        return f"#/webhooks/{escaped(operation)}/post/requestBody/{content}"
    return f"{responses_pointer(operation)}/{status}/{content}"


def responses_pointer(operation: str) -> str:
    """Return the pointer of the responses of an operation (a method and path)."""
    method, _, path = operation.partition(" ")
    return f"#/paths/{escaped(path)}/{method.lower()}/responses"
