"""Random changes of a document: which place, and what happens there.

A change of `PLAIN` puts one fixed value there, or nothing; the figures are about these.
A change of `WILD` puts a random value, a part of the document from another place, or a
value of unusual size there; its random choices follow from its seed.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]

DANGLING = {"$ref": "#/components/schemas/ThereIsNoSuchSchema"}
PLAIN: dict[str, Any] = {
    "delete": None,
    "null": None,
    "text": "some text",
    "list": ["an item"],
    "empty list": [],
    "empty object": {},
    "dangling reference": DANGLING,
    "true": True,
    "number": -1.5,
}
"""What a place gets instead of its value, by the name of the change."""

WILD = (
    "random value",
    "copy of another part",
    "reference to another part",
    "other name",
    "number of 400 digits",
    "long text",
    "odd text",
    "object with other keys",
    "deep nesting",
)

ODD_TEXTS = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202e\u2066",
    '"""\\',
    "{{ x }}{% raw %}",
    "${x}",
    "#/",
    "#/paths/~1",
    "%zz",
    "/",
    "{",
    "}{",
    "{}",
    "None",
    "class",
    "__init__",
    "self",
    "ﬀ",
    "٣",
    "a\nb",
    "http://[",
    "[",
    "(?P<",
    "*/*",
    "application/json; charset",
    "x-",
    "$ref",
    "9999999999",
)
ODD_NUMBERS = (0, -0.0, 1e300, 2**63, -(10**30), 1e-300, 9007199254740993)


@dataclass(frozen=True)
class Change:
    """One change: the path of the place, the name of what happens there, and its seed.

    The seed decides what a wild change chooses; a plain one ignores it.
    """

    path: Path
    name: str
    seed: int = 0

    def __str__(self) -> str:
        return f"{self.name} at {pointer(self.path)}"


def pointer(path: Path) -> str:
    """Return a path as a JSON pointer."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps)


def paths(node: Any, at: Path = ()) -> Iterator[Path]:
    """Yield the path of every member and item below a node."""
    items: Any = ()
    if isinstance(node, dict):
        items = node.items()
    elif isinstance(node, list):
        items = enumerate(node)
    for key, value in items:
        yield (*at, key)
        yield from paths(value, (*at, key))


def at(node: Any, path: Path) -> Any:
    """Return the value at a path."""
    for step in path:
        node = node[step]
    return node


def draw(
    places: list[Path], rng: random.Random, count: int, *, wild: bool = False
) -> list[Change]:
    """Return at most `count` random changes, of places that are not inside each other.

    Fewer only where a document is too small for them.
    """
    changes: list[Change] = []
    for _ in range(20 * count):
        path = rng.choice(places)
        name = rng.choice(WILD if wild else list(PLAIN))
        seed = rng.getrandbits(32) if wild else 0
        if len(changes) < count and not any(
            path[: len(other.path)] == other.path or other.path[: len(path)] == path
            for other in changes
        ):
            changes.append(Change(path, name, seed))
    return changes


def changed(document: Any, changes: list[Change]) -> Any:
    """Return a copy of a document with the changes made, the last ones first."""
    tree = copy.deepcopy(document)
    # An item that is deleted changes the index of those after it.
    for change in sorted(changes, key=_order, reverse=True):
        holder, key = at(tree, change.path[:-1]), change.path[-1]
        if change.name == "delete":
            del holder[key]
        elif change.name in PLAIN:
            holder[key] = copy.deepcopy(PLAIN[change.name])
        else:
            _change_wildly(document, holder, key, change)
    return tree


def _order(change: Change) -> list[tuple[bool, str | int]]:
    """Return what changes are sorted by: item 10 comes after item 9."""
    return [(isinstance(step, str), step) for step in change.path]


def place_after(path: Path, changes: list[Change]) -> Path:
    """Return where a place is after the changes: items before it may be deleted."""
    deleted = [each.path for each in changes if each.name == "delete"]
    return tuple(
        (
            step - sum(_is_earlier_item(other, path[: i + 1]) for other in deleted)
            if isinstance(step, int)
            else step
        )
        for i, step in enumerate(path)
    )


def _is_earlier_item(path: Path, item: Path) -> bool:
    """Return whether a path is an item before another one of the same array."""
    index, other = path[-1], item[-1]
    same = path[:-1] == item[:-1]
    return same and isinstance(index, int) and isinstance(other, int) and index < other


def _change_wildly(document: Any, holder: Any, key: str | int, change: Change) -> None:
    rng = random.Random(change.seed)
    if change.name == "other name" and isinstance(holder, dict):
        name = rng.choice([*ODD_TEXTS, *holder, str(key).upper(), f"{key} ", "x" * 300])
        renamed = {name if each == key else each: holder[each] for each in holder}
        holder.clear()
        holder.update(renamed)
        return
    holder[key] = _wild_value(document, change.name, rng)


def _wild_value(document: Any, name: str, rng: random.Random) -> Any:
    match name:
        case "copy of another part":
            return copy.deepcopy(at(document, rng.choice(list(paths(document)))))
        case "reference to another part":
            return {"$ref": "#" + pointer(rng.choice(list(paths(document))))}
        case "number of 400 digits":
            return rng.choice((1, -1)) * int("9" * 400)
        case "long text":
            return rng.choice("aZ0é_ {") * 100_000
        case "object with other keys":
            return {rng.choice((1, 2.5, True, None)): "a value", "a": 1}
        case "deep nesting":
            value: Any = {"type": "string"}
            for _ in range(80):
                value = rng.choice(({"items": value}, [value], {"allOf": [value]}))
            return value
        case "odd text":
            return rng.choice(ODD_TEXTS)
    return _random_value(rng, 3)


def _random_value(rng: random.Random, depth: int) -> Any:
    match rng.randrange(6 if depth else 4):
        case 0:
            return rng.choice((None, True, False))
        case 1:
            return rng.choice(ODD_NUMBERS)
        case 2 | 3:
            return rng.choice((*ODD_TEXTS, "string", "object", "array", "id"))
        case 4:
            return [_random_value(rng, depth - 1) for _ in range(rng.randrange(4))]
    names = ("type", "items", "properties", "$ref", "allOf", "name", "in", "schema")
    return {
        rng.choice((*names, *ODD_TEXTS)): _random_value(rng, depth - 1)
        for _ in range(rng.randrange(4))
    }
