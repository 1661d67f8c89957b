"""Serialize parameters of path, query, header and cookie by OpenAPI's styles.

Every value of a caller is percent-encoded as data; it cannot become another path
segment, parameter or header.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from ..core.errors import RequestError
from ..core.unset import NULL, UNSET
from .scalars import dumps, text, tree
from .style import Style

FORM = Style()
SIMPLE = Style("simple", explode=False)
SEPARATORS = {
    "form": ",",
    "simple": ",",
    "spaceDelimited": "%20",
    "pipeDelimited": "%7C",
}
RESERVED = ":/?#[]@!$&'()*+,;="
UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""A token (RFC 9110, section 5.6.2): the possible names of a header."""

Pair = tuple[str, str]


def path(
    template: str,
    values: Mapping[str, Any],
    forms: Mapping[str, str],
    styles: Mapping[str, Style] | None = None,
) -> str:
    """Return the template with each `{name}` replaced by its value as one segment.

    Raises RequestError for a missing value, an empty one, and the segments "." and
    "..", which a server or proxy would read as a way to another path.
    """

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        value = values.get(name, UNSET)
        if value is None or value is UNSET:
            raise RequestError(f"{name} is needed: it is a part of {template}")
        style = (styles or {}).get(f"path.{name}", SIMPLE)
        return _segment(name, value, style, forms.get(f"path.{name}"))

    return re.sub(r"\{([^{}]+)\}", fill, template)


def _segment(name: str, value: Any, style: Style, form: str | None) -> str:
    segment = _expanded(quote(name, safe=""), value, style, form)
    if not segment:
        raise RequestError(f"{name} cannot be empty: it is a part of the path")
    if segment in (".", ".."):
        raise RequestError(f"{name} cannot be {segment!r}: it is a part of the path")
    return segment


def _expanded(key: str, value: Any, style: Style, form: str | None) -> str:
    """A value in a path: as it is, after a dot (label), or as `;key=value` (matrix)."""

    def encoded(part: Any) -> str:
        return quote(text(part, form), safe="")

    members, items = _members(value), _items(value)
    if style.name == "json":
        return quote(dumps(value).decode(), safe="")
    if members is not None and style.explode:
        parts = [f"{quote(k, safe='')}={encoded(v)}" for k, v in members.items()]
    elif members is not None:
        parts = [encoded(part) for member in members.items() for part in member]
    else:
        parts = [encoded(part) for part in ([value] if items is None else items)]
    match style.name, style.explode:
        case "label", True:
            return "." + ".".join(parts) if any(parts) else ""
        case "label", False:
            return "." + ",".join(parts) if any(parts) else ""
        case "matrix", True if members is not None:
            return "".join(f";{part}" for part in parts)
        case "matrix", True:
            return "".join(f";{key}={part}" for part in parts)
        case "matrix", False:
            return f";{key}={','.join(parts)}"
    return ",".join(parts)


def query(name: str, value: Any, style: Style = FORM, form: str | None = None) -> str:
    """Return a parameter as encoded `name=value` text, "" for nothing to send."""
    return "&".join(f"{key}={said}" for key, said in _query(name, value, style, form))


def _query(name: str, value: Any, style: Style, form: str | None) -> Iterator[Pair]:
    safe = RESERVED if style.reserved else ""

    def encoded(part: Any) -> str:
        return quote(text(part, form), safe=safe)

    key = quote(name, safe="")
    members, items = _members(value), _items(value)
    if style.name == "json":
        yield key, quote(dumps(value).decode(), safe=safe)
    elif style.name == "deepObject" and (members is not None or items is not None):
        yield from _deep(name, value, form)
    elif members is not None and style.explode:
        for member, said in members.items():
            yield from _query(member, said, style, form)
    elif members is not None:
        flat = [part for member in members.items() for part in member]
        yield key, SEPARATORS[style.name].join(encoded(part) for part in flat)
    elif items is None:
        yield key, encoded(value)
    elif style.explode and style.name == "form":
        for part in items:
            yield key, encoded(part)
    else:
        yield key, SEPARATORS[style.name].join(encoded(part) for part in items)


