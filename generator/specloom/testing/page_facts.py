"""Read the declared pagination of a list, and the condition that ends the list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from specloom_runtime.core.media_types import is_json

from .described_names import normalized_name
from .described_operation import DescribedOperation

DEFAULT_ENDS: Mapping[str, tuple[str, ...]] = {
    "cursor": ("cursor-absent",),
    "offset": ("total", "short-page"),
    "page": ("total", "short-page"),
    "next-link": (),
    "keyset": ("has-more", "empty-page"),
    "single-page": (),
}
"""The end conditions of each style; they apply if the description declares none."""
COUNTED = {"offset": "offset", "page": "page"}
"""The role of the counter in each style whose pages do not name the next page."""
NUMBERS = 10_000
"""A larger `maximum` is the range of a number, not a page size."""
STARTS = ("start", "start_at", "start_item")
"""The names of the argument for the first item; the first that is not described."""
SMALL = 3
"""The number of items on a page in a test, if the description allows this number."""

Decider = Literal["total", "has-more", "short-page", "empty-page", "pages", "absence"]


@dataclass(frozen=True)
class PageFacts:
    """The pagination of one operation, derived only from the description.

    Attributes:
        operation: the operation.
        fact: the `x-specloom-pagination` of the operation, merged with its scheme.
    """

    operation: DescribedOperation
    fact: Any

    @property
    def style(self) -> str:
        """The style, such as `cursor`."""
        return str(self.fact["style"])

    @property
    def request(self) -> Mapping[str, str]:
        """The locations in the request; the keys are roles such as `limit`."""
        return self.fact.get("request") or {}

    @property
    def response(self) -> Mapping[str, str]:
        """The locations in the response; the keys are roles such as `items`."""
        return self.fact.get("response") or {}

    @property
    def ends(self) -> tuple[str, ...]:
        """The declared end conditions, or else those of the style."""
        return tuple(self.fact.get("end-when", DEFAULT_ENDS[self.style]))

    @property
    def decider(self) -> Decider:
        """The condition that alone decides whether a page is the last one."""
        if "total" in self.ends and "total" in self.response:
            return "total"
        if "has-more" in self.ends and "has-more" in self.response:
            return "has-more"
        if self.style == "page" and "total-pages" in self.response:
            return "pages"
        if "short-page" in self.ends and "limit" in self.request:
            return "short-page"
        if {"short-page", "empty-page"} & set(self.ends):
            return "empty-page"
        return "absence"

    def counts(self, size: int, page_size_sent: bool) -> list[int]:
        """Return the numbers of items on the three pages of a test.

        The second page has fewer items than requested, unless a short page ends the
        list.
        """
        decider = self.decider
        if decider == "short-page" and not page_size_sent:
            decider = "empty-page"
        by_size = page_size_sent and "short-page" in self.ends
        fewer = size if by_size and decider not in ("total", "has-more") else size - 1
        last = {"short-page": size - 1, "empty-page": 0}.get(decider, size)
        return [size, max(1, fewer), last]

    @property
    def may_have_empty_pages(self) -> bool:
        """Whether the list continues after an empty page."""
        if self.style not in ("cursor", "next-link"):
            return False
        ends = {"short-page", "empty-page"} & set(self.ends)
        return self.decider in ("has-more", "absence") and (
            not ends or self.decider == "has-more"
        )

    def reachable(self, counts: list[int]) -> int:
        """Return how many pages can be read within the vendor's limits."""
        role = COUNTED.get(self.style)
        if role is None:
            return len(counts)
        declared = self.schema(self.request[role]).get("maximum")
        most = (self.fact.get("limits") or {}).get(role) or declared
        starts = [sum(counts[:number]) for number in range(len(counts))]
        if role == "page":
            starts = [self.fact.get("first", 0) + n for n in range(len(counts))]
        return sum(most is None or start <= most for start in starts)

    def page_size(self) -> int | None:
        """Return a small valid page size; None if requests contain no page size."""
        if "limit" not in self.request:
            return None
        schema = self.schema(self.request["limit"])
        listed = [v for v in schema.get("enum") or () if isinstance(v, int)]
        if listed:
            return min(listed)
        declared = (self.fact.get("page-size") or {}).get("maximum")
        most = declared or schema.get("maximum") or SMALL
        return int(max(schema.get("minimum", 1), min(SMALL, most), 1))

    def default_size(self) -> int | None:
        """Return the page size that is requested by default; None if it is unknown.

        It is the largest size that the description states, or else the default.
        """
        if "limit" not in self.request:
            return None
        schema, declared = self.schema(self.request["limit"]), self.sizes
        bounds = [schema.get("maximum"), schema.get("exclusiveMaximum")]
        limits = [b - n for n, b in enumerate(bounds) if isinstance(b, int | float)]
        stated = [int(limit) for limit in limits if limit <= NUMBERS]
        most = declared.get("maximum") or min(stated, default=None)
        found = most or max(self._listed(schema), default=None)
        found = found or declared.get("default") or schema.get("default")
        return None if found is None else int(found)

    def smallest_size(self, count: int) -> int:
        """Return the smallest page size that is allowed for `count` items."""
        schema = self.schema(self.request["limit"])
        if listed := self._listed(schema):
            return min((v for v in listed if v >= count), default=max(listed))
        above = schema.get("exclusiveMinimum", 0)
        return int(max(count, schema.get("minimum", 1), above + 1))

    @staticmethod
    def _listed(schema: Any) -> list[int]:
        found = [v for v in schema.get("enum") or () if type(v) is int]
        return [value for value in found if value > 0]

    @property
    def sizes(self) -> Mapping[str, int]:
        """The declared default and maximum of the page size."""
        return self.fact.get("page-size") or {}

    @property
    def fixed_size(self) -> int | None:
        """The declared size of pages whose size no request contains."""
        return None if "limit" in self.request else self.sizes.get("default")

    @property
    def last(self) -> int | None:
        """The last page number or offset that the vendor serves; None if unlimited."""
        role = COUNTED[self.style]
        declared = self.schema(self.request[role]).get("maximum")
        return (self.fact.get("limits") or {}).get(role) or declared

    @property
    def merges(self) -> bool:
        """Whether items of several windows are merged, and all have to be read."""
        windows = self.operation.extension("window") or []
        windows = [windows] if isinstance(windows, dict) else windows
        return any(each.get("merge", {}).get("lists") for each in windows)

    def start_argument(self, parameters: Collection[str]) -> str | None:
        """Return the argument for the position of the first item, if there is one.

        Its name is `start`, unless the description has an argument with this name.
        """
        sized = self.style == "offset" or "limit" in self.request or self.fixed_size
        if self.style not in COUNTED or not sized:
            return None
        described = self.operation.argument_schemas()
        names = (n for n in STARTS if normalized_name(n) not in described)
        name = next(names)
        assert name in parameters, f"the method has no argument {name}"
        return name

    def schema(self, location: str) -> dict[str, Any]:
        """Return the flat schema of a location in the request; {} if unknown."""
        place, _, name = location.removeprefix("$request.").partition(".")
        for each in self.operation.node.get("parameters", ()):
            if (each["in"], each["name"]) == (place, name):
                return self.operation.resolve(each.get("schema", {}))
        body = self.operation.node.get("requestBody", {}).get("content", {})
        for media in body.values() if place.startswith("body") else ():
            found = self.operation.inner_schema(media.get("schema", {}), location)
            return self.operation.resolve(found)
        return {}

    @cached_property
    def success(self) -> tuple[int, Any, Any]:
        """The status, schema and documented content of the response with the page."""
        for status, response in self.operation.responses.declared_successes():
            for media, node in response.get("content", {}).items():
                if is_json(media):
                    number = int(status) if status.isdigit() else 200
                    content = self.operation.content({"content": {media: node}})
                    return number, node.get("schema", {}), content
        return 200, {}, None

    def response_schema(self, location: str) -> Any:
        """Return the schema of a location in the response; {} for a header."""
        if not location.startswith("$response.body"):
            return {}
        return self.operation.inner_schema(self.success[1], location)
