"""The collections of a mock: items that writes change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..testing.json_values import as_text

Item = Any
"""JSON data, usually an object."""
MOST_COLLECTIONS = 2000
"""The number of collections that are kept; the one that was used first is removed."""


@dataclass
class Collection:
    """Items by the text of their identity, in order.

    Attributes:
        items: the items.
        removed: the identities of removed items.
        is_open: whether every identity has an item until it is removed. Collections
            without a list are open, because a caller cannot know the identities.
        counter: the number of created items.
    """

    items: dict[str, Item]
    removed: set[str] = field(default_factory=set)
    is_open: bool = False
    counter: int = 0

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items.values())

    def __len__(self) -> int:
        return len(self.items)

    def find(self, key: Any) -> tuple[str, Item] | None:
        """Return the key and the item with an identity; None if there is none."""
        text = as_text(key)
        if text in self.items:
            return text, self.items[text]
        folded = text.casefold()
        for known in self.items:
            if known.casefold() == folded:
                return known, self.items[known]
        return None

    def put(self, key: Any, item: Item) -> None:
        """Store an item under its identity."""
        text = as_text(key)
        self.items[text] = item
        self.removed.discard(text)

    def remove(self, key: str) -> None:
        """Remove an item; it is not found afterwards."""
        self.items.pop(key, None)
        self.removed.add(key)


class Collections:
    """The collections of a description, created when they are first used."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Collection] = {}

    def get(
        self,
        name: str,
        parents: Iterable[str],
        create: Callable[[], Mapping[str, Item]],
        *,
        is_open: bool,
    ) -> Collection:
        """Return a collection.

        Args:
            name: the path template of the collection.
            parents: the values of the variables in the path.
            create: returns the items of a new collection.
            is_open: whether every identity has an item.
        """
        key = (name, *parents)
        if key not in self._known:
            if len(self._known) >= MOST_COLLECTIONS:
                self._known.pop(next(iter(self._known)))
            self._known[key] = Collection(dict(create()), is_open=is_open)
        return self._known[key]
