"""The pairs of elements that are compared, each once, and the operations they reach."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, NamedTuple, TypeAlias

from ..changes import Direction, OperationKey, Place
from .rules import HIDDEN, RULES, SENT_BACK, Rule, rule_of
from .sides import Sameness, Spot
from .subjects import subject_of
from .values import plain, shown

Way: TypeAlias = Literal["request", "response"]


class Aspect(NamedTuple):
    """How the elements of a pair are used.

    Attributes:
        direction: the messages that they describe.
        where: the part of the message: one of `rules.WHERES`.
        is_text: whether any value is sent as text, so that a string can be anything.
        is_list_text: whether a value and an array with one value are sent alike, as in
            a query parameter that is repeated for each item.
    """

    direction: Way
    where: str
    is_text: bool = False
    is_list_text: bool = False

    def turned(self) -> Aspect:
        """Return the aspect for the opposite direction."""
        other: Way = "request" if self.direction == "response" else "response"
        return self._replace(direction=other)


@dataclass(frozen=True)
class Draft:
    """A change, before the operations that it reaches are known."""

    rule: Rule
    direction: Direction
    place: Place
    text: str
    values: Mapping[str, Any]
    act: str = ""


@dataclass(eq=False)
class Pair:
    """An element of each document, which are versions of each other.

    Attributes:
        old, new: the elements.
        aspect: how they are used.
        drafts: the differences between them.
        parts: the pairs of their parts.
    """

    old: Spot
    new: Spot
    aspect: Aspect
    comparison: Comparison
    drafts: list[Draft] = field(default_factory=list)
    parts: list[Pair] = field(default_factory=list)

    def compare(
        self, compare: Callable[[Pair], None], old: Spot, new: Spot, aspect: Aspect
    ) -> None:
        """Compare two parts, unless they are equal or have been compared."""
        part = self.comparison.pair(compare, old, new, aspect)
        if part is not None:
            self.parts.append(part)

    def at(self, old: Spot, new: Spot) -> Pair:
        """Return a view of this pair that notes differences of other elements."""
        return replace(self, old=old, new=new)

    def report(self, kind: str, key: str | None = None, **values: Any) -> None:
        """Note a difference of schemas.

        Args:
            kind: the kind, a key of `KINDS`.
            key: the keyword whose value changed; None for the element itself.
            values: the values before and after.
        """
        direction, where, *_ = self.aspect
        if where != HIDDEN or kind in SENT_BACK:
            self._note(rule_of(direction, where, kind), self._place(key), values)

    def report_rule(self, name: str, key: str | None = None, **values: Any) -> None:
        """Note a difference by the id of its rule; otherwise as `report`."""
        self._note(RULES[name], self._place(key), values)

    def added(self, rule: str, new: Spot, **values: Any) -> None:
        """Note an element that only the new document has."""
        place = Place(new.pointer, None, new.location)
        self._note(RULES[rule], place, values)

    def removed(self, rule: str, old: Spot, act: str = "", **values: Any) -> None:
        """Note an element that only the old document has."""
        place = Place(old.pointer, old.location, None)
        self._note(RULES[rule], place, values, act)

    def _place(self, key: str | None) -> Place:
        old, new = self.old, self.new
        if key is None:
            return Place(new.pointer, old.location, new.location)
        return Place(f"{new.pointer}/{key}", old.at(key), new.at(key))

    def _note(
        self,
        rule: Rule,
        place: Place,
        values: Mapping[str, Any],
        act: str = "",
    ) -> None:
        is_directed = rule.id.startswith(("request-", "response-", "new-"))
        direction: Direction = self.aspect.direction if is_directed else "none"
        words = {name: shown(value) for name, value in values.items()}
        words = {"before": "nothing", "after": "nothing", "value": "", **words}
        subject = subject_of(place.pointer)
        text = rule.sentence.format(subject=subject, **words)
        data = {name: plain(value) for name, value in values.items()}
        self.drafts.append(Draft(rule, direction, place, text, data, act))


class Comparison:
    """The comparison of two documents.

    Attributes:
        today: the day that decides whether a sunset has passed.
    """

    def __init__(self, same: Sameness, today: date) -> None:
        self._same = same
        self.today = today
        self._pairs: dict[tuple[Any, ...], Pair | None] = {}
        self._waiting: deque[tuple[Callable[[Pair], None], Pair]] = deque()

    def root(self, old: Spot, new: Spot, aspect: Aspect) -> Pair:
        """Return a pair for elements that are compared by the caller."""
        return Pair(old, new, aspect, self)

    def pair(
        self, compare: Callable[[Pair], None], old: Spot, new: Spot, aspect: Aspect
    ) -> Pair | None:
        """Return the pair for two elements; None if they are equal.

        The pair is compared later, by `run`.
        """
        key = (compare, *_identity(old), *_identity(new), aspect)
        if key not in self._pairs:
            pair = None
            if not self._same.holds(old.node, new.node):
                pair = Pair(old, new, aspect, self)
                self._waiting.append((compare, pair))
            self._pairs[key] = pair
        return self._pairs[key]

    def run(self) -> None:
        """Compare all pairs, including those that are found meanwhile."""
        while self._waiting:
            compare, pair = self._waiting.popleft()
            compare(pair)


def _identity(spot: Spot) -> tuple[Any, ...]:
    is_node = isinstance(spot.node, dict | list)
    return ("node", id(spot.node)) if is_node else ("value", spot.pointer)


def collect(
    roots: Iterable[tuple[OperationKey | None, Pair]],
) -> list[tuple[Draft, tuple[OperationKey, ...]]]:
    """Return the differences in all pairs, with the operations that they reach.

    Args:
        roots: the pairs of the operations; of the document, with None.
    """
    order = list(roots)
    keys = sorted({key for key, _ in order if key is not None})
    bits = {key: 1 << number for number, key in enumerate(keys)}
    reached = _reached([(bits[key] if key else 0, pair) for key, pair in order])
    found: dict[tuple[Any, ...], tuple[Draft, int]] = {}
    for pair, mask in reached:
        for draft in pair.drafts:
            values = repr(sorted(draft.values.items()))
            rule = draft.rule
            cause = (rule.cause, rule.level, draft.place.pointer, values)
            other = found.get(cause)
            found[cause] = _joined((draft, mask), other) if other else (draft, mask)
    return [(draft, tuple(_members(mask, keys))) for draft, mask in found.values()]


def _joined(first: tuple[Draft, int], second: tuple[Draft, int]) -> tuple[Draft, int]:
    """Join differences in requests and responses that have one cause and one level."""
    named = min(first, second, key=_rank)
    return named[0], first[1] | second[1]


_PARTS = ("property", "body", "parameter", "header")
"""The parts of messages in the order in which a change that is in several is named."""


def _rank(found: tuple[Draft, int]) -> tuple[Any, ...]:
    rule, direction = found[0].rule, found[0].direction
    part = next((n for n, each in enumerate(_PARTS) if f"-{each}-" in rule.id), 9)
    return (direction, part, rule.id)


def _members(mask: int, keys: list[OperationKey]) -> Iterable[OperationKey]:
    for number, digit in enumerate(reversed(f"{mask:b}")):
        if digit == "1":
            yield keys[number]


def _reached(roots: list[tuple[int, Pair]]) -> list[tuple[Pair, int]]:
    """Return all pairs with the operations that contain them, as sets of bits.

    Pairs that contain each other are found with Tarjan's algorithm, so that each pair
    is visited once.
    """
    groups = _groups([pair for _, pair in roots])
    number_of = {id(p): number for number, group in enumerate(groups) for p in group}
    masks = [0] * len(groups)
    for mask, pair in roots:
        masks[number_of[id(pair)]] |= mask
    # A group comes after all groups that it contains.
    for number in range(len(groups) - 1, -1, -1):
        for pair in groups[number]:
            for part in pair.parts:
                masks[number_of[id(part)]] |= masks[number]
    return [
        (pair, masks[number])
        for number in range(len(groups) - 1, -1, -1)
        for pair in groups[number]
    ]


def _groups(roots: list[Pair]) -> list[list[Pair]]:
    """Return the strongly connected components, parts before what contains them."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    path: list[Pair] = []
    on_path: set[int] = set()
    groups: list[list[Pair]] = []
    for root in roots:
        if id(root) in index:
            continue
        work = [(root, iter(root.parts))]
        index[id(root)] = low[id(root)] = len(index)
        path.append(root)
        on_path.add(id(root))
        while work:
            pair, parts = work[-1]
            part = next(
                (p for p in parts if id(p) not in index or id(p) in on_path), None
            )
            if part is not None and id(part) not in index:
                index[id(part)] = low[id(part)] = len(index)
                path.append(part)
                on_path.add(id(part))
                work.append((part, iter(part.parts)))
                continue
            if part is not None:
                low[id(pair)] = min(low[id(pair)], index[id(part)])
                continue
            work.pop()
            if work:
                above = id(work[-1][0])
                low[above] = min(low[above], low[id(pair)])
            if low[id(pair)] == index[id(pair)]:
                group: list[Pair] = []
                while not group or group[-1] is not pair:
                    group.append(path.pop())
                    on_path.discard(id(group[-1]))
                groups.append(group)
    return groups
