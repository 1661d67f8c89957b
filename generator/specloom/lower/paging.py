"""How an operation pages, splits and is capped, as runtime constructors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..document import (
    Location,
    Node,
    Operation,
    Property,
    deep_merge,
    resolve_scheme,
    scheme_name,
    steps,
    wire_location,
)
from ..ir import Code
from ..literals import braces, call, literal, parens
from ..names import constant
from ..vocabulary import keys
from ..vocabulary.pagination_styles import STYLES
from .imports import ImportCollector
from .locations import Paths

PAGES_CLASSES = {
    "cursor": "CursorPages",
    "offset": "OffsetPages",
    "page": "NumberedPages",
    "next-link": "NextPages",
    "keyset": "LastItemPages",
    "single-page": "SinglePage",
}
"""The runtime class of each style."""
REQUEST_ROLES = {"cursor": "send", "offset": "offset", "page": "page"}
RESPONSE_ROLES = {
    "items": "items",
    "cursor": "read",
    "next": "next",
    "total": "total",
    "has-more": "has_more",
    "total-pages": "total_pages",
}


@dataclass(frozen=True)
class PageSize:
    """The page size of a request: what it is unasked, and its location."""

    location: str
    default: int | None


@dataclass(frozen=True)
class Paging:
    """What an operation says of reading in pieces."""

    operation: Operation
    paths: Paths

    @property
    def fact(self) -> Node | None:
        """Its pagination, scheme resolved."""
        found: Node | None = self.operation.extension(keys.PAGINATION)
        return found

    def hidden(self) -> set[Location]:
        """Request locations the pager fills in: no argument of the method."""
        return set(map(Location.parse, (self.fact or {}).get("request", {}).values()))

    def size(self) -> PageSize | None:
        """The page size, where the request can name one."""
        fact = self.fact or {}
        location = fact.get("request", {}).get("limit")
        if location is None:
            return None
        asked = fact.get("page-size", {}).get("default")
        known = asked or self._schema_at(location).get("default")
        return PageSize(location, None if known is None else int(known))

    def items(self) -> Any:
        """The schema of the list of items in a page."""
        fact, success = self.fact, self.operation.success
        if fact is None or success is None:
            return None
        names = Location.parse(fact["response"]["items"]).pointer
        found = self.operation.spec.at(success[1], names)
        return self.operation.spec.resolve(found) if found else None

    def scheme(self) -> str | None:
        """The pagination scheme it follows, to the letter or with words of its own."""
        return scheme_name(self.operation.node.get(keys.PAGINATION))

    def place(self) -> Code:
        """The place of the items in a page."""
        fact, success = self.fact or {}, self.operation.success
        said = fact.get("response", {}).get("items", "$response.body")
        return literal(self.paths.response(said, success[1] if success else {}))

    def pages(self, names: ImportCollector, *, items: bool = True) -> Code | None:
        """The pages constructor, or None where the operation does not page.

        Without `items` it says everything but their place.
        """
        fact = self.fact
        if fact is None or self.operation.success is None:
            return None
        style, page = fact["style"], self.operation.success[1]
        roles, name = STYLES[style], PAGES_CLASSES[style]
        words: dict[str, Code | None] = {}
        for role in roles.request_roles:
            words[REQUEST_ROLES[role]] = literal(wire_location(fact["request"][role]))
        response = fact.get("response", {})
        for role, word in RESPONSE_ROLES.items():
            if role == "items" and not items:
                continue
            if role in response and not (role == "cursor" and roles.reads_last_item):
                words[word] = literal(self.paths.response(response[role], page))
        if roles.reads_last_item:
            item = self.items() or {}
            key = Location.parse(response["cursor"]).pointer
            words["key"] = literal(".".join(self.paths.path(item, key)))
        if size := self.size():
            words["limit"] = literal(wire_location(size.location))
            words["size"] = None if size.default is None else literal(size.default)
            words["max_size"] = self._cap(fact.get("page-size", {}), size.location)
        if (counter := roles.counter) is not None:
            cap = {"maximum": fact.get("limits", {}).get(counter)}
            words["last"] = self._cap(cap, fact["request"][counter])
        if "first" in fact:
            words["first"] = literal(fact["first"])
        if "end-when" in fact:
            words["stop"] = literal(fact["end-when"])
        return call(names.use("specloom_runtime", name), **words)

    def _cap(self, said: Node, location: str) -> Code | None:
        cap = said.get("maximum") or self._schema_at(location).get("maximum")
        return None if cap is None else literal(int(cap))

    def _schema_at(self, location: str) -> Node:
        """The schema of the request value at a location, empty when unknown."""
        at = Location.parse(location)
        for parameter in self.operation.parameters:
            if parameter["in"] == at.part and parameter["name"] == at.name:
                return self.operation.spec.resolve(parameter.get("schema", {}))
        body = self.operation.body
        if body and (found := self.operation.spec.at(body[1], at.pointer)):
            return self.operation.spec.resolve(found)
        return {}

    def _body_properties(self) -> Iterator[tuple[tuple[str, ...], Property]]:
        """The request body's properties and theirs, each with its path."""
        body = self.operation.body
        if body is not None:
            yield from self.operation.spec.nested_properties(body[1])

    def windows(self) -> list[Node]:
        """Declared windows, `start` and `end` as full request locations."""
        found = self.operation.extensions(keys.WINDOW)
        schemes = self.operation.spec.schemes(keys.WINDOW)
        for path, prop in self._body_properties():
            if fact := resolve_scheme(schemes, prop.schema.get(keys.WINDOW)):
                inside = "$request.body#/" + "/".join(path)
                ends = {end: f"{inside}/{fact[end]}" for end in ("start", "end")}
                found.append(deep_merge(fact, ends))
        return found

    def window_code(self, names: ImportCollector) -> list[Code]:
        """The windows as runtime constructors."""
        return [
            call(
                *_ends(
                    names.use("specloom_runtime", "Window"),
                    wire_location(window["start"]),
                    wire_location(window["end"]),
                ),
                literal(window["maximum"]),
                bounds=_unless(window.get("bounds"), "half-open"),
                step=_unless(window.get("step"), None),
                align=_unless(window.get("align"), None),
            )
            for window in self.windows()
        ]

    def chunk_code(self, names: ImportCollector) -> list[Code]:
        """The capped lists as runtime constructors."""
        found: list[tuple[str, int]] = []
        for parameter in self.operation.parameters:
            location = f"{parameter['in']}.{parameter['name']}"
            found += _chunks(location, parameter, parameter.get("schema", {}))
        for path, prop in self._body_properties():
            schema = prop.schema
            found += _chunks("body#/" + "/".join(path), schema, schema)
        name = "Chunk"
        return [
            call(names.use("specloom_runtime", name), literal(at), literal(most))
            for at, most in found
        ]

    def identity(self) -> tuple[str, ...]:
        """Attribute paths that tell one item from another at a window's seam."""
        item = self.items()
        for window in self.windows():
            wanted = window.get("identity", ())
            each = [wanted] if isinstance(wanted, str) else list(wanted)
            paths = [self.paths.path(item, steps(key)) for key in each]
            if paths and all(paths):
                return tuple(".".join(path) for path in paths)
        return ()

    def merge(self) -> Code | None:
        """Lists merged across windows, and the key of each, by attribute path."""
        item = self.items()
        pairs = []
        for window in self.windows():
            for at, key in window.get("merge", {}).items():
                where = self.paths.path(item, steps(at))
                keyed = self.paths.path(item, (*steps(at), *steps(key)))[len(where) :]
                pairs.append((literal(".".join(where)), literal(".".join(keyed))))
        return braces(pairs) if pairs else None


