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
        position = 0
        while True:
            token = _TOKEN.match(self._text, position)
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

    def _take(self, kind: str, text: str, start: int) -> None:
        if kind == "mark":
            self._mark(text, start)
        elif self._wanted.startswith("a name"):
            self._key(kind, text, start)
        elif kind == "unreal" and self._wanted.startswith(_VALUE):
            self._builder.drop(self._location(start), text)
            self._after_value()
        elif self._wanted.startswith(_VALUE):
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
        self._wanted = '":"'

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
        if mark in "{[" and self._wanted.startswith(_VALUE):
            location = self._location(start)
            self._builder.open(SpecMap(location) if mark == "{" else SpecList(location))
            self._closers.append("}" if mark == "{" else "]")
            self._wanted = 'a name or "}"' if mark == "{" else _VALUE + ' or "]"'
        elif mark in "}]" and self._wanted.endswith(f'"{mark}"'):
            self._closers.pop()
            self._builder.close()
            self._after_value()
        elif mark == "," and self._wanted.startswith('","'):
            self._wanted = "a name" if self._closers[-1] == "}" else _VALUE
        elif mark == ":" and self._wanted == '":"':
            self._wanted = _VALUE
        else:
            self._unexpected(start)

    def _after_value(self) -> None:
        closer = self._closers[-1] if self._closers else None
        self._wanted = f'"," or "{closer}"' if closer else "the end"

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
