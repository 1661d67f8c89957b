"""Links between pages: read `Link` headers (RFC 8288), stay on the chosen origin."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus, urldefrag, urljoin, urlsplit

from ..core.errors import PaginationError

_PORTS = {"http": 80, "https": 443}
_TARGET = re.compile(r"\s*,?\s*<([^>]*)>")
_PARAMETER = re.compile(r'\s*;\s*([^\s=;,]+)\s*(?:=\s*("(?:\\.|[^"\\])*"|[^\s;,]*))?')


def next_link(header: str) -> str | None:
    """Return the target of the first `rel=next` of a `Link` header, None without one.

    A target may contain commas, `rel` may hold several words in any case, and the
    first `rel` of a link is the one that counts (RFC 8288, section 3.3).
    """
    position = 0
    while target := _TARGET.match(header, position):
        position = target.end()
        relations: str | None = None
        while parameter := _PARAMETER.match(header, position):
            position = parameter.end()
            if parameter[1].lower() == "rel" and relations is None:
                relations = re.sub(r"\\(.)", r"\1", (parameter[2] or "").strip('"'))
        if relations is not None and "next" in relations.lower().split():
            return target[1].strip() or None
    return None


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of an absolute URL, default ports filled in."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(scheme)


def resolve_link(link: str, *, current: str, base: str) -> str:
    """Return the absolute URL of a next-page link, to be requested with credentials.

    `current` is the URL of the page that held the link (a relative one counts from
    there), `base` the server chosen by the caller. Raises PaginationError for a link
    that leaves the origin of `base`, contains a user, or is not a URL.
    """
    try:
        url = urldefrag(urljoin(current, link.strip())).url
        stays = origin(url) == origin(base)
        named = "@" in urlsplit(url).netloc
    except ValueError:
        raise PaginationError("the link to the next page is not a URL") from None
    if not stays or named:
        scheme, host, port = origin(url)
        raise PaginationError(
            f"the link to the next page leaves {origin(base)[1]} for "
            f"{scheme}://{host}:{port}; it is not followed"
        )
    return url


def with_query(url: str, query: str) -> str:
    """Return a URL with parameters in its query, in place of those of the same names.

    `query` is encoded; what else the URL has stays as it is, in its order.
    """
    before, _, own = url.partition("?")
    added: dict[str, list[str]] = {}
    for pair in filter(None, query.split("&")):
        added.setdefault(_name(pair), []).append(pair)
    replaced = set(added)
    pairs: list[str] = []
    for pair in filter(None, own.split("&")):
        name = _name(pair)
        pairs += added.pop(name, []) if name in replaced else [pair]
    pairs += [pair for same in added.values() for pair in same]
    return "?".join([before, "&".join(pairs)]) if query else url


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])
