"""The pagination styles: the roles of each style, and the possible end conditions.

The checks and the lowering both read this table. A new style also needs its name in
`pagination.yaml`, a class in the runtime, the name of that class in
`lower/pagination.py`, and a server in `testing/pager_check.py`. Of these, a test checks
only the name in `pagination.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class PaginationStyle:
    """A pagination style.

    Attributes:
        required: the required roles, such as `response.items`.
        counter: the request role that counts up. The key `limits` can restrict it.
        reads_last_item: whether the cursor is read from the last item of a page.
    """

    required: tuple[str, ...]
    counter: str | None = None
    reads_last_item: bool = False

    @property
    def request_roles(self) -> tuple[str, ...]:
        """The required roles of the request, without the prefix `request.`."""
        prefix = "request."
        return tuple(r.removeprefix(prefix) for r in self.required if prefix in r)


STYLES: Mapping[str, PaginationStyle] = {
    "cursor": PaginationStyle(("request.cursor", "response.items", "response.cursor")),
    "offset": PaginationStyle(("request.offset", "response.items"), counter="offset"),
    "page": PaginationStyle(("request.page", "response.items"), counter="page"),
    "next-link": PaginationStyle(("response.items", "response.next")),
    "keyset": PaginationStyle(
        ("request.cursor", "response.items", "response.cursor"), reads_last_item=True
    ),
    "single-page": PaginationStyle(("response.items",)),
}

END_MARKS: Mapping[str, tuple[str, ...]] = {
    "cursor-absent": ("response.cursor",),
    "short-page": (),
    "empty-page": (),
    "total": ("response.total", "response.total-pages"),
    "has-more": ("response.has-more",),
}
"""For each end condition, the roles of which at least one is required.

An empty tuple means that the condition requires no role.
"""
