"""Return the description of an argument, without the notes on its values.

`argument_notes` adds the notes to every argument, whatever created it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..document import Node
from ..names import words

ARTICLES = frozenset({"a", "an", "the"})
DEFAULTS: Mapping[str | None, str] = {
    "filter": "Which items to return.",
    "sort": "The fields to order by.",
    "page_size": "How many items a page holds.",
    "align": (
        'The length of the buckets, if the range needs several requests: "day", "week" '
        'or "month", or a mapping from each id to its length. If all ids have the same '
        "length, fewer requests are needed than without it. The vendor may count only "
        'the days of the range in its first and last bucket. "any" also reads longer '
        "buckets; their numbers are right only if the vendor always counts all days of "
        "a bucket."
    ),
}
"""The descriptions of arguments that the runtime defines; the keys are their names."""
INTERVAL = "A pair (start, end), or the model."
"""The last sentence of the description of an interval."""
CHANGED_SINCE = "Return only items that changed {since}"
"""The description of the argument `changed_since`."""


def argument_text(
    name: str, node: Node, schema: Any = None, *, role: str | None = None
) -> str:
    """Return the description of an argument, with the markup of the document.

    The result is empty if the description only repeats the name.

    Args:
        name: the name in requests.
        node: the parameter, body or property.
        schema: the schema of the value, whose description is the second choice.
        role: the name of an argument that the runtime defines, such as `filter`. Such
            an argument is described even if the vendor does not describe it.
    """
    inside = schema if isinstance(schema, Mapping) else {}
    described = node.get("description") or inside.get("description")
    text = described.strip() if isinstance(described, str) else ""
    if set(words(text)) <= {*words(name), *ARTICLES}:
        text = ""
    return text or DEFAULTS.get(role, "")


def changed_since_text(
    *, includes_time: bool, is_closed: bool, other: str | None
) -> str:
    """Return the documentation of the argument `changed_since`.

    Args:
        includes_time: whether an item that changed at the time itself is returned.
        is_closed: whether the time of the call is the end of the range.
        other: the argument that has the same meaning and cannot also be given.
    """
    since = "at this time or later" if includes_time else "after this time"
    until = ", and before the call" if is_closed else ""
    text = f"{CHANGED_SINCE.format(since=since)}{until}."
    return text if other is None else f"{text} It replaces `{other}`."
