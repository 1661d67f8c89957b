"""Read JSON strictly, and keep the location of every part.

The YAML reader cannot be used for JSON. It rejects surrogate pairs and keys of more
than 1,024 characters, and it accepts mistakes that a JSON parser must reject.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from ..errors import SourceLocation
from ..messages import Message, Text
from .source_tree import SpecList, SpecMap
from .tree_builder import TreeBuilder

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]*)(?:"
    r"(?P<mark>[{}\[\],:])"
    r'|(?P<string>"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.+-]))"
    r"|(?P<word>true|false|null)(?!\w)"
    r"|(?P<unreal>NaN|-?Infinity)(?!\w)"
    r"|(?P<end>\Z))"
)
_WORDS = {"true": True, "false": False, "null": None}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_VALUE = "a value"
_VALUES = frozenset({_VALUE, f'{_VALUE} or "]"'})
_NAME = "a name"
_NAMES = frozenset({_NAME, f'{_NAME} or "}}"'})
_CLOSERS = {"{": "}", "[": "]"}
_FIRST = {"{": f'{_NAME} or "}}"', "[": f'{_VALUE} or "]"'}
_NEXT = {"}": '"," or "}"', "]": '"," or "]"'}
_COLON = '":"'


class JsonReader:
    """A JSON parser that builds a tree in one pass.

    `_wanted` describes, for messages, the tokens that the grammar allows next.
    """

    def __init__(self, text: str, builder: TreeBuilder) -> None:
        self._text = text
        self._builder = builder
        self._wanted = _VALUE
        self._closers: list[str] = []
        self._line = 0
        self._line_start = 0

    def read(self) -> Any:
        """Return the tree of the document.

        Raises:
            SpecError: the text is not valid JSON; the problem has a location.
        """
        text, position = self._text, 0
        while True:
            token = _TOKEN.match(text, position)
            if token is None:
                self._unexpected(self._skip_space(position))
            space = token.group("space")
            if "\n" in space:
                self._line += space.count("\n")
                self._line_start = position + space.rindex("\n") + 1
            kind = token.lastgroup or "end"
            start, position = token.span(kind)
            if kind == "end":
                return self._end(start)
            self._take(kind, token.group(kind), start)
            # Most names and values are followed by a mark, without a space.
            if (mark := text[position : position + 1]) == ":" or mark == ",":
                self._mark(mark, position)
                position += 1

    def _take(self, kind: str, text: str, start: int) -> None:
        if kind == "mark":
            self._mark(text, start)
        elif self._wanted in _NAMES:
            self._key(kind, text, start)
        elif kind == "unreal" and self._wanted in _VALUES:
            self._builder.drop(self._location(start), text)
            self._after_value()
        elif self._wanted in _VALUES:
            value, location = self._value(kind, text, start), self._location(start)
            number = text if kind == "number" else None
            self._builder.add_value(value, location, number)
            self._after_value()
        else:
            self._unexpected(start)

    def _key(self, kind: str, text: str, start: int) -> None:
        if kind != "string":
            self._unexpected(start)
        self._builder.set_key(self._string(text, start), self._location(start))
        self._wanted = _COLON

    def _value(self, kind: str, text: str, start: int) -> Any:
        if kind == "string":
            return self._string(text, start)
        if kind == "number":
            return self._builder.number(text, self._location(start))
        return _WORDS[text]

    def _string(self, text: str, start: int) -> str:
        if "\\" not in text:
            return text[1:-1]
        try:
            value: str = json.loads(text)
        except json.JSONDecodeError as error:
            self._fail(start, Message.INVALID_JSON(reason=error.msg.lower()))
        if _LONE_SURROGATE.search(value):
            self._fail(start, Message.LONE_SURROGATE())
        return value

    def _mark(self, mark: str, start: int) -> None:
        wanted = self._wanted
        if mark == ":" and wanted == _COLON:
            self._wanted = _VALUE
        elif mark == "," and wanted.startswith('","'):
            self._wanted = _NAME if self._closers[-1] == "}" else _VALUE
        elif mark in _CLOSERS and wanted in _VALUES:
            location = self._location(start)
            self._builder.open(SpecMap(location) if mark == "{" else SpecList(location))
            self._closers.append(_CLOSERS[mark])
            self._wanted = _FIRST[mark]
        elif mark in _NEXT and wanted.endswith(f'"{mark}"'):
            self._closers.pop()
            self._builder.close()
            self._after_value()
        else:
            self._unexpected(start)

    def _after_value(self) -> None:
        self._wanted = _NEXT[self._closers[-1]] if self._closers else "the end"

    def _end(self, start: int) -> Any:
        if self._wanted != "the end":
            if not self._text.strip():
                self._fail(start, Message.EMPTY(expected=self._wanted))
            self._fail(start, Message.TRUNCATED_JSON(wanted=self._wanted))
        return self._builder.finish()

    def _skip_space(self, position: int) -> int:
        while self._text[position] in " \t\r\n":
            if self._text[position] == "\n":
                self._line, self._line_start = self._line + 1, position + 1
            position += 1
        return position

    def _location(self, start: int) -> SourceLocation:
        return self._builder.location(self._line, start - self._line_start)

    def _unexpected(self, start: int) -> NoReturn:
        found = json.dumps(self._text[start], ensure_ascii=False)
        message = Message.UNEXPECTED_JSON(found=found, wanted=self._wanted)
        self._fail(start, message)

    def _fail(self, start: int, message: Text) -> NoReturn:
        self._builder.fail(self._location(start), message)
