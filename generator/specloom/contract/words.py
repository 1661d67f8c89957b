"""Compare words and examples, which do not change what messages may be."""

from __future__ import annotations

from .pairs import Pair
from .values import Words

_WORDS = ("title", "summary", "description", "externalDocs")
_EXAMPLES = ("example", "examples")


def compare_words(pair: Pair) -> None:
    """Note whether titles, descriptions or examples of an element changed."""
    old, new = pair.old, pair.new
    if not isinstance(old.node, dict) or not isinstance(new.node, dict):
        return
    changed = [key for key in _WORDS if old.get(key) != new.get(key)]
    if changed:
        names = Words(", ".join(changed))
        pair.report_rule("words-changed", changed[0], value=names)
    for key in _EXAMPLES:
        if old.get(key) != new.get(key):
            pair.report_rule("example-changed", key)
