"""Convert values in a schema if their type is not the type of the schema.

YAML reads `enum: [1.10, 0o17, true]` as numbers and a boolean. If the schema describes
strings, the source text of these values is used, because 1.10 and 1.1 can be two
versions. If the schema describes integers, `default: "5"` becomes 5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...load import SpecList, location_of, spelling
from ...structure import number_or_boolean


def correct_values(
    node: Any, members: dict[str, Any], report: Callable[..., None]
) -> None:
    """Convert scalars in `enum`, `const` and `default` to the type of their schema.

    Args:
        node: the schema as it was read.
        members: the members of the schema, which are modified.
        report: records the converted values.
    """
    if (kind := _single_type(node.get("type"))) is None:
        return
    for word in ("const", "default"):
        if word in node and (meant := _meant(kind, node, word)) is not None:
            members[word] = meant
            report("value-type", f"{word} {node[word]!r}"[:80], done=_read_as(meant))
    values = node.get("enum")
    if not isinstance(values, list):
        return
    found = [_meant(kind, values, index) for index in range(len(values))]
    if any(meant is not None for meant in found):
        members["enum"] = fresh = SpecList(location_of(values))
        for index, meant in enumerate(found):
            value = values[index] if meant is None else meant
            fresh.put(value, location_of(values, index))
        report("value-type", f"enum {values!r}"[:80], done=_read_as(list(fresh)))


def _single_type(types: Any) -> str | None:
    kinds = [types] if isinstance(types, str) else types
    named = [kind for kind in kinds or () if kind != "null"]
    return named[0] if len(named) == 1 else None


def _meant(kind: str, holder: Any, key: str | int) -> Any:
    """Return the intended value of a scalar; None if the scalar is correct."""
    value = holder[key]
    if value is None or isinstance(value, dict | list):
        return None
    if kind == "string":
        return None if isinstance(value, str) else spelling(holder, key)
    if not isinstance(value, str):
        return None
    meant = number_or_boolean(value, kind)
    fits = kind != "integer" or type(meant) is int
    return meant if fits else None


def _read_as(value: Any) -> str:
    return f"read as {value!r}"[:80]
