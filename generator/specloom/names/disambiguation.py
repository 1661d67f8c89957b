"""Assign different names to definitions that could have the same name.

Each definition has candidates, from the shortest name to a unique one. There are two
rules. With both, the order of the definitions does not matter:

- In a document (`disambiguate`), definitions with the same name all use their next
  candidate, except a definition with a higher rank than the others. For operations, the
  rank is the number of arguments. Otherwise a change of the description could move a
  name to another definition, and silently change the meaning of existing code.
- In one class, union or call (`qualify`), a definition without further candidates keeps
  a shared name, and the others use their next candidate.

`python_names` spells the names.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")

_SPELLED = {
    "+": "plus", "-": "minus", "_": "underscore", "@": "at", "$": "dollar",
    "#": "number", "%": "percent", "&": "and", "*": "star", "/": "slash",
    "<": "less", ">": "greater", "=": "equals", "!": "not", "~": "tilde",
    ".": "dot", ":": "colon", "|": "or", "?": "question", "^": "caret",
}  # fmt: skip
_SPELLED_BETWEEN = {"-": "dash", " ": "space"}
"""Words for symbols between two words, where these words differ from the usual ones."""
_CONTROLS = {"\t": "tab", "\n": "line feed", "\r": "carriage return"}
"""Words for characters without a Unicode name."""
MAX_NAMED = 8
"""The maximum number of characters that are spelled out in a name."""
_SEPARATORS = re.compile(r"(?<=[A-Za-z0-9])[-_. ](?=[A-Za-z0-9])")


def disambiguate(
    candidates: Mapping[K, Iterator[str]],
    taken: Iterable[str] = (),
    fold: Callable[[str], str] = str.casefold,
    rank: Callable[[K], int] = lambda _: 0,
) -> dict[K, str]:
    """Return a name for each key; if keys share a name, all use their next candidate.

    Args:
        candidates: the possible names of each key, the shortest first. The last one
            should be unique, because it is used even if two keys have it.
        taken: the names that no key may get.
        fold: returns the part of a name that must be unique. By default, letter case is
            ignored, because names become file names.
        rank: the rank of each key. If one of the keys that share a name has a higher
            rank than the others, it keeps the name.
    """
    used = set(map(fold, taken))
    found: dict[K, str] = {}
    waiting = dict(candidates)
    while waiting:
        for key in list(waiting):
            if (name := next(waiting[key], None)) is None:
                del waiting[key]
            else:
                found[key] = name
        # For each name, the highest rank, and the number of keys that have it.
        highest: dict[str, tuple[int, int]] = {}
        for key in waiting:
            name, own = fold(found[key]), rank(key)
            best, keys = highest.get(name, (own, 0))
            highest[name] = (own, 1) if own > best else (best, keys + (own == best))
        waiting = {
            key: further
            for key, further in waiting.items()
            if fold(found[key]) in used or highest[fold(found[key])] != (rank(key), 1)
        }
        used |= set(highest)
    return found


def qualify(
    candidates: Mapping[K, Iterator[str]],
    taken: Collection[str] = (),
    fold: Callable[[str], str] = str,
) -> dict[K, str]:
    """Return a name for each key; keys with further candidates give up shared names.

    Args:
        candidates: the possible names of each key, at least one, the shortest first.
        taken: the names that a key may get only if it has no other candidate.
        fold: returns the part of a name that must be unique.
    """
    found = {key: next(each) for key, each in candidates.items()}
    moving = True
    while moving:
        count = Counter(map(fold, found.values()))
        clashing = [
            key for key, name in found.items() if count[fold(name)] > 1 or name in taken
        ]
        further = {key: next(candidates[key], None) for key in clashing}
        moved = {key: name for key, name in further.items() if name is not None}
        found |= moved
        moving = bool(moved)
    return found


def distinct(
    texts: Iterable[str], derive: Callable[[str], str], taken: Collection[str] = ()
) -> dict[str, str]:
    """Return a name for each text; no two texts have the same name.

    If two texts would have the same name, both get a longer spelling. No name is in
    `taken`.
    """
    return qualify({text: map(derive, spellings(text)) for text in texts}, taken)


def spellings(text: str) -> Iterator[str]:
    """Yield the text, and then longer forms that distinguish it from similar texts.

    These forms contain, in order:

    - symbols as words: `+1` and `-1` become `plus 1` and `minus 1`;
    - a word for the letter case: `OrderId` ends in `pascal`, and `orderId` in `camel`;
    - separators as words: `a.b` becomes `a dot b`;
    - the Unicode names of characters that are not allowed in a name;
    - a digest.
    """
    yield text
    yield _spelled_out(_SEPARATORS.sub(" ", text))
    yield f"{text} {_letter_case(text)}"
    yield _spelled_out(_SEPARATORS.sub(_separator, text))
    yield _by_characters(text)
    yield _with_letters(text)


def _spelled_out(text: str) -> str:
    return "".join(f" {_SPELLED[c]} " if c in _SPELLED else c for c in text).strip()


def _by_characters(text: str) -> str:
    """Return the text with the Unicode names of its first disallowed characters."""
    others = [c for c in text if not (c.isascii() and c.isalnum())]
    names = {c: f" {_unicode_name(c)} " for c in others[:MAX_NAMED]}
    return "".join(names.get(c, c) for c in text).strip()


def _unicode_name(character: str) -> str:
    if character in _SPELLED_BETWEEN or character in _SPELLED:
        return _SPELLED_BETWEEN.get(character, _SPELLED.get(character, ""))
    code = f"u{ord(character):04x}"
    return _CONTROLS.get(character) or unicodedata.name(character, code).lower()


def _separator(match: re.Match[str]) -> str:
    return f" {_SPELLED_BETWEEN.get(match[0], _SPELLED.get(match[0], ''))} "


def _letter_case(text: str) -> str:
    """Return a word that describes the letter case."""
    letters = "".join(filter(str.isalpha, text))
    if not letters or letters.islower():
        return "lower"
    if letters.isupper():
        return "upper"
    if letters[1:].islower():
        return "capitalized"
    return "pascal" if letters[0].isupper() else "camel"


def _with_letters(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:5]
    letters = "".join(chr(ord("a") + byte % 26) for byte in digest)
    return f"{text} {letters}"
