"""Decide how an operation is paged from the parts of its request and its response."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ..document import Operation
from .described import Described
from .page_evidence import PageEvidence
from .page_facts import Paging, body_location, item_location
from .page_requests import Sent
from .page_responses import Shown
from .page_sizes import first_page
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
_PARAMETER: Final = re.compile(
    r"\b(?:as|in|to|with|using) (?:the |a )?(?:value of (?:the )?)?[`'\"]?"
    r"([A-Za-z_]*(?:cursor|token)[A-Za-z_]*|after)[`'\"]? (?:query )?param"
)
_IS_TOKEN: Final = re.compile(
    r"\b(offset|page|opaque) token\b|\bopaque\b|\bcursor\b", re.I
)


def detected_paging(described: Described, operation: Operation) -> Paging | None:
    """Return how an operation is paged; None if nothing shows that it is."""
    return _Detection(described, operation).paging()


class _Detection(PageEvidence):
    """The styles, from what is known of one operation."""

    def paging(self) -> Paging | None:
        if not self.lists or self.items.score < -6 or not self._may_read:
            return None
        if self.writes_items() or self.is_ambiguous():
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

    def _cursor(self) -> Paging | None:
        clear = self.all_of("cursor", vague=False)
        tokens = self.parts_of("cursor", "next", "after")
        for sent in (*clear, *self.all_of("after", "offset", "page")):
            is_clear = sent in clear
            if not is_clear and sent.is_number:
                continue
            if not is_clear and not self._is_token(sent):
                continue
            token = self._token_for(sent, tokens)
            response = self.locations()
            if token is not None:
                response["cursor"] = body_location(token.steps)
                sure = 0.97 if is_clear else 0.93
                return self.made("cursor", {"cursor": sent}, response, sure)
            link = self.next_link()
            if link and (is_clear or _OPAQUE.search(sent.said)):
                response["next"] = link
                return self.made("next-link", {"cursor": sent}, response, 0.93)
            if is_clear:
                # No property has a cursor, so that only a header can have more.
                response["next"] = "$response.header.Link"
                sure = 0.4 if self.items.steps else 0.75
                made = self.made("next-link", {"cursor": sent}, response, sure)
                return replace(made, assumed=True, reason=_assumed(sent.name))
        return None

    def _undeclared_cursor(self) -> Paging | None:
        """Return the paging by a parameter that only the cursor's description names."""
        if self.operation.method != "GET" or self.described.is_swagger:
            return None
        for token in self.parts_of("cursor"):
            said = _PARAMETER.search(prose(token.schema))
            if said is None:
                continue
            name = said[1]
            sent = Sent("cursor", False, f"$request.query.{name}", name, {}, "")
            response = {**self.locations(), "cursor": body_location(token.steps)}
            made = self.made("cursor", {"cursor": sent}, response, 0.86)
            return replace(
                made,
                undeclared=name,
                reason=f'The cursor in a response is sent as "{name}", by its '
                "description. The parameter is not declared.",
            )
        return None

    def _is_token(self, sent: Sent) -> bool:
        """Return whether a part with another possible meaning is a cursor."""
        tokens = self.parts_of("cursor", "next")
        if folded(sent.name) == "after":
            tokens += self.parts_of("after")
        return bool(tokens) or bool(_OPAQUE.search(sent.said) and self.next_link())

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
        for sent in self.all_of("keyset", "after", "offset"):
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
            response = self.locations()
            response["cursor"] = item_location(key)
            sure = 0.93 if is_clear and self.limit else 0.85
            return self.made("keyset", {"cursor": sent}, response, sure)
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
        clear = [each for each in self.all_of("offset", vague=False)]
        vague = [
            each
            for each in self.all_of("offset", vague=True)
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
            response = self.locations()
            return self.made("offset", {"offset": sent}, response, sure)
        return None

    def _page(self) -> Paging | None:
        clear = self.all_of("page", vague=False)
        vague = [
            e for e in self.all_of("page", vague=True) if e.is_number and self.limit
        ]
        for sent in (*clear, *vague):
            if self.limit is None and (sent.in_body or not self._is_about_pages(sent)):
                continue
            response = self.locations()
            first = first_page(sent)
            if first is not None:
                sure = 0.97 if self.limit else 0.92
                return self.made("page", {"page": sent}, response, sure, first=first)
            # Asking for page 0 first could repeat page 1, and asking for page 1 first
            # could skip page 0.
            made = self.made("page", {"page": sent}, response, 0.88, first=1)
            return replace(made, reason=f"{made.reason} {_FIRST_ASSUMED}")
        return None

    def _is_about_pages(self, sent: Sent) -> bool:
        totals = self.parts_of("total", "total-pages", "more", "number")
        return bool(totals or _PAGED.search(sent.said) or self.next_link())

    def _link(self) -> Paging | None:
        link = self.next_link()
        if link is None or (self.operation.method != "GET" and not self.limit):
            return None
        in_header = ".header." in link
        if self.items.steps and self.operation.path.endswith("}") and not self.limit:
            return None
        response = self.locations()
        response["next"] = link
        sure = 0.9 if in_header else 0.94
        return self.made("next-link", {}, response, sure)


def _is_from_one(sent: Sent) -> bool:
    """Return whether an index counts from 1."""
    is_index = folded(sent.name).endswith("index")
    least = (sent.schema.get("default"), sent.schema.get("minimum"))
    return 1 in least or bool(is_index and re.search(r"\b1[- ]based", sent.said))


_FIRST_ASSUMED = "That the first page is 1 is a guess: nothing says so."


def _assumed(name: str) -> str:
    """Return the reason of a header that the description does not mention."""
    return (
        f'A request has "{name}", but no response shows its next value. The header '
        "Link is a guess: if it does not come, only the first page is read."
    )
