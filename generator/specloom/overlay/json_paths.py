"""Write JSONPath queries (RFC 9535) that select one node or some of its members."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_SHORTHAND = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPED = re.compile(r"[\x00-\x1f'\\]")
_SHORT_ESCAPES = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    "'": "\\'",
    "\\": "\\\\",
}

ROOT = "$"
ALL = "[*]"


def quoted(text: str) -> str:
    """Return a string literal in single quotes."""
    escaped = _ESCAPED.sub(lambda found: _escape(found[0]), text)
    return f"'{escaped}'"


def _escape(character: str) -> str:
    return _SHORT_ESCAPES.get(character, f"\\u{ord(character):04x}")


def member(name: str) -> str:
    """Return the segment that selects one member of an object."""
    return f".{name}" if _SHORTHAND.fullmatch(name) else f"[{quoted(name)}]"


def members(names: Iterable[str]) -> str:
    """Return the segment that selects several members of an object."""
    several = [*names]
    if len(several) == 1:
        return member(several[0])
    return f"[{','.join(map(quoted, several))}]"


def matching(values: Mapping[str, str]) -> str:
    """Return the selector of the items that have all these members.

    Args:
        values: the value of each member; the name "" stands for the item itself.
    """
    tests = (
        f"@{member(name) if name else ''}=={quoted(value)}"
        for name, value in values.items()
    )
    return f"?{' && '.join(tests)}"


def items(indexes: Iterable[int], count: int) -> list[str]:
    """Return the selectors of items: an index, or a slice of neighboring items.

    Args:
        indexes: the ascending indexes of the items.
        count: the number of items of the array.
    """
    runs: list[list[int]] = []
    for index in indexes:
        if runs and runs[-1][1] == index:
            runs[-1][1] += 1
        else:
            runs.append([index, index + 1])
    return [
        str(start) if end == start + 1 else f"{start}:{'' if end == count else end}"
        for start, end in runs
    ]
