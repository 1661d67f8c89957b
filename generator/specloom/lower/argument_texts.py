"""Write the documentation of an argument: its description and its limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Node
from ..names import words
from ..vocabulary import keys

ARTICLES = frozenset({"a", "an", "the"})
DEFAULTS: Mapping[str | None, str] = {
    "filter": "Which items to return.",
    "sort": "The fields to order by.",
    "page_size": "How many items a page holds.",
    "align": (
        'The length of the buckets, if the range needs several requests: "day", "week" '
        'or "month", or a mapping from each id to its length. Without it, all three '
        "are read, in more requests. The vendor may count only the days of the range "
        'in its first and last bucket. "any" also reads longer buckets; their numbers '
        "are right only if the vendor always counts all days of a bucket."
    ),
}
"""The descriptions of arguments that the runtime defines; the keys are their names."""
INTERVAL = "A pair (start, end), or the model."
"""The last sentence of the description of an interval."""
LIMITS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "minLength": "at least {} characters",
    "minItems": "at least {} items",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "maxLength": "at most {} characters",
    "maxItems": "at most {} items",
}
"""The text for each keyword of JSON Schema that limits a value."""
_COUNTS = frozenset({"minLength", "minItems"})
"""Limits that are left out if they are 1, because they exclude only empty values."""


def argument_text(
    name: str, node: Node, schema: Any = None, *, role: str | None = None
) -> str:
    """Return the first paragraph of an argument's description, and then its limits.

    The result is empty if there are no limits and the description only repeats the
    name.

    Args:
        name: the name in requests.
        node: the parameter, body or property.
        schema: the schema with the limits; None if the values that the caller passes
            differ from the values that are sent.
        role: the name of an argument that the runtime defines, such as `filter`. Such
            an argument is described even if the vendor does not describe it.
    """
    inside = schema if isinstance(schema, Mapping) else {}
    described = node.get("description") or inside.get("description")
    text = described.strip() if isinstance(described, str) else ""
    text = text.split("\n\n")[0].strip()
    if set(words(text)) <= {*words(name), *ARTICLES}:
        text = ""
    text = text or DEFAULTS.get(role, "")
    found = ", ".join(_limits(inside, text))
    if not found:
        return text
    if text and text[-1].isalnum():
        text += "."
    return f"{text} {found[0].upper()}{found[1:]}.".strip()


def _limits(schema: Node, text: str) -> Iterator[str]:
    """Yield the limits of an argument, except those that the text mentions.

    Limits of 0 and minimum lengths of 1 are left out. So are the maximum lengths of
    lists that the runtime splits.
    """
    split = keys.CHUNK in schema
    for key, shown in LIMITS.items():
        limit = schema.get(key)
        if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit:
            continue
        if limit == 1 and key in _COUNTS:
            continue
        if str(limit) not in text and not (split and key == "maxItems"):
            counted = shown.format(limit)
            yield counted.rstrip("s") if limit == 1 else counted
