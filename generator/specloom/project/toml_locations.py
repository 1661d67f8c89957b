"""Find where the keys and the elements of arrays are in a TOML file.

`tomllib` reads the values, but does not say where they are. This module scans text that
`tomllib` accepted, so it detects no errors.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""The keys of tables and the indexes in arrays, from the root of the file."""

_TOKEN = re.compile(
    r"""
    (?P<skipped> \#[^\n]* | [ \t\r]+ )
  | (?P<text> \"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5}
            | "(?:\\.|[^"\\])*" | '[^']*' )
  | (?P<line> \n )
  | (?P<mark> [\[\]{}=,.] )
  | (?P<bare> [^\s\#\[\]{}=,."']+ )
    """,
    re.VERBOSE | re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    text: str
    start: int

    @property
    def key(self) -> str:
        """The key that the token spells."""
        if self.kind == "bare":
            return self.text
        return str(tomllib.loads(f"key = {self.text}")["key"])


def toml_locations(text: str) -> dict[KeyPath, tuple[int, int]]:
    """Return the line and the column of each key and of each element of an array.

    A table has the place of its first header, or of the first key that implies it.

    Args:
        text: valid TOML.
    """
    offsets = _Scan([*_tokens(text)]).offsets()
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return {path: _position(starts, offset) for path, offset in offsets.items()}


def _position(starts: list[int], offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset; the list has that of each line."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        if found.lastgroup not in (None, "skipped"):
            yield _Token(str(found.lastgroup), found[0], found.start())


@dataclass
class _Scan:
    """The state of one scan.

    Attributes:
        tokens: the tokens of the file, in order.
        at: the index of the next token.
        found: the offset of each path.
        counts: the number of tables in each array of tables.
    """

    tokens: list[_Token]
    at: int = 0
    found: dict[KeyPath, int] = field(default_factory=dict)
    counts: dict[KeyPath, int] = field(default_factory=dict)

    def offsets(self) -> dict[KeyPath, int]:
        """Return the offset of each path."""
        table: KeyPath = ()
        while self.at < len(self.tokens):
            if self._next_is("\n"):
                self.at += 1
            elif self._next_is("["):
                table = self._header()
            else:
                self._pair(table)
        return self.found

    def _next_is(self, mark: str) -> bool:
        if self.at == len(self.tokens):
            return False
        token = self.tokens[self.at]
        return token.kind in ("mark", "line") and token.text == mark

    def _header(self) -> KeyPath:
        """Read the header of a table, and return the path of the table."""
        start = self.tokens[self.at].start
        self.at += 1
        is_array = self._next_is("[")
        self.at += is_array
        path: KeyPath = ()
        keys = [each.key for each in self._keys()]
        for index, key in enumerate(keys, 1):
            path = (*path, key)
            self.found.setdefault(path, start)
            if is_array and index == len(keys):
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.found.setdefault(path, start)
        self.at += 1 + is_array
        return path

    def _keys(self) -> list[_Token]:
        """Read a dotted key, and return its parts."""
        keys = [self.tokens[self.at]]
        self.at += 1
        while self._next_is("."):
            keys.append(self.tokens[self.at + 1])
            self.at += 2
        return keys

    def _pair(self, table: KeyPath) -> None:
        """Read a key and its value."""
        path = table
        keys = self._keys()
        for key in keys:
            path = (*path, key.key)
            self.found.setdefault(path, keys[0].start)
        self.at += 1
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        if self._next_is("["):
            self._members(path, "]")
        elif self._next_is("{"):
            self._members(path, "}")
        else:
            self.at += 1
            while self.at < len(self.tokens) and not self._is_end():
                self.at += 1

    def _is_end(self) -> bool:
        """Return whether the next token ends a value; dates and floats have several."""
        return any(map(self._next_is, "\n,]}"))

    def _members(self, path: KeyPath, close: str) -> None:
        """Read an array or an inline table."""
        self.at += 1
        index = 0
        while not self._next_is(close):
            if self._next_is("\n") or self._next_is(","):
                self.at += 1
            elif close == "}":
                self._pair(path)
            else:
                self.found[*path, index] = self.tokens[self.at].start
                self._value((*path, index))
                index += 1
        self.at += 1
