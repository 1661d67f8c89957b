"""Determine the name of a property in JSON, from its field or the rule of its class."""

from __future__ import annotations

from functools import lru_cache

from pydantic import BaseModel


@lru_cache(maxsize=4096)
def camel_case(name: str) -> str:
    """Return an attribute's name in camelCase: `lastUpdated` for `last_updated`."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


@lru_cache(maxsize=4096)
def pascal_case(name: str) -> str:
    """Return an attribute's name in PascalCase: `LastUpdated` for `last_updated`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def wire_name(model: type[BaseModel], attribute: str) -> str:
    """Return the name of a model's attribute in JSON.

    Pydantic applies the rule of a class at the first validation. Before that, the names
    are not in `model_fields`.
    """
    info = model.model_fields[attribute]
    if stated := info.serialization_alias or info.alias:
        return stated
    rule = model.model_config.get("alias_generator")
    return rule(attribute) if callable(rule) else attribute
