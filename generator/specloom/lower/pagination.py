"""The pagination of an operation, and the splitting of ranges and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from specloom_runtime.pagination import styles
from specloom_runtime.pagination.buckets import Buckets
from specloom_runtime.pagination.chunks import Chunk
from specloom_runtime.pagination.parts import Parts
from specloom_runtime.pagination.styles import Pages
from specloom_runtime.pagination.windows import Window

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
from ..ir import Constant
from ..names import constant
from ..vocabulary import keys
from ..vocabulary.pagination_styles import STYLES
from .page_sizes import PageSize, StartFacts, page_size
from .runtime_locations import Paths

PAGES_CLASSES: Mapping[str, type[Pages]] = {
    "cursor": styles.CursorPages,
    "offset": styles.OffsetPages,
    "page": styles.NumberedPages,
    "next-link": styles.NextLinkPages,
    "keyset": styles.KeysetPages,
    "single-page": styles.SinglePage,
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
DAYS = ("start", "end")
WINDOW_MEMBERS = ("maximum", "bounds", "step")


@dataclass(frozen=True)
class PaginationFacts:
    """The declarations of an operation about pages, windows and chunks."""

    operation: Operation
    paths: Paths

    @property
    def fact(self) -> Node | None:
        """The declared pagination with its scheme resolved; None if there is none."""
        found: Node | None = self.operation.extension(keys.PAGINATION)
        return found

    def runtime_locations(self) -> set[Location]:
        """Return the request locations that the pager fills in."""
        return set(map(Location.parse, (self.fact or {}).get("request", {}).values()))

    def size(self) -> PageSize | None:
        """Return the page size of a request; None if a request cannot contain it."""
        return page_size(self.operation, self.fact)

    def start(self) -> StartFacts | None:
        """Return where a list can begin; None if its items have no known position."""
        counter = STYLES[self.fact["style"]].counter if self.fact else None
        size, fixed = self.size(), self._fixed_size()
        if self.fact is None or counter is None:
            return None
        if counter == "page" and size is None and fixed is None:
            return None
        first, last = self.fact.get("first", 0), self._last(counter)
        return StartFacts(counter, first, last, size, fixed)

    def items(self) -> Any:
        """Return the schema of the list of items in a page."""
        fact, success = self.fact, self.operation.success
        if fact is None or success is None:
            return None
        names = Location.parse(fact["response"]["items"]).pointer
        found = self.operation.spec.at(success[1], names)
        return self.operation.spec.resolve(found) if found else None

    def parts(self) -> Parts | None:
        """Return where a page has parts of its items; None if it has none."""
        declared, success = self._parts(), self.operation.success
        if not declared or success is None:
            return None
        part, item = self.part(), (self.items() or {}).get("items", {})
        return Parts(
            self.paths.response(declared["items"], success[1]),
            key=".".join(self.paths.path(part, steps(declared["key"]))),
            reference=".".join(self.paths.path(item, steps(declared["reference"]))),
        )

    def part(self) -> Any:
        """Return the schema of a part of an item; None if a page has none."""
        declared, success = self._parts(), self.operation.success
        if not declared or success is None:
            return None
        names, spec = Location.parse(declared["items"]).pointer, self.operation.spec
        return spec.resolve(spec.at(success[1], names) or {}).get("items", {})

    def _parts(self) -> Node | None:
        found: Node | None = (self.fact or {}).get("response", {}).get("parts")
        return found

    def scheme(self) -> str | None:
        """Return the name of the scheme; the operation may override parts of it."""
        return scheme_name(self.operation.node.get(keys.PAGINATION))

    def pages(self) -> Pages | None:
        """Return the pagination of the operation; None if it is not paginated."""
        fact = self.fact
        if fact is None or self.operation.success is None:
            return None
        page, response = self.operation.success[1], fact.get("response", {})
        roles = STYLES[fact["style"]]
        words: dict[str, Any] = {}
        for role in roles.request_roles:
            words[REQUEST_ROLES[role]] = wire_location(fact["request"][role])
        for role, word in RESPONSE_ROLES.items():
            if role in response and not (role == "cursor" and roles.reads_last_item):
                words[word] = self.paths.response(response[role], page)
        if roles.reads_last_item:
            key = Location.parse(response["cursor"]).pointer
            words["key"] = ".".join(self.paths.path(self.items() or {}, key))
        if size := self.size():
            words["limit"] = wire_location(size.location)
            words["size"] = size.default
            words["min_size"] = size.least
            words["max_size"] = size.most
            words["sizes"] = size.listed
        else:
            words["size"] = self._fixed_size()
        if (counter := roles.counter) is not None:
            words["last"] = self._last(counter)
        if "first" in fact:
            words["first"] = fact["first"]
        if "end-when" in fact:
            words["end_when"] = tuple(fact["end-when"])
        return PAGES_CLASSES[fact["style"]](**words)

    def _fixed_size(self) -> int | None:
        """Return the size of all pages; None if unknown or chosen by requests."""
        fixed = (self.fact or {}).get("page-size", {}).get("default")
        return None if fixed is None or self.size() else int(fixed)

    def _last(self, counter: str) -> int | None:
        """Return the highest page number or offset that the vendor accepts."""
        fact = self.fact or {}
        schema = self.operation.schema_at(fact["request"][counter])
        last = fact.get("limits", {}).get(counter) or schema.get("maximum")
        return None if last is None else int(last)

    def _body_properties(self, key: str) -> Iterable[tuple[tuple[str, ...], Property]]:
        """Return the properties of the request body whose schemas contain a key."""
        body, marks = self.operation.body, frozenset({key})
        return self.operation.spec.marked_properties(body[1], marks) if body else ()

    def windows(self) -> list[Node]:
        """Return the declared windows; their ends are complete request locations."""
        found = self.operation.extensions(keys.WINDOW)
        schemes = self.operation.spec.schemes(keys.WINDOW)
        for path, prop in self._body_properties(keys.WINDOW):
            if fact := resolve_scheme(schemes, prop.schema.get(keys.WINDOW)):
                inside = "$request.body#/" + "/".join(path)
                ends = {end: f"{inside}/{fact[end]}" for end in ("start", "end")}
                found.append(deep_merge(fact, ends))
        return found

    @cached_property
    def window_facts(self) -> tuple[Window, ...]:
        """The date ranges that the runtime splits."""
        return tuple(
            Window(
                wire_location(window["start"]),
                wire_location(window["end"]),
                **{key: window[key] for key in WINDOW_MEMBERS if key in window},
                **self._alignment(window),
            )
            for window in self.windows()
        )

    def has_buckets(self) -> bool:
        """Return whether a call can state the length of the buckets."""
        return any(window.buckets for window in self.window_facts)

    def _alignment(self, window: Node) -> dict[str, Any]:
        """Return the alignment of a window, which may be that of an item's buckets."""
        declared = window.get("align")
        if isinstance(declared, str):
            return {"align": declared}
        if declared is None or self.pages() is None:
            return {}
        item, where = self.items(), steps(declared["list"])
        first, last = (self.paths.path(item, (*where, declared[e]))[-1] for e in DAYS)
        ids = declared.get("ids")
        buckets = Buckets(
            ".".join(self.paths.path(item, where)),
            first,
            last,
            units=declared["units"],
            ids=ids and wire_location(ids),
        )
        return {"buckets": buckets}

    @cached_property
    def chunk_facts(self) -> tuple[Chunk, ...]:
        """The lists that the runtime splits."""
        found: list[Chunk] = []
        for parameter in self.operation.parameters:
            location = f"{parameter['in']}.{parameter['name']}"
            schema = self.operation.spec.resolve(parameter.get("schema", {}))
            found += _chunks(location, parameter, schema)
        if self.operation.body:
            whole = self.operation.spec.resolve(self.operation.body[1])
            found += _chunks("body", whole, whole)
        for path, prop in self._body_properties(keys.CHUNK):
            schema = prop.schema
            found += _chunks("body#/" + "/".join(path), schema, schema)
        return tuple(found)

    def identity(self) -> tuple[str, ...]:
        """Return the attributes by which an item of several windows is identified."""
        item = self.items()
        for window in self.windows():
            wanted = window.get("merge", {}).get("identity", ())
            paths = [self.paths.path(item, steps(key)) for key in wanted]
            if paths and all(paths):
                return tuple(".".join(path) for path in paths)
        return ()

    def merge(self) -> dict[str, str]:
        """Return the lists that are merged if several windows return the same item.

        A key is the path of a list in an item. The value is the attribute that
        identifies an element of the list.
        """
        item, found = self.items(), {}
        for window in self.windows():
            for at, key in window.get("merge", {}).get("lists", {}).items():
                where = self.paths.path(item, steps(at))
                keyed = self.paths.path(item, (*steps(at), *steps(key)))[len(where) :]
                found[".".join(where)] = ".".join(keyed)
        return found


def shared_pages(operations: Iterable[PaginationFacts]) -> Iterator[Constant]:
    """Yield a constant for each pagination scheme whose operations have the same data.

    The operations may differ in the location of the items.
    """
    users: dict[str, list[Pages]] = {}
    for each in operations:
        if (scheme := each.scheme()) is not None and (pages := each.pages()):
            users.setdefault(scheme, []).append(pages)
    for scheme, them in sorted(users.items()):
        name, first = f"{constant(scheme)}_PAGES", them[0]
        if all(pages == first for pages in them):
            yield Constant(name=name, value=first)
        elif len({pages.of("body") for pages in them}) == 1:
            yield Constant(name=name, value=first.of("body"), varies="items")


def _chunks(location: str, said: Node, schema: Node) -> Iterator[Chunk]:
    chunk = said.get(keys.CHUNK) or schema.get(keys.CHUNK)
    if chunk:
        most = schema["maxItems"] if chunk is True else chunk.get("maximum")
        yield Chunk(location, None if most is None else int(most))
