"""Which operations a place of a document belongs to, by its path and by references.

Written against OpenAPI alone, not with the generator's own reader: it checks the
generator.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from .changes import Path

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
SHARED = ("info", "servers", "security", "tags", "openapi", "swagger", "host")
SHARED_TOO = ("basePath", "schemes", "consumes", "produces", "securityDefinitions")


def operations(document: Any) -> dict[str, Path]:
    """Return the path of each operation by `METHOD /path`."""
    found: dict[str, Path] = {}
    items = document.get("paths") if isinstance(document, dict) else None
    for path, item in items.items() if isinstance(items, dict) else ():
        if not isinstance(item, dict) or not path.startswith("/"):
            continue
        for method in METHODS:
            if isinstance(item.get(method), dict):
                found[f"{method.upper()} {path}"] = ("paths", path, method)
        further = item.get("additionalOperations")
        for method in further if isinstance(further, dict) else ():
            if isinstance(further[method], dict):
                place = ("paths", path, "additionalOperations", method)
                found[f"{method.upper()} {path}"] = place
    return found


class Reach:
    """The places that each operation of a document uses."""

    def __init__(self, document: Any) -> None:
        self._document = document
        # References into the middle of something are named after where they lead.
        self._deep = any(
            text.startswith("#/") and text.count("/") > 3
            for text in _references(document)
        )
        self.places = {
            wire: self._places(path) for wire, path in operations(document).items()
        }

    def affected(self, spot: Path) -> set[str]:
        """Return the operations that a change of a place may change."""
        if not spot or spot[0] in (*SHARED, *SHARED_TOO) or spot[:2] in ALL:
            return set(self.places)
        if len(spot) == 1:
            return set(self.places)
        reached = {
            wire
            for wire, places in self.places.items()
            if any(_within(spot, place) for place in places)
        }
        groups = {group for wire in reached for group in self._groups(wire)}
        if _names_something(spot) or not reached or self._deep:
            reached |= {w for w in self.places if groups & self._groups(w)}
        return reached

    def _places(self, path: Path) -> set[Path]:
        """Return an operation's own place and those that it refers to."""
        shared = [(*path[:2], key) for key in ("parameters", "servers", "$ref")]
        places: set[Path] = set()
        waiting: list[Path] = [path, *shared]
        while waiting:
            place = waiting.pop()
            if place in places:
                continue
            places.add(place)
            for reference in _references(_at(self._document, place)):
                target = _target(reference)
                if target is not None:
                    waiting.append(target)
        return places

    def _groups(self, wire: str) -> set[str]:
        """Return the names of what an operation's name has to differ from."""
        path = operations(self._document)[wire]
        tags = _at(self._document, (*path, "tags"))
        names = [str(tag) for tag in tags] if isinstance(tags, list) else []
        first = str(path[1]).strip("/").split("/")[:1]
        components = {
            "".join(filter(str.isalnum, str(place[-1]).lower()))
            for place in self.places[wire]
            if place[0] != "paths"
        }
        return {*names, *first, *components}


ALL = {
    ("components", "securitySchemes"),
}


def _names_something(spot: Path) -> bool:
    """Return whether names are made of what is at a place."""
    return bool({"operationId", "tags", "title", "x-specloom-name"} & set(spot)) or (
        len(spot) <= 3
    )


def _within(spot: Path, place: Path) -> bool:
    # A reference spells the index of an item as a string.
    spot, place = tuple(map(str, spot)), tuple(map(str, place))
    return spot[: len(place)] == place or place[: len(spot)] == spot


def _at(node: Any, path: Path) -> Any:
    for step in path:
        try:
            node = node[int(step)] if isinstance(node, list) else node[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return node


def _references(node: Any) -> Iterator[str]:
    waiting = [node]
    while waiting:
        top = waiting.pop()
        if isinstance(top, dict):
            if isinstance(top.get("$ref"), str):
                yield top["$ref"]
            mapping = top.get("mapping")
            if isinstance(mapping, dict):
                yield from (text for text in mapping.values() if isinstance(text, str))
            waiting.extend(top.values())
        elif isinstance(top, list):
            waiting.extend(top)


def _target(reference: str) -> Path | None:
    if not reference.startswith("#/"):
        return ("components", "schemas", reference)
    steps = unquote(reference[2:]).split("/")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)
