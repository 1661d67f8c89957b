"""Decide how an operation is paged from the parts of its request and its response."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from ..document import Operation
from .described import Described
from .page_facts import Paging, body_location, item_location
from .page_requests import Sent, sent_parts
from .page_responses import Items, Shown, headers, page_items, shown_parts
from .page_sizes import first_page, page_size
from .words import folded, prose, words_in

_PAGED: Final = re.compile(
    r"pagina|\bpag(e|ing)\b|\bcursor|next (page|set|batch)|number of (items|results"
    r"|records|entries|rows|elements)[^.]{0,20} (skip|per|in|on|to be returned)"
    r"|\boffset\b|result set|start(ing)? (record|row|item|index|position|at|from)",
    re.I,
)
"""Words about pages in prose."""
_ID: Final = re.compile(
    r"\bids?\b|\bidentifiers?\b|last (item|object|record|element)", re.I
)
_OPAQUE: Final = re.compile(
    r"cursor|token|opaque|previous(ly)? (response|call|request|page)|next[_ ]page|link",
    re.I,
)
_AFTER_ID: Final = re.compile(
    r"(greater|larger|higher|after)( than)? (this|the|that)? ?(offset|id|number|value)",
    re.I,
)
_LINK_HEADER: Final = re.compile(
    r"\blinks?\b\W{1,3}(?:http |response )?headers?\b|\bheader[^.]{0,20} `?link`?\b",
    re.I,
)
_ABOUT_PAGES: Final = re.compile(r"pag|meta|cursor|result|list|info|navigation|links")
_PARAMETER: Final = re.compile(
    r"\b(?:as|in|to|with|using) (?:the |a )?(?:value of (?:the )?)?[`'\"]?"
    r"([A-Za-z_]*(?:cursor|token)[A-Za-z_]*|after)[`'\"]? (?:query )?param"
)
_IS_TOKEN: Final = re.compile(
    r"\b(offset|page|opaque) token\b|\bopaque\b|\bcursor\b", re.I
)
_TOTALS: Final = re.compile(r"x?(pagination)?total(count|results|items|records)?")
_READS: Final = re.compile(
    r"list|search|query|find|get|filter|browse|scroll|history|report|export", re.I
)


def detected_paging(described: Described, operation: Operation) -> Paging | None:
    """Return how an operation is paged; None if nothing shows that it is."""
    return _Detection(described, operation).paging()


@dataclass(frozen=True)
class _Detection:
    """What is known of one operation."""

    described: Described
    operation: Operation

    @cached_property
    def sent(self) -> Sequence[Sent]:
        return sent_parts(self.operation)

    @cached_property
    def shown(self) -> Sequence[Shown]:
        return [*shown_parts(self.operation)]

    @cached_property
    def lists(self) -> Sequence[Items]:
        return page_items(self.operation)

    @cached_property
    def said(self) -> str:
        return prose(self.operation.node)

    @property
    def items(self) -> Items:
        return self.lists[0]

    def paging(self) -> Paging | None:
        if not self.lists or self.items.score < -6 or not self._may_read:
            return None
        if self._writes_items() or self._is_ambiguous():
            return None
        found = (
            self._cursor()
            or self._keyset()
            or self._offset()
            or self._page()
            or self._undeclared_cursor()
            or self._link()
        )
        return found if found and found.is_complete else None

    @property
    def _may_read(self) -> bool:
        """Whether the operation can be one that only reads."""
        if self.operation.method in ("GET", "POST"):
            return True
        return self.operation.method not in ("PUT", "PATCH", "DELETE", "HEAD")

    def _writes_items(self) -> bool:
        """Return whether the body has the same list as the response: a write."""
        body, steps = self.operation.body, self.items.steps
        if body is None or not steps:
            return False
        return self.operation.spec.possibly_at(body[1], steps) is not None

    def _is_ambiguous(self) -> bool:
        """Return whether nothing tells which of several lists has the items."""
        first, *others = self.lists
        return bool(others) and others[0].score == first.score and not first.is_only

    def _all(self, *roles: str, vague: bool | None = None) -> list[Sent]:
        return [
            each
            for each in self.sent
            if each.role in roles and vague in (None, each.is_vague)
        ]

    @cached_property
    def limit(self) -> Sent | None:
        clear = self._all("limit", vague=False)
        vague = [each for each in self._all("limit", vague=True) if each.is_number]
        return next(iter((*clear, *vague)), None)

    def _parts(self, *roles: str) -> list[Shown]:
        return [each for each in self.shown if each.role in roles]

    # --- styles ---

    def _cursor(self) -> Paging | None:
        clear = self._all("cursor", vague=False)
        tokens = self._parts("cursor", "next", "after")
        for sent in (*clear, *self._all("after", "offset", "page")):
            is_clear = sent in clear
            if not is_clear and sent.is_number:
                continue
            if not is_clear and not self._is_token(sent):
                continue
            token = self._token_for(sent, tokens)
            response = self._response()
            if token is not None:
                response["cursor"] = body_location(token.steps)
                sure = 0.97 if is_clear else 0.93
                return self._made("cursor", {"cursor": sent}, response, sure)
            link = self._next_link()
            if link and (is_clear or _OPAQUE.search(sent.said)):
                response["next"] = link
                return self._made("next-link", {"cursor": sent}, response, 0.93)
            if is_clear:
                # No property has a cursor, so that only a header can have more.
                response["next"] = "$response.header.Link"
                sure = 0.6 if self.items.steps else 0.75
                return self._made("next-link", {"cursor": sent}, response, sure)
        return None

    def _undeclared_cursor(self) -> Paging | None:
        """Return the paging by a parameter that only the cursor's description names."""
        if self.operation.method != "GET" or self.described.is_swagger:
            return None
        for token in self._parts("cursor"):
            said = _PARAMETER.search(prose(token.schema))
            if said is None:
                continue
            name = said[1]
            sent = Sent("cursor", False, f"$request.query.{name}", name, {}, "")
            response = {**self._response(), "cursor": body_location(token.steps)}
            made = self._made("cursor", {"cursor": sent}, response, 0.86)
            return replace(
                made,
                undeclared=name,
                reason=f'The cursor in a response is sent as "{name}", by its '
                "description. The parameter is not declared.",
            )
        return None

    def _is_token(self, sent: Sent) -> bool:
        """Return whether a part with another possible meaning is a cursor."""
        tokens = self._parts("cursor", "next")
        if folded(sent.name) == "after":
            tokens += self._parts("after")
        return bool(tokens) or bool(_OPAQUE.search(sent.said) and self._next_link())

    def _token_for(self, sent: Sent, tokens: Sequence[Shown]) -> Shown | None:
        """Return the property with the next cursor."""
        name = folded(sent.name)

        def rank(each: Shown) -> tuple[int, int]:
            own = folded("".join(each.steps[-2:]))
            is_next = (
                "next" in own or "end" in own or "continu" in own or "after" in own
            )
            return -(2 * is_next + (name in own)), len(each.steps)

        return min(tokens, key=rank, default=None)

    def _keyset(self) -> Paging | None:
        for sent in self._all("keyset", "after", "offset"):
            is_clear = sent.role == "keyset"
            is_after = bool(_AFTER_ID.search(sent.said))
            if sent.role == "offset" and (self.limit or not is_after):
                continue
            if not is_clear and not (self.limit or is_after):
                continue
            if not (is_clear or is_after or _ID.search(sent.said) or self._is_two_way):
                continue
            if folded(sent.name) not in ("after", "startingafter") and not (
                is_clear or is_after
            ):
                continue
            key = self._key(sent)
            if key is None:
                continue
            response = self._response()
            response["cursor"] = item_location(key)
            sure = 0.93 if is_clear and self.limit else 0.85
            return self._made("keyset", {"cursor": sent}, response, sure)
        return None

    @property
    def _is_two_way(self) -> bool:
        """Whether items before and after another one, or after an id, are returned."""
        names = {folded(str(each.get("name"))) for each in self.operation.parameters}
        after = [e for e in self.sent if folded(e.name) == "after"]
        is_id = any(e.schema.get("format") in ("snowflake", "uuid") for e in after)
        return self.limit is not None and (is_id or {"before", "after"} <= names)

    def _key(self, sent: Sent) -> tuple[str, ...] | None:
        """Return the property of an item that is sent to get the items after it."""
        spec, item = self.operation.spec, self.items.item
        known = spec.properties(item)
        said = {*words_in(sent.said)}
        numbers = [name for name in known if name in said and len(name) > 2]
        if sent.role == "offset" and numbers:
            return (numbers[0],)
        names = {folded(name): name for name in known}
        for name in ("id", "uuid", "key", "name"):
            if name in names:
                return (names[name],)
        nested = [
            (name, "id")
            for name, prop in known.items()
            if "id" in spec.properties(prop.schema)
        ]
        return nested[0] if len(nested) == 1 else None

    def _offset(self) -> Paging | None:
        clear = [each for each in self._all("offset", vague=False)]
        vague = [
            each
            for each in self._all("offset", vague=True)
            if each.is_number and self.limit and _PAGED.search(each.said + self.said)
        ]
        for sent in (*clear, *vague):
            if sent.in_body and self.limit is None:
                continue
            if not sent.is_number and _IS_TOKEN.search(sent.said):
                continue
            sure = 0.97 if sent in clear and self.limit else 0.86
            if _is_from_one(sent):
                # The vocabulary counts from 0, so the last item of a page is repeated.
                sure = 0.6
            response = self._response()
            return self._made("offset", {"offset": sent}, response, sure)
        return None

    def _page(self) -> Paging | None:
        clear = self._all("page", vague=False)
        vague = [e for e in self._all("page", vague=True) if e.is_number and self.limit]
        for sent in (*clear, *vague):
            if self.limit is None and (sent.in_body or not self._is_about_pages(sent)):
                continue
            response = self._response()
            first = first_page(sent)
            sure = 0.97 if self.limit else 0.92
            if first is None:
                # Asking for page 0 first could repeat page 1, and asking for page 1
                # first could skip page 0.
                first, sure = 1, 0.88
            return self._made("page", {"page": sent}, response, sure, first=first)
        return None

    def _is_about_pages(self, sent: Sent) -> bool:
        totals = self._parts("total", "total-pages", "more", "number")
        return bool(totals or _PAGED.search(sent.said) or self._next_link())

    def _link(self) -> Paging | None:
        link = self._next_link()
        if link is None or (self.operation.method != "GET" and not self.limit):
            return None
        in_header = ".header." in link
        if self.items.steps and self.operation.path.endswith("}") and not self.limit:
            return None
        response = self._response()
        response["next"] = link
        sure = 0.9 if in_header else 0.94
        return self._made("next-link", {}, response, sure)

    def _next_link(self) -> str | None:
        """Return the location of the URL of the next page."""
        known = headers(self.operation)
        links = self._parts("link")
        if links:
            return body_location(min(links, key=lambda each: len(each.steps)).steps)
        for name in ("link", "next", "xnext", "nextpage", "xnextpage", "nextlink"):
            if name in known:
                return f"$response.header.{known[name]}"
        if _LINK_HEADER.search(" ".join((self.said, *(e.said for e in self.sent)))):
            return "$response.header.Link"
        others = [e for e in self._parts("next") if e.schema.get("type")]
        return body_location(others[0].steps) if others else None

    def _response(self) -> dict[str, str]:
        """Return the locations of the items, the totals and whether there are more."""
        found = {"items": body_location(self.items.steps)}
        for role, name in (("more", "has-more"), ("total-pages", "total-pages")):
            if parts := self._parts(role):
                found[name] = body_location(parts[0].steps)
        totals = [e for e in self._parts("total") if self._is_about_items(e)]
        if totals:
            found["total"] = body_location(totals[0].steps)
        else:
            for name, spelled in headers(self.operation).items():
                if _TOTALS.fullmatch(name):
                    found["total"] = f"$response.header.{spelled}"
        return found

    def _is_about_items(self, total: Shown) -> bool:
        """Return whether a number can be that of all items, by its place and name."""
        if folded(total.steps[-1]) == "count":
            return False
        above = total.steps[:-1]
        is_near = above == self.items.steps[: len(above)]
        return is_near or bool(_ABOUT_PAGES.search(folded(above[-1])))

    def _made(
        self,
        style: str,
        parts: Mapping[str, Sent],
        response: Mapping[str, str],
        sure: float,
        first: int | None = None,
    ) -> Paging:
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
        """Return a confidence that is lower if another list could have the items."""
        others = [e for e in self.lists[1:] if e.score >= self.items.score - 2]
        if others:
            sure -= 0.15
        if self.operation.method != "GET":
            sure -= 0.02 if _READS.search(self.operation.path) else 0.08
        return round(sure, 2)


def _is_from_one(sent: Sent) -> bool:
    """Return whether an index counts from 1."""
    is_index = folded(sent.name).endswith("index")
    least = (sent.schema.get("default"), sent.schema.get("minimum"))
    return 1 in least or bool(is_index and re.search(r"\b1[- ]based", sent.said))


def _reason(style: str, names: Iterable[str], response: Mapping[str, Any]) -> str:
    """Return what shows that an operation is paged."""
    asked = ", ".join(f'"{name}"' for name in dict.fromkeys(names))
    read = [f"{role} at {place}" for role, place in response.items() if role != "items"]
    parts = [f"A request has {asked}"] if asked else []
    if read:
        parts.append(f"{'a' if parts else 'A'} response has {', '.join(read)}")
    return ", and ".join(parts) + "."