def _deep(name: str, value: Any, form: str | None) -> Iterator[Pair]:
    """`name[member]=value`; `name[0]=value` for lists, which OpenAPI leaves open."""
    members, items = _members(value), _items(value)
    if members is None and items is None:
        yield quote(name, safe=""), quote(text(value, form), safe="")
        return
    inside = members if members is not None else dict(enumerate(items or ()))
    for member, each in inside.items():
        yield from _deep(f"{name}[{member}]", each, form)


def header(
    name: str, value: Any, style: Style = SIMPLE, form: str | None = None
) -> str:
    """Return a header's value. Raises RequestError for line breaks and the like."""
    members, items = _members(value), _items(value)
    if style.name == "json":
        said = dumps(value).decode()
    elif members is not None:
        between = "=" if style.explode else ","
        said = ",".join(f"{k}{between}{text(v, form)}" for k, v in members.items())
    elif items is not None:
        said = ",".join(text(part, form) for part in items)
    else:
        said = text(value, form)
    return checked_value(name, said)


def checked_value(name: str, said: str) -> str:
    """Return a header value after checking that it can be sent.

    Raises RequestError, which does not show the value, for a line break, another
    control character, and text that is not Latin-1.
    """
    if UNSENDABLE.search(said):
        raise RequestError(f"{name} holds a line break or another control character")
    try:
        said.encode("latin-1")
    except UnicodeEncodeError:
        fits = False
    else:
        fits = True
    if not fits:
        raise RequestError(f"{name} holds characters that a header cannot carry")
    return said


def header_fields(pairs: Sequence[Pair]) -> list[tuple[bytes, bytes]]:
    """Encode header fields: values in Latin-1, without space around them.

    Raises RequestError, which does not show the value, for an invalid name or value.
    """
    for name, _ in pairs:
        if not FIELD_NAME.fullmatch(name):
            raise RequestError(f"{name!r} is no name of a header")
    return [
        (
            name.encode("ascii"),
            checked_value(name, value).strip(" \t").encode("latin-1"),
        )
        for name, value in pairs
    ]


def cookie(name: str, value: Any, style: Style = FORM, form: str | None = None) -> str:
    """Return a parameter as `name=value`, several of them separated by `; `.

    An exploded list repeats the name and an exploded object has a cookie for each of
    its members, as OpenAPI 3.2 settled it; otherwise there is one, with commas.
    Raises RequestError for what a cookie cannot carry.
    """
    members, items = _members(value), _items(value)
    if style.name == "json":
        pairs = [(name, quote(dumps(value).decode(), safe=""))]
    elif members is not None and style.explode:
        pairs = [(key, text(part, form)) for key, part in members.items()]
    elif members is not None:
        flat = (text(part, form) for member in members.items() for part in member)
        pairs = [(name, ",".join(flat))]
    elif items is None:
        pairs = [(name, text(value, form))]
    elif style.explode:
        pairs = [(name, text(part, form)) for part in items]
    else:
        pairs = [(name, ",".join(text(part, form) for part in items))]
    return "; ".join(f"{key}={_cookie_value(key, said)}" for key, said in pairs)


def _cookie_value(name: str, said: str) -> str:
    if ";" in said:
        raise RequestError(f"{name} holds a semicolon, which ends a cookie")
    return checked_value(name, said)


def _members(value: Any) -> dict[str, Any] | None:
    """The members of an object, less those that are not there; None for no object."""
    if isinstance(value, BaseModel):
        value = tree(value)
    if not isinstance(value, Mapping):
        return None
    absent = (None, UNSET, NULL)
    return {text(key): item for key, item in value.items() if item not in absent}


def _items(value: Any) -> list[Any] | None:
    if isinstance(value, list | tuple | Set):
        return list(value)
    return None
