"""Print the intermediate representation as JSON for people and other tools."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from .generated_package import Package


def ir_json(packages: Mapping[str, Package]) -> str:
    """Return the packages as a JSON object with a member for each vendor, sorted.

    A dataclass becomes an object, whose member `class` is the name of the dataclass.
    """
    shown = {vendor: _json_value(packages[vendor]) for vendor in sorted(packages)}
    return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"


def _json_value(node: Any) -> Any:
    match node:
        case Enum():
            return {"class": type(node).__name__}
        case Decimal():
            return float(node)
        case Mapping():
            return {str(key): _json_value(value) for key, value in node.items()}
        case list() | tuple():
            return [_json_value(item) for item in node]
    if is_dataclass(node):
        members = {field.name: getattr(node, field.name) for field in fields(node)}
        return {"class": type(node).__name__, **_json_value(members)}
    return node
