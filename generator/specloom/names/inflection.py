"""Convert English words in vendors' names between singular and plural."""

from __future__ import annotations

import re

_IRREGULAR = {
    "addresses": "address",
    "aliases": "alias",
    "caches": "cache",
    "children": "child",
    "history": "history",
    "indices": "index",
    "news": "news",
    "people": "person",
    "recurring": "recurring",
    "series": "series",
    "statuses": "status",
    "taxes": "tax",
}


def singular(word: str) -> str:
    """Return the singular of a word: `company` for `companies`.

    Args:
        word: a word in lower case; a word that is not a plural is returned unchanged.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "sis", "xis")):
        return word[:-1]
    return word


def plural(word: str) -> str:
    """Return the plural of a word: `companies` for `company`.

    Args:
        word: a word in lower case; a plural is returned unchanged.
    """
    if singular(word) != word or word in _IRREGULAR:
        return word
    for many, one in _IRREGULAR.items():
        if word == one:
            return many
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(s|sh|ch|x|z)$", word) else "s")
