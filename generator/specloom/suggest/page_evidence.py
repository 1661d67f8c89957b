"""What the parts of a request and a response show about the pages of one operation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ..document import Operation
from .described import Described
from .page_facts import Paging, body_location
from .page_requests import Sent, sent_parts
from .page_responses import (
    Items,
    Shown,
    headers,
    page_items,
    shown_parts,
    success_example,
    value_in,
)
from .page_sizes import page_size
from .words import folded, prose

_LINK_HEADER: Final = re.compile(
    r"\blinks?\b\W{1,3}(?:http |response )?headers?\b|\bheader[^.]{0,20} `?link`?\b",
    re.I,
)
_ABOUT_PAGES: Final = re.compile(r"pag|meta|cursor|result|list|info|navigation|links")
_TOTALS: Final = re.compile(r"x?(pagination)?total(count|results|items|records)?")
_READS: Final = re.compile(
    r"list|search|query|find|get|filter|browse|scroll|history|report|export", re.I
)


@dataclass(frozen=True)
class PageEvidence:
    """What is known about the pages of one operation.

    Attributes:
        described: the description.
        operation: the operation.
    """

    described: Described
    operation: Operation

    @cached_property
    def sent(self) -> Sequence[Sent]:
        """The parts of the request that may select a page."""
        return sent_parts(self.operation)

    @cached_property
    def shown(self) -> Sequence[Shown]:
        """The properties of the response that may tell about the next page."""
        return [*shown_parts(self.operation)]

    @cached_property
    def lists(self) -> Sequence[Items]:
        """The lists in the response, the one that has the items first."""
        return page_items(self.operation)

    @cached_property
    def said(self) -> str:
        """The summary and the description of the operation."""
        return prose(self.operation.node)

    @property
    def items(self) -> Items:
        """The list that has the items."""
        return self.lists[0]

    def writes_items(self) -> bool:
        """Return whether the body has the same list as the response: a write."""
        body, steps = self.operation.body, self.items.steps
        if body is None or not steps:
            return False
        return self.operation.spec.possibly_at(body[1], steps) is not None

    def is_ambiguous(self) -> bool:
        """Return whether nothing tells which of several lists has the items."""
        first, *others = self.lists
        return bool(others) and others[0].score == first.score and not first.is_only

    def all_of(self, *roles: str, vague: bool | None = None) -> list[Sent]:
        """Return the parts of the request with some roles.

        Args:
            roles: the roles.
            vague: whether their names have other meanings, too; None for all names.
        """
        return [
            each
            for each in self.sent
            if each.role in roles and vague in (None, each.is_vague)
        ]

    @cached_property
    def limit(self) -> Sent | None:
        """The part of the request that states the page size; None if there is none."""
        clear = self.all_of("limit", vague=False)
        vague = [each for each in self.all_of("limit", vague=True) if each.is_number]
        return next(iter((*clear, *vague)), None)

    def parts_of(self, *roles: str) -> list[Shown]:
        """Return the properties of the response with some roles."""
        return [each for each in self.shown if each.role in roles]

    def next_link(self) -> str | None:
        """Return the location of the URL of the next page."""
        known = headers(self.operation)
        links = self.parts_of("link")
        if links:
            return body_location(min(links, key=lambda each: len(each.steps)).steps)
        for name in ("link", "next", "xnext", "nextpage", "xnextpage", "nextlink"):
            if name in known:
                return f"$response.header.{known[name]}"
        if _LINK_HEADER.search(" ".join((self.said, *(e.said for e in self.sent)))):
            return "$response.header.Link"
        others = [e for e in self.parts_of("next") if e.schema.get("type")]
        return body_location(others[0].steps) if others else None

    def locations(self) -> dict[str, str]:
        """Return the locations of the items, the totals and whether there are more."""
        found = {"items": body_location(self.items.steps)}
        for role, name in (("more", "has-more"), ("total-pages", "total-pages")):
            if parts := self.parts_of(role):
                found[name] = body_location(parts[0].steps)
        totals = [e for e in self.parts_of("total") if self._is_about_items(e)]
        totals = [e for e in totals if not self._is_excerpt(e.steps)]
        if totals:
            found["total"] = body_location(totals[0].steps)
        else:
            for name, spelled in headers(self.operation).items():
                if _TOTALS.fullmatch(name):
                    found["total"] = f"$response.header.{spelled}"
        return found

    def _is_excerpt(self, total: Sequence[str]) -> bool:
        """Return whether an example has another total than it has items.

        It is a part of a page then, and a client that compares them would report it.
        """
        items = value_in(success_example(self.operation), self.items.steps)
        number = value_in(success_example(self.operation), total)
        return isinstance(items, list) and number not in (None, len(items))

    def _is_about_items(self, total: Shown) -> bool:
        """Return whether a number can be that of all items, by its place and name."""
        if folded(total.steps[-1]) == "count":
            return False
        above = total.steps[:-1]
        is_near = above == self.items.steps[: len(above)]
        return is_near or bool(_ABOUT_PAGES.search(folded(above[-1])))

    def made(
        self,
        style: str,
        parts: Mapping[str, Sent],
        response: Mapping[str, str],
        sure: float,
        first: int | None = None,
    ) -> Paging:
        """Return how the operation is paged.

        Args:
            style: the style.
            parts: the parts of the request by role, except the page size.
            response: the locations in the response by role.
            sure: the confidence if nothing else makes it lower.
            first: the number of the first page.
        """
        request = {role: each.location for role, each in parts.items()}
        if self.limit is not None:
            request["limit"] = self.limit.location
        if style in ("cursor", "next-link", "keyset"):
            response = {k: v for k, v in response.items() if k != "total-pages"}
        named = [each.name for each in (*parts.values(), self.limit) if each]
        return Paging(
            operation=self.operation,
            style=style,
            request=request,
            response=response,
            page_size=page_size(self.limit),
            first=first,
            confidence=self._confidence(sure),
            reason=_reason(style, named, response),
            location=self.described.locate(self.operation),
        )

    def _confidence(self, sure: float) -> float:
        """Return a confidence that is lower if the items may be somewhere else."""
        others = [e for e in self.lists[1:] if e.score >= self.items.score - 2]
        if others:
            sure -= 0.15
        example = success_example(self.operation)
        shown = value_in(example, self.items.steps)
        if isinstance(example, dict) and not isinstance(shown, list):
            sure -= 0.1
        if self.operation.method != "GET":
            sure -= 0.02 if _READS.search(self.operation.path) else 0.08
        return round(sure, 2)


def _reason(style: str, names: Iterable[str], response: Mapping[str, Any]) -> str:
    """Return what shows that an operation is paged."""
    asked = ", ".join(f'"{name}"' for name in dict.fromkeys(names))
    read = [f"{role} at {place}" for role, place in response.items() if role != "items"]
    parts = [f"A request has {asked}"] if asked else []
    if read:
        parts.append(f"{'a' if parts else 'A'} response has {', '.join(read)}")
    return ", and ".join(parts) + "."
