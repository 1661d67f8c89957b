"""Names inside one class: who gives way when two wire names want the same one.

The names themselves come from `specloom.naming`; this room only qualifies. Every name
that collides is qualified from its own text, so the result never depends on order.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable

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
    forms = {text: _forms(text, derive) for text in texts}
    level = dict.fromkeys(forms, 0)
    while True:
        names = {text: forms[text][level[text]] for text in forms}
        count = Counter(names.values())
        clashing = [
            text
            for text, name in names.items()
            if (count[name] > 1 or name in taken) and level[text] < 2
        ]
        if not clashing:
            return names
        for text in clashing:
            level[text] += 1


def _forms(text: str, derive: Callable[[str], str]) -> tuple[str, str, str]:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:5]
    letters = "".join(chr(ord("a") + byte % 26) for byte in digest)
    plain = _SEPARATORS.sub(" ", text)
    spelled = "".join(f" {_SPELLED[c]} " if c in _SPELLED else c for c in plain)
    return derive(text), derive(spelled.strip()), derive(f"{text} {letters}")
