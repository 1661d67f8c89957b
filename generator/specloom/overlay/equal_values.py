"""Number the values of trees, so that equal values are found without comparing them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from ..load import spelling

_FRACTION = re.compile(r"-?[0-9]+\.[0-9]+")


def exact(holder: Any, key: str | int) -> Any:
    """Return a member or item; a number with a fraction keeps its zeros, as in 1.10."""
    value = holder[key]
    if isinstance(value, float | Decimal):
        text = spelling(holder, key)
        return Decimal(text) if _FRACTION.fullmatch(text) else value
    return value


def exact_copy(value: Any) -> Any:
    """Return a copy of plain dicts and lists; see `exact`."""
    if isinstance(value, dict):
        return {key: exact_copy(exact(value, key)) for key in value}
    if isinstance(value, list):
        return [exact_copy(exact(value, index)) for index in range(len(value))]
    return value


class EqualValues:
    """The numbers of the values of trees; equal values have equal numbers.

    Numbers with equal values are different if their source texts are, as 1.1 and 1.10
    are, because versions are often written without quotes.

    Args:
        ordered: whether objects are different if their members have another order.
    """

    def __init__(self, *, ordered: bool) -> None:
        self._ordered = ordered
        self._numbers: dict[Any, int] = {}
        self._known: dict[int, int] = {}
        self._trees: list[Any] = []

    def add(self, tree: Any) -> None:
        """Number all objects and arrays of a tree; it must not change afterwards."""
        # The tree is kept, because an id is unique only as long as the object exists.
        self._trees.append(tree)
        self._add(tree)

    def of(self, holder: Any, key: str | int) -> int:
        """Return the number of a member or item of an added tree."""
        value = holder[key]
        if isinstance(value, dict | list):
            return self._known[id(value)]
        shown = exact(holder, key)
        is_text = isinstance(value, str)
        return self._number((bool, str(shown)) if not is_text else (str, shown))

    def is_same(self, one: Any, other: Any) -> bool:
        """Return whether two objects or arrays are equal."""
        return self._known[id(one)] == self._known[id(other)]

    def _add(self, node: Any) -> None:
        if isinstance(node, dict):
            for value in node.values():
                self._add(value)
            pairs = [(key, self.of(node, key)) for key in node]
            key: Any = (dict, *(pairs if self._ordered else sorted(pairs)))
        elif isinstance(node, list):
            for value in node:
                self._add(value)
            key = (list, *(self.of(node, index) for index in range(len(node))))
        else:
            return
        self._known[id(node)] = self._number(key)

    def _number(self, key: Any) -> int:
        return self._numbers.setdefault(key, len(self._numbers))
