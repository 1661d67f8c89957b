"""Build the tree from what a reader finds, with a stack of its own.

A stack as data, since a deeply nested file must be refused with a message instead of
exceeding the interpreter's recursion limit.
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
"""The largest exponent, and the most digits, of a number."""


class Dropped(NamedTuple):
    """A member or item that is not in the tree: a number that JSON does not have.

    Attributes:
        location: where it is in the files.
        steps: the keys and indexes to it.
        text: the number as it is written.
    """

    location: SourceLocation
    steps: tuple[str | int, ...]
    text: str


class TreeBuilder:
    """Build a tree: a reader opens and closes nodes, sets keys and adds values.

    Args:
        shown: the name of the file in problems.
        dropped: gets what is left out; None where such a number is refused.
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
        """Whether the next part is a key of the open object."""
        stack = self._stack
        return bool(stack) and type(stack[-1]) is SpecMap and self._keys[-1] is None

    def location(self, line: int, column: int) -> SourceLocation:
        """Return a location in this file, from counts that start at 0."""
        return SourceLocation(self.shown, line + 1, column + 1)

    def fail(self, location: SourceLocation, message: Text) -> NoReturn:
        """Stop: nothing after this can be read.

        Raises:
            SpecError: always, with what was found before.
        """
        raise SpecError([*self._problems, Problem(location, message)])

    def add_problem(self, location: SourceLocation, message: Text) -> None:
        """Add a problem that does not keep the rest from being read."""
        self._problems.append(Problem(location, message))

    def open(self, node: SpecMap | SpecList) -> None:
        """Start an object or array.

        Raises:
            SpecError: it is nested too deep.
        """
        if len(self._stack) >= MAX_DEPTH:
            self.fail(node.location, TOO_DEEP)
        self._stack.append(node)
        self._keys.append(None)

    def set_key(self, key: str, location: SourceLocation) -> None:
        """Set the key of the next member."""
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
        """Add a value: of the last key, as the next item, or as the whole tree.

        Args:
            value: the value.
            location: its location.
            text: a number as it is written.
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
        """Leave out a value that is infinite or not a number.

        Raises:
            SpecError: it is the whole tree, or such numbers are refused.
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
        """End the open object or array, add it to the one around it and return it."""
        node = self._stack.pop()
        self._keys.pop()
        self.add_value(node, node.location)
        return node

    def finish(self) -> Any:
        """Return the whole tree.

        Raises:
            SpecError: problems were added; with all of them.
        """
        if self._problems:
            raise SpecError(self._problems)
        return self.root

    def number(self, text: str, location: SourceLocation) -> int | float | Decimal:
        """Return the exact value of a decimal number: a float only where it is exact.

        Raises:
            SpecError: it has too many digits or too large an exponent.
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
