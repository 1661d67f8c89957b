"""Names inside one class: who gives way when two wire names want the same one.

The names themselves come from `specloom.naming`; this room only qualifies. Every name
that collides is qualified from its own text, so the result never depends on order.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

_SPELLED = {
    "+": "plus", "-": "minus", "_": "underscore", "@": "at", "$": "dollar",
    "#": "number", "%": "percent", "&": "and", "*": "star", "/": "slash",
    "<": "less", ">": "greater", "=": "equals", "!": "not", "~": "tilde",
    ".": "dot", ":": "colon", "|": "or", "?": "question", "^": "caret",
}  # fmt: skip
_SEPARATORS = re.compile(r"(?<=[A-Za-z0-9])[-_. ](?=[A-Za-z0-9])")


def distinct(
    texts: Iterable[str],
    derive: Callable[[str], str],
    taken: Collection[str] = (),
) -> dict[str, str]:
    """A name for each text, all different and none of them in `taken`.

    The plain name is used where it is alone. Colliding ones spell out their symbols
    (`+1` and `-1` become `plus_1` and `minus_1`), and end in a digest of the text
    where even that is not enough (`OrderId` and `orderId`).
    """
    names = {text: derive(text) for text in texts}
    level = dict.fromkeys(names, 0)
    while clashing := _clashing(names, level, taken):
        for text in clashing:
            level[text] += 1
            names[text] = derive(_FORMS[level[text]](text))
    return names


def _clashing(
    names: Mapping[str, str], level: Mapping[str, int], taken: Collection[str]
) -> list[str]:
    """The texts whose name is not theirs alone and that have another one to take."""
    count = Counter(names.values())
    return [
        text
        for text, name in names.items()
        if (count[name] > 1 or name in taken) and level[text] < len(_FORMS) - 1
    ]


def _spelled(text: str) -> str:
    plain = _SEPARATORS.sub(" ", text)
    return "".join(f" {_SPELLED[c]} " if c in _SPELLED else c for c in plain).strip()


def _unmistakable(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:5]
    letters = "".join(chr(ord("a") + byte % 26) for byte in digest)
    return f"{text} {letters}"


_FORMS = (str, _spelled, _unmistakable)
"""What a name is made of: the text, then what tells it from more and more others."""
