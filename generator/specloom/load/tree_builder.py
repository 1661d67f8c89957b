"""Build a tree from the events of a reader.

An explicit stack is used instead of recursion. Otherwise, a deeply nested file would
exceed the interpreter's recursion limit instead of causing a message.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

from ..errors import Problem, SourceLocation, SpecError
from ..messages import Message, Text
from .source_tree import SpecList, SpecMap

MAX_DEPTH = 500
TOO_DEEP = Message.TOO_DEEP(most=MAX_DEPTH)
MAX_DIGITS = 400
"""The maximum number of digits of a number, and its maximum exponent."""


class Dropped(NamedTuple):
    """A number that was left out, because JSON does not allow it.

    Attributes:
        location: the location in the file.
        steps: the keys and indexes from the root to the number.
        text: the source text of the number.
    """

    location: SourceLocation
    steps: tuple[str | int, ...]
    text: str


class TreeBuilder:
    """A builder of trees: a reader opens and closes nodes, sets keys and adds values.

    Args:
        shown: the name of the file in messages.
        dropped: collects the numbers that are left out; if None, such numbers are
            rejected.
    """

    def __init__(self, shown: str, dropped: list[Dropped] | None = None) -> None:
        self.shown = shown
        self._dropped = dropped
        self.root: Any = None
        self._stack: list[SpecMap | SpecList] = []
        self._keys: list[tuple[str, SourceLocation] | None] = []
        self._problems: list[Problem] = []

    @property
    def depth(self) -> int:
        """The number of open objects and arrays."""
        return len(self._stack)

    @property
    def expects_key(self) -> bool:
        """Whether the next event must be a key of the open object."""
        stack = self._stack
        return bool(stack) and type(stack[-1]) is SpecMap and self._keys[-1] is None

    def location(self, line: int, column: int) -> SourceLocation:
        """Return a location in this file; the line and the column count from 0."""
        return SourceLocation(self.shown, line + 1, column + 1)

    def fail(self, location: SourceLocation, message: Text) -> NoReturn:
        """Stop reading because of a problem.

        Raises:
            SpecError: always; the error includes the problems found before.
        """
        raise SpecError([*self._problems, Problem(location, message)])

    def add_problem(self, location: SourceLocation, message: Text) -> None:
        """Add a problem that does not prevent reading the rest of the file."""
        self._problems.append(Problem(location, message))

    def open(self, node: SpecMap | SpecList) -> None:
        """Start an object or array.

        Raises:
            SpecError: the node is nested too deeply.
        """
        if len(self._stack) >= MAX_DEPTH:
            self.fail(node.location, TOO_DEEP)
        self._stack.append(node)
        self._keys.append(None)

    def set_key(self, key: str, location: SourceLocation) -> None:
        """Set the key of the next member of the open object."""
        node = self._stack[-1]
        if isinstance(node, SpecMap) and key in node.key_locations:
            first = node.key_locations[key]
            self.add_problem(location, Message.DUPLICATE_KEY(key=key, first=first))
        elif isinstance(node, SpecMap):
            node.key_locations[key] = location
        self._keys[-1] = (key, location)

    def add_value(
        self, value: Any, location: SourceLocation, text: str | None = None
    ) -> None:
        """Add a value with the last key, as the next item, or as the whole tree.

        Args:
            value: the value.
            location: the location of the value.
            text: the source text, if the value is a number.
        """
        if not self._stack:
            self.root = value
            return
        node = self._stack[-1]
        respelled = text if text is not None and text != str(value) else None
        if isinstance(node, SpecList):
            node.put(value, location)
        elif (key := self._keys[-1]) is not None:
            node[key[0]] = value
            location = key[1]
            self._keys[-1] = None
        if respelled is not None:
            node.spellings[location] = respelled

    def drop(self, location: SourceLocation, text: str) -> None:
        """Leave out an infinite number or NaN.

        Raises:
            SpecError: the number is the whole tree, or such numbers are rejected.
        """
        if self._dropped is None or not self._stack:
            self.fail(location, Message.NOT_A_NUMBER(text=text))
        steps = tuple(
            key[0] if key is not None else len(node)
            for node, key in zip(self._stack, self._keys, strict=True)
        )
        self._dropped.append(Dropped(location, steps, text))
        self._keys[-1] = None

    def close(self) -> SpecMap | SpecList:
        """Close the open object or array, add it to its parent and return it."""
        node = self._stack.pop()
        self._keys.pop()
        self.add_value(node, node.location)
        return node

    def finish(self) -> Any:
        """Return the whole tree.

        Raises:
            SpecError: problems were added; the error lists all of them.
        """
        if self._problems:
            raise SpecError(self._problems)
        return self.root

    def number(self, text: str, location: SourceLocation) -> int | float | Decimal:
        """Return the exact value of a number, as a float only if a float is exact.

        Raises:
            SpecError: the number has too many digits or too large an exponent.
        """
        if len(text) > MAX_DIGITS:
            self.fail(location, Message.NUMBER_TOO_LONG(most=MAX_DIGITS))
        if text.lstrip("+-").isdigit():
            return int(text)
        try:
            exact = Decimal(text)
        except ArithmeticError:
            self.fail(location, Message.NUMBER_TOO_LARGE(text=text, most=MAX_DIGITS))
        if abs(exact.adjusted()) > MAX_DIGITS:
            self.fail(location, Message.NUMBER_TOO_LARGE(text=text, most=MAX_DIGITS))
        near = float(text)
        return near if Decimal(repr(near)) == exact else exact
