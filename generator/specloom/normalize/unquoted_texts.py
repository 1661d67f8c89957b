"""Read values of texts that a file writes without quotes as the texts they are.

YAML reads `enum: [1.10, 0o17, true]` as numbers and a boolean. In a schema of strings
they are the texts of the file: 1.10 and 1.1 are two versions of an API.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..load import SpecList, location_of, spelling


def quote_texts(
    node: Any, members: dict[str, Any], report: Callable[..., None]
) -> None:
    """Replace scalars by their texts in `enum`, `const` and `default` of strings.

    Args:
        node: the schema as it was read.
        members: its members, which are changed.
        report: reports what is read as text.
    """
    if node.get("type") not in ("string", ["string", "null"], ["null", "string"]):
        return
    for word in ("const", "default"):
        if _is_unquoted(node.get(word)):
            members[word] = spelling(node, word)
            report("unquoted", f"{word} {members[word]}", done="read as text")
    values = node.get("enum")
    if isinstance(values, list) and any(map(_is_unquoted, values)):
        texts = SpecList(location_of(values))
        for index, value in enumerate(values):
            text = spelling(values, index) if _is_unquoted(value) else value
            texts.put(text, location_of(values, index))
        members["enum"] = texts
        changed = [t for t, v in zip(texts, values, strict=True) if _is_unquoted(v)]
        report("unquoted", f"enum {', '.join(changed)}"[:80], done="read as text")


def _is_unquoted(value: Any) -> bool:
    return value is not None and not isinstance(value, str | dict | list)