def pages_name(scheme: str) -> Code:
    """The service constant of a pagination scheme."""
    return Code(f"{constant(scheme)}_PAGES")


@dataclass(frozen=True)
class SharedPages:
    """A pagination scheme that is one constant for all who follow it.

    `code` is its constructor; `items` the place of the items where that is the same
    for all, else None.
    """

    code: Code
    items: Code | None

    def used_by(self, paging: Paging, name: Code) -> Code:
        """The scheme's constant as this operation states it."""
        return name if self.items is not None else Code(f"{name}.of({paging.place()})")


def shared_pages(
    pagings: Iterable[Paging], names: ImportCollector
) -> dict[str, SharedPages]:
    """The schemes that differ in nothing, or in nothing but the place of the items."""
    followers: dict[str, list[Paging]] = {}
    for paging in pagings:
        if (scheme := paging.scheme()) is not None and paging.operation.success:
            followers.setdefault(scheme, []).append(paging)
    found: dict[str, SharedPages] = {}
    for scheme, them in sorted(followers.items()):
        places = {paging.place() for paging in them}
        items = places.pop() if len(places) == 1 else None
        made = {p.pages(ImportCollector(), items=items is not None) for p in them}
        code = made.pop()
        if not made and code is not None:
            found[scheme] = SharedPages(code, items)
            names.use("specloom_runtime", code.partition("(")[0])
    return found


def tuple_or_none(codes: list[Code]) -> Code | None:
    """A tuple display, or None where there is nothing to say."""
    return parens(codes) if codes else None


def _ends(kind: Code, start: str, end: str) -> tuple[Code, ...]:
    """A window's constructor and its two ends, what both stand in said once."""
    at, _, first = start.rpartition("/")
    beside, _, last = end.rpartition("/")
    if at and at == beside and "#/" in at:
        return Code(f"{kind}.inside"), literal(at), literal(first), literal(last)
    return kind, literal(start), literal(end)


def _unless(value: Any, usual: Any) -> Code | None:
    return None if value == usual or value is None else literal(value)


def _chunks(location: str, said: Node, schema: Node) -> list[tuple[str, int]]:
    chunk = said.get(keys.CHUNK) or schema.get(keys.CHUNK)
    if not chunk:
        return []
    return [(location, int(schema["maxItems"] if chunk is True else chunk["maximum"]))]
