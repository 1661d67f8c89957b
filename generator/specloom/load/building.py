"""Builds the tree from what a reader meets, with a stack of its own.

Depth is data here: a file of any nesting costs a message, not the interpreter's stack.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NoReturn

from ..errors import Problem, SourceLocation, SpecError
from ..messages import Text
from ..messages import loading as messages
from .tree import SpecList, SpecMap

MAX_DEPTH = 500
TOO_DEEP = messages.TOO_DEEP(most=MAX_DEPTH)
MAX_DIGITS = 400
"""The largest exponent, and the most digits, of a number: no vendor counts further."""


class Builder:
    """The tree so far; a reader opens, names, puts and closes."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.root: Any = None
        self._stack: list[SpecMap | SpecList] = []
        self._names: list[tuple[str, SourceLocation] | None] = []
        self._problems: list[Problem] = []

    @property
    def depth(self) -> int:
        """How many objects and arrays are open."""
        return len(self._stack)

    @property
    def expects_name(self) -> bool:
        """Whether what comes next is a key of the open object."""
        stack = self._stack
        return bool(stack) and type(stack[-1]) is SpecMap and self._names[-1] is None

    def location(self, line: int, column: int) -> SourceLocation:
        """A place of this file, from counts that start at 0."""
        return SourceLocation(file=self.shown, line=line + 1, column=column + 1)

    def refuse(self, place: SourceLocation, message: Text) -> NoReturn:
        """Gives up: nothing after this can be read.

        Raises:
            SpecError: always, with what was found before.
        """
        raise SpecError([*self._problems, Problem(location=place, message=message)])

    def complain(self, place: SourceLocation, message: Text) -> None:
        """Notes a problem that does not keep the rest from being read."""
        self._problems.append(Problem(location=place, message=message))

    def open(self, node: SpecMap | SpecList) -> None:
        """Starts an object or array."""
        if len(self._stack) >= MAX_DEPTH:
            self.refuse(node.location, TOO_DEEP)
        self._stack.append(node)
        self._names.append(None)

    def name(self, key: str, place: SourceLocation) -> None:
        """The key of the member that comes next."""
        node = self._stack[-1]
        if isinstance(node, SpecMap) and key in node.key_locations:
            first = node.key_locations[key]
            self.complain(place, messages.DUPLICATE_KEY(key=key, first=first))
        elif isinstance(node, SpecMap):
            node.key_locations[key] = place
        self._names[-1] = (key, place)

    def put(self, value: Any, place: SourceLocation) -> None:
        """A value: the member just named, the next item, or the whole."""
        if not self._stack:
            self.root = value
            return
        node = self._stack[-1]
        if isinstance(node, SpecList):
            node.put(value, place)
        elif (named := self._names[-1]) is not None:
            node[named[0]] = value
            self._names[-1] = None

    def close(self) -> SpecMap | SpecList:
        """Ends the open object or array and puts it where it belongs."""
        node = self._stack.pop()
        self._names.pop()
        self.put(node, node.location)
        return node

    def finish(self) -> Any:
        """The whole tree.

        Raises:
            SpecError: keys were given twice; all of them.
        """
        if self._problems:
            raise SpecError(self._problems)
        return self.root

    def number(self, text: str, place: SourceLocation) -> int | float | Decimal:
        """The exact value of a decimal number; a float only where it is exact."""
        if len(text) > MAX_DIGITS:
            self.refuse(place, messages.NUMBER_TOO_LONG(most=MAX_DIGITS))
        if text.lstrip("+-").isdigit():
            return int(text)
        try:
            exact = Decimal(text)
        except ArithmeticError:
            self.refuse(place, messages.NUMBER_TOO_LARGE(text=text, most=MAX_DIGITS))
        if abs(exact.adjusted()) > MAX_DIGITS:
            self.refuse(place, messages.NUMBER_TOO_LARGE(text=text, most=MAX_DIGITS))
        near = float(text)
        return near if Decimal(repr(near)) == exact else exact
