"""Read links of responses: parse `Link` headers (RFC 8288), and check the origin."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from urllib.parse import unquote_plus, urldefrag, urljoin, urlsplit

from ..core.errors import PaginationError

_PORTS = {"http": 80, "https": 443}
_TARGET = re.compile(r"[\s,]*<([^>]*)>")
LONGEST = 65_536
"""The maximum length of a URL; HTTP libraries reject a longer one."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PARAMETER = re.compile(r'\s*;\s*([^\s=;,]+)\s*(?:=\s*("(?:\\.|[^"\\])*+"|[^\s;,]*))?')


def next_link(header: str) -> str | None:
    """Return the target of the first `rel=next` in a `Link` header, or None."""
    return link_to(header, "next")


def link_to(header: str, relation: str) -> str | None:
    """Return the target of the first link with a relation in a `Link` header, or None.

    A target can contain commas. `rel` can contain several words in any letter case.
    Only the first `rel` of a link counts (RFC 8288, section 3.3).
    """
    position = 0
    while target := _TARGET.match(header, position):
        position = target.end()
        relations: str | None = None
        while parameter := _PARAMETER.match(header, position):
            position = parameter.end()
            if parameter[1].lower() == "rel" and relations is None:
                relations = re.sub(r"\\(.)", r"\1", (parameter[2] or "").strip('"'))
        if relations is not None and relation in relations.lower().split():
            return target[1].strip() or None
    return None


def origin(url: str) -> tuple[str, str, int | None]:
    """Return the scheme, host and port of an absolute URL, including default ports."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(scheme)


def absolute(link: str, current: str) -> str:
    """Return the absolute URL of a link, which can be relative to the URL `current`.

    Raises ValueError if no request can be sent to the URL: if it contains control
    characters or a port that is not a number, or is too long.
    """
    url = urldefrag(urljoin(current, link.strip())).url
    origin(url)
    if len(url) > LONGEST or _CONTROL.search(url):
        raise ValueError("not a URL")
    return url


def resolve_link(link: str, *, current: str, base: str) -> str:
    """Return the absolute URL of a next-page link, for a request with credentials.

    `current` is the URL of the page that contains the link; a relative link is resolved
    against it. `base` is the server that the caller chose. Raises PaginationError if
    the link has another origin than `base`, contains a user name, or is not a valid
    URL.
    """
    try:
        url = absolute(link, current)
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
    """Return a URL with further parameters in its query.

    Parameters with the same names are replaced. `query` contains encoded parameters.
    The rest of the URL is unchanged.
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


def without_values(
    url: str, names: Collection[str], hide: Callable[[str], bool]
) -> str:
    """Return a URL without the credentials in its query and fragment.

    Parameters with these `names` keep their names but lose their values, which
    `with_query` sets again. Other parameters are removed if `hide` returns true for
    them.
    """
    before, _, own = urldefrag(url).url.partition("?")
    pairs: list[str] = []
    for pair in own.split("&"):
        if _name(pair) in names:
            pairs.append(f"{pair.partition('=')[0]}=")
        elif not hide(pair):
            pairs.append(pair)
    return "?".join([before, "&".join(pairs)]) if own else before


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])
