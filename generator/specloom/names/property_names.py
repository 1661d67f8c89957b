"""Find the naming rule that most properties follow; models declare the exceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from specloom_runtime.core.property_names import camel_case, pascal_case

from . import python_names

NAME_RULES: Mapping[str, Callable[[str], str]] = {
    "camelCase": camel_case,
    "PascalCase": pascal_case,
    "snake_case": str,
}
"""For each naming rule, the function that converts an attribute to a name in JSON."""


def prevailing_rule(schemas: Mapping[str, Any]) -> str:
    """Return the naming rule that most properties of the components follow.

    A single word in lower case follows both rules, and counts for both. If equally many
    names follow both rules, the first rule in `NAME_RULES` is returned.
    """
    properties = {
        name
        for schema in schemas.values()
        if isinstance(schema, dict)
        for name in schema.get("properties", ())
    }
    following: Counter[str] = Counter()
    for wire in properties:
        name = python_names.attribute(wire)
        following.update(r for r, rule in NAME_RULES.items() if rule(name) == wire)
    return max(NAME_RULES, key=following.__getitem__)
