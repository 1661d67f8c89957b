"""The singular of an English plural, by the rules that vendors' names follow."""

from __future__ import annotations

import re

_IRREGULAR = {
    "addresses": "address",
    "aliases": "alias",
    "caches": "cache",
    "children": "child",
    "indices": "index",
    "news": "news",
    "people": "person",
    "series": "series",
    "statuses": "status",
    "taxes": "tax",
}


def singular(word: str) -> str:
    """Return the singular of a word: `companies` is `company`.

    Args:
        word: one word in lower case; one that is not a plural is returned as it is.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(ss|sh|ch|x|zz)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "sis", "xis")):
        return word[:-1]
    return word
