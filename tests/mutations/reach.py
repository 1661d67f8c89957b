"""Which operations a place of a document belongs to, by its path and by references.

Written against OpenAPI alone, not with the generator's own reader: it checks the
generator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urljoin

from .changes import Path

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
SHARED = ("info", "servers", "security", "tags", "openapi", "swagger", "host")
SHARED_TOO = ("basePath", "schemes", "consumes", "produces", "securityDefinitions")


Names = Mapping[Path, str]
"""What the name at a place is read as, for paths and methods that are not valid."""


def names_read(rows: Iterable[Mapping[str, Any]]) -> dict[Path, str]:
    """Return what names of paths and methods are read as, by a report's rows."""
    found: dict[Path, str] = {}
    for reason in (each for row in rows for each in row.get("reasons", ())):
        place = _steps(reason.get("pointer") or "/")
        _, read, name = (reason.get("done") or "").partition("read as ")
        renamed = str(reason.get("detail")).startswith(f'"{place[-1]}" is not')
        if read and renamed and place[0] == "paths" and len(place) in (2, 3):
            found[place] = name
    return found


def spellings(place: Path, names: Names) -> list[Path]:
    """Return a place as written, and as its names are read, the final ones last."""
    found = [place]
    for each in found:
        for at in (1, 2):
            read = names.get(each[: at + 1]) if len(each) > at else None
            other = (*each[:at], read, *each[at + 1 :])
            if read is not None and other not in found:
                found.append(other)
    return found


def operations(document: Any, names: Names | None = None) -> dict[str, Path]:
    """Return the path of each operation by `METHOD /path`, with the names as read."""
    found: dict[str, Path] = {}
    items = document.get("paths") if isinstance(document, dict) else None
    for path, item in items.items() if isinstance(items, dict) else ():
        if not isinstance(item, dict):
            continue
        read = spellings(("paths", path), names or {})[-1]
        if not str(read[1]).startswith("/"):
            continue
        for place in _in_item(document, ("paths", path)):
            method = str(spellings(place, names or {})[-1][-1])
            known = method in METHODS or place[-2] == "additionalOperations"
            if known and isinstance(_at(document, place), dict):
                found[f"{method.upper()} {read[1]}"] = place
    return found


def _in_item(document: Any, holder: Path) -> list[Path]:
    """Return the places in a path item, then in what it refers to, which counts."""
    item = _at(document, holder)
    if not isinstance(item, dict):
        return []
    places: list[Path] = [(*holder, key) for key in item]
    further = item.get("additionalOperations")
    if isinstance(further, dict):
        places += [(*holder, "additionalOperations", method) for method in further]
    reference = item.get("$ref")
    target = _target(reference, document) if isinstance(reference, str) else None
    referred = _at(document, target or ())
    if target and isinstance(referred, dict) and "$ref" not in referred:
        places += _in_item(document, target)
    return places


class Reach:
    """The places that each operation of a document uses.

    Args:
        document: the document.
        names: what names of paths and methods are read as.
    """

    def __init__(self, document: Any, names: Names | None = None) -> None:
        self._document = document
        # References into the middle of something are named after where they lead.
        self._deep = any(
            text.startswith("#/") and text.count("/") > 3
            for text in _references(document)
        )
        self._operations = operations(document, names)
        written = document.get("paths") if isinstance(document, dict) else None
        self._items = {
            spellings(("paths", path), names or {})[-1][1]: ("paths", path)
            for path in (written if isinstance(written, dict) else ())
        }
        self.places = {
            wire: self._places(wire, path) for wire, path in self._operations.items()
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

    def _places(self, wire: str, path: Path) -> set[Path]:
        """Return an operation's own place and those that it refers to."""
        item = path[:-2] if path[-2] == "additionalOperations" else path[:-1]
        items = {item, self._items[wire.partition(" ")[2]]}
        shared = [
            (*each, key) for each in items for key in ("parameters", "servers", "$ref")
        ]
        places: set[Path] = set()
        waiting: list[Path] = [path, *shared]
        while waiting:
            place = waiting.pop()
            if place in places:
                continue
            places.add(place)
            for reference in _references(_at(self._document, place)):
                target = _target(reference, self._document)
                if target is not None:
                    waiting.append(target)
        return places

    def _groups(self, wire: str) -> set[str]:
        """Return the names of what an operation's name has to differ from."""
        path = self._operations[wire]
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


def _target(reference: str, document: Any) -> Path | None:
    uri, is_uri, fragment = reference.partition("#")
    own = document.get("$self") if isinstance(document, dict) else None
    inside = isinstance(own, str) and uri and urljoin(own, uri) == own
    if not is_uri or (uri and not inside) or not fragment.startswith("/"):
        return ("components", "schemas", reference)
    return _steps(unquote(fragment))


def _steps(pointer: str) -> Path:
    steps = pointer.split("/")[1:]
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)
