"""Do pages, windows and chunks point at what is there?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..vocabulary import PREFIX
from ..vocabulary.nodes import walk
from .operations import Fact, Operation, Path, operations, resolved
from .shapes import Shapes, steps
from .trials import Finding, Trial, settle, tried

ROLES: Mapping[str, tuple[str, ...]] = {
    "cursor": ("request.cursor", "response.items", "response.cursor"),
    "offset": ("request.offset", "response.items"),
    "page": ("request.page", "response.items"),
    "next": ("response.items", "response.next"),
    "last-item": ("request.cursor", "response.items", "response.cursor"),
    "single": ("response.items",),
}
"""What each style of pages cannot do without."""
STOPS: Mapping[str, tuple[str, ...]] = {
    "no-cursor": ("response.cursor",),
    "total": ("response.total", "response.total-pages"),
    "has-more": ("response.has-more",),
}
"""What each mark of the end is read from; one of them is enough."""
ENDS = ("start", "end", "maximum")


def check_paging(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything wrong with pages, windows and chunks."""
    trials: list[Trial] = []
    for operation in operations(document):
        for fact in operation.facts("pagination"):
            yield from _roles(fact)
            trials += _locations(operation, fact)
            yield from _items(operation, fact)
        for fact in operation.facts("window"):
            yield from _ends(fact)
            for end in ("start", "end"):
                trials += tried(operation, "window", fact, (end,))
            yield from _seams(operation, fact)
    yield from settle(trials)
    yield from _properties(document)


def _roles(fact: Fact) -> Iterator[Finding]:
    style = fact.value.get("style")
    label = f"{PREFIX}pagination"
    given = [
        f"{group}.{role}"
        for group in ("request", "response")
        for role in fact.value.get(group, ())
    ]
    has = ", ".join(given) or "none"
    if style is None:
        yield fact.own_at, f'{label}: "style" is missing (expected {", ".join(ROLES)})'
    for role in ROLES.get(str(style), ()):
        if role not in given:
            yield fact.own_at, f"{label}: style {style} needs {role} (it has: {has})"
    for mark in fact.value.get("stop", ()):
        wanted = STOPS.get(mark, ())
        if wanted and not set(wanted) & set(given):
            needs = " or ".join(wanted)
            said = f"{label}.stop: {mark} needs {needs} (it has: {has})"
            yield fact.origin(("stop",)), said


def _locations(operation: Operation, fact: Fact) -> Iterator[Trial]:
    item = _item(operation, fact)
    for group in ("request", "response"):
        for role in fact.value.get(group, ()):
            yield from tried(operation, "pagination", fact, (group, role), item)


def _items(operation: Operation, fact: Fact) -> Iterator[Finding]:
    """Items that are there but are no list."""
    location = fact.value.get("response", {}).get("items")
    if not isinstance(location, str) or operation.wrong(location):
        return
    if not operation.shapes.is_list(_item(operation, fact)):
        said = f"{location} of {operation.wire} is no list"
        where = fact.origin(("response", "items"))
        yield where, f"{PREFIX}pagination.response.items: {said}"


def _item(operation: Operation, fact: Fact) -> Any:
    location = str(fact.value.get("response", {}).get("items", ""))
    pointer = steps(location.partition("#")[2])
    return operation.shapes.at(operation.success[1], pointer)


def _ends(fact: Fact) -> Iterator[Finding]:
    for end in ENDS:
        if end not in fact.value:
            wanted = ", ".join(ENDS)
            said = f'{PREFIX}window: "{end}" is missing (expected {wanted})'
            yield fact.own_at, said


def _seams(operation: Operation, fact: Fact) -> Iterator[Finding]:
    """How items of two windows are compared; matters only where windows are split."""
    for pages in operation.facts("pagination"):
        shapes, item = operation.shapes, _item(operation, pages)
        for i, path in enumerate(fact.value.get("identity", ())):
            if wrong := shapes.missing(item, steps(path), "the item"):
                where = (*fact.origin(("identity",)), i)
                yield where, f"{PREFIX}window.identity: {wrong}"
        for path, key in fact.value.get("merge", {}).items():
            where = fact.origin(("merge", path))
            wrong = shapes.missing(item, steps(path), "the item")
            wrong = wrong or shapes.missing(
                item, (*steps(path), *steps(key)), "the item"
            )
            if wrong:
                yield where, f"{PREFIX}window.merge: {wrong}"
            elif not shapes.is_list(shapes.at(item, steps(path))):
                yield where, f'{PREFIX}window.merge: "{path}" is no list'


def _properties(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Windows and chunks that are marked on properties and parameters."""
    shapes = Shapes(document.get("components", {}).get("schemas", {}))
    windows: dict[int, Fact] = {}
    for pointer, kinds, node in walk(document, frozenset({"root"})):
        if kinds & {"schema", "parameter"}:
            yield from _chunk(shapes, pointer, node)
        at = (*pointer, PREFIX + "window")
        said = node.get(PREFIX + "window") if "schema" in kinds else None
        if fact := resolved(document, "window", said, at) if said else None:
            windows[id(node)] = fact
            yield from _ends(fact)
            yield from _inside(shapes, node, fact)
    for operation in operations(document) if windows else ():
        for node in _within(operation.shapes, operation.body[1]):
            if fact := windows.get(id(node)):
                yield from _seams(operation, fact)


def _inside(shapes: Shapes, node: Any, fact: Fact) -> Iterator[Finding]:
    for end in ("start", "end"):
        name = fact.value.get(end)
        wrong = name and shapes.missing(node, (str(name),), "it")
        if wrong:
            yield fact.origin((end,)), f"{PREFIX}window.{end}: {wrong}"


def _chunk(shapes: Shapes, at: Path, node: Mapping[str, Any]) -> Iterator[Finding]:
    key = PREFIX + "chunk"
    said = node.get(key)
    schema = node.get("schema", node) if "in" in node else node
    if not said:
        return
    if not shapes.is_list(schema):
        yield (*at, key), f"{key}: not on a list (expected type array)"
    elif said is True and "maxItems" not in schema:
        said = "true without maxItems (expected maxItems or a maximum)"
        yield (*at, key), f"{key}: {said}"


def _within(shapes: Shapes, schema: Any, depth: int = 4) -> Iterator[Any]:
    for inner in shapes.properties(schema).values():
        yield inner
        if depth > 1:
            yield from _within(shapes, inner, depth - 1)
