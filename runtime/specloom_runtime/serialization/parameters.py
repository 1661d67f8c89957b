"""Serialize path, query, header and cookie parameters with OpenAPI's styles.

Every value is percent-encoded as data, so that it cannot become another path segment,
parameter or header.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial, wraps
from typing import Any, ParamSpec
from urllib.parse import quote, unquote

from pydantic import BaseModel

from ..core.errors import RequestError
from ..core.unset import NULL, UNSET
from ..http.locations import display_name
from .header_values import checked_value
from .scalars import NAMED_TUPLE, checked_text, dumps, is_named_tuple, text, tree
from .style import Style

FORM = Style()
SIMPLE = Style("simple", explode=False)
SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
DELIMITERS = {" ": "a space", "|": "a pipe", ",": "a comma", ".": "a dot"}
LISTS = (list, tuple, Set)
PLAIN = (str, int)
"""The types of most values, which are written alone in the default style."""
RESERVED = ":/?@!$'()*,="
"""The reserved characters of RFC 3986 that `allowReserved` leaves unchanged.

`#`, `[` and `]` are not allowed in a query (RFC 3986, section 3.4). Servers read `&` as
the start of the next parameter and `+` as a space, and many read `;` like `&`.
"""
VARIABLE = re.compile(r"\{([^{}]*)\}|[^!-~]+")
"""A variable of a path, or characters that a URL cannot contain unencoded."""
COOKIE_NAME = re.compile(r'[^\x00-\x20\x7f-\U0010ffff=;,"\\]+')
"""A cookie name that servers read as a whole; RFC 6265 excludes the brackets."""

COOKIE_VALUE = re.compile(r"(?![ \"])[ -:<-~]*(?<! )")
"""Printable ASCII without `;`; servers remove spaces and quotes around a value."""

NAMED = (": ", " cannot ", " holds ", " is needed")
"""What follows the name of an argument in a message that begins with the name."""

Pair = tuple[str, str]
P = ParamSpec("P")


def path(
    template: str,
    values: Mapping[str, Any],
    forms: Mapping[str, str],
    styles: Mapping[str, Style] | None = None,
    argument: Callable[[str], str] = display_name,
) -> str:
    """Return the template with each `{name}` replaced by its value as one segment.

    Characters that are invalid in a URL are percent-encoded. Raises RequestError for a
    missing or empty value, and for the segments "." and "..", which servers and proxies
    would resolve to another path. `argument` returns the name of a location in these
    messages.
    """

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return quote(checked_text(match[0]), safe="")
        value, location = values.get(name, UNSET), f"path.{name}"
        if value is None or value is UNSET:
            shown = template.partition("?")[0]
            problem = f"is needed: it is a part of {shown}"
            raise RequestError(f"{argument(location)} {problem}")
        style = (styles or {}).get(location, SIMPLE)
        try:
            return _segment(name, value, style, forms.get(location))
        except RequestError as error:
            raise renamed(error, name, argument(location)) from None

    return VARIABLE.sub(fill, template)


def renamed(error: RequestError, name: str, argument: str) -> RequestError:
    """Return an error about a parameter with the name of the caller's argument.

    Args:
        error: the error, whose message begins with the name of the parameter, unless
            the name cannot be printed.
        name: the name of the parameter in the request.
        argument: the name of the caller's argument.
    """
    if not error.message.startswith(name):
        return error
    return RequestError(argument + error.message.removeprefix(name))


def naming_argument(write: Callable[P, str]) -> Callable[P, str]:
    """Return a function whose error messages begin with its first argument."""

    @wraps(write)
    def named(*args: P.args, **kwargs: P.kwargs) -> str:
        try:
            return write(*args, **kwargs)
        except RequestError as error:
            name, problem = str(args[0]), error.message
            if not problem.startswith(tuple(name + end for end in NAMED)):
                problem = f"{name}: {problem}"
            if not name.isprintable():
                problem = problem.replace(name, ascii(name))
        except UnicodeEncodeError:
            problem = f"{args[0]!a}: half of a surrogate pair cannot be sent"
        raise RequestError(problem)

    return named


@naming_argument
def _segment(name: str, value: Any, style: Style, form: str | None) -> str:
    if type(value) in PLAIN and style is SIMPLE:
        segment = _quoted(value, form)
    else:
        segment = _expanded(quote(name, safe=""), value, style, form)
    if not segment:
        raise RequestError(f"{name} cannot be empty: it is sent in the path")
    if segment in (".", ".."):
        raise RequestError(
            f"{name} cannot be {segment!r}: in a path this has a meaning of its own"
        )
    return segment


def _expanded(key: str, value: Any, style: Style, form: str | None) -> str:
    """Return a value in a path: plain, after a dot (label), or `;key=value` (matrix).

    The styles are those of RFC 6570, with OpenAPI's names ("Style Values").
    """

    encoded = partial(_quoted, form=form)
    if style.name == "json":
        return quote(dumps(value).decode(), safe="")
    members = _members(value)
    if members is not None and style.explode:
        parts = [f"{quote(k, safe='')}={encoded(v)}" for k, v in members.items()]
    else:
        parts = _flat(value, members, encoded)
    match style.name, style.explode:
        case "label", True:
            # A dot is the only delimiter of a path that is never percent-encoded.
            if members is not None or isinstance(value, LISTS):
                _check_apart(unquote(key), ".", parts)
            return "." + ".".join(parts) if any(parts) else ""
        case "label", False:
            return "." + ",".join(parts) if any(parts) else ""
        case "matrix", False:
            return f";{key}={','.join(parts)}"
        case "matrix", True:
            prefix = f";{key}=" if members is None else ";"
            return "".join(prefix + part for part in parts)
    return ",".join(parts)


@naming_argument
def query(name: str, value: Any, style: Style = FORM, form: str | None = None) -> str:
    """Return a parameter as encoded `name=value` text; "" if nothing is sent."""
    if type(value) in PLAIN and style is FORM:
        return f"{quote(name, safe='')}={_quoted(value, form)}"
    return "&".join(f"{key}={part}" for key, part in _query(name, value, style, form))


def _query(name: str, value: Any, style: Style, form: str | None) -> Iterator[Pair]:
    safe = RESERVED if style.reserved else ""

    encoded = partial(_quoted, form=form, safe=safe)
    key, members = quote(name, safe=""), _members(value)
    if style.name == "json":
        yield key, quote(dumps(value).decode(), safe=safe)
    elif style.name == "deepObject" and isinstance(value, (BaseModel, Mapping, *LISTS)):
        yield from _deep(name, value, form)
    elif members is not None and style.explode:
        for member, item in members.items():
            if _members(item) is not None:
                raise RequestError(f"{member}: an object in an object cannot be sent")
            yield from _query(member, item, style, form)
    elif style.name == "form" and style.explode:
        for part in _flat(value, members, encoded):
            yield key, part
    else:
        separator = quote(SEPARATORS.get(style.name, ","), safe=",")
        parts = _flat(value, members, encoded)
        if members is not None or isinstance(value, LISTS):
            _check_apart(name, separator, parts)
        yield key, separator.join(parts)


def delimited(name: str, values: Sequence[Any], style: Style) -> str:
    """Return a list as text without percent-encoding.

    Raises RequestError for a value that contains the delimiter.
    """
    separator = SEPARATORS.get(style.name, ",")
    parts = [text(value) for value in values]
    _check_apart(name, separator, parts)
    return separator.join(parts)


def _deep(name: str, value: Any, form: str | None) -> Iterator[Pair]:
    """Yield `name[member]=value`, and `name[0]=value` for lists."""
    inside: Mapping[Any, Any] | None = _members(value)
    if isinstance(value, LISTS):
        inside = dict(enumerate(value))
    if inside is None:
        yield quote(name, safe=""), _quoted(value, form)
        return
    for member, item in inside.items():
        if re.search(r"[\[\]]", str(member)):
            raise RequestError(f"{name}: the name {member!r} cannot hold a bracket")
        yield from _deep(f"{name}[{member}]", item, form)


@naming_argument
def header(
    name: str, value: Any, style: Style = SIMPLE, form: str | None = None
) -> str:
    """Return the value of a header.

    Raises RequestError for newlines, other control characters, text that is not
    Latin-1, a list item that contains a comma, and white space around a value.
    """
    if style.name == "json":
        return checked_value(name, dumps(value).decode())
    members = _members(value)
    if members is not None and style.explode:
        for key in members:
            _check_apart(name, "=", [key])
        parts = [f"{key}={text(v, form)}" for key, v in members.items()]
    else:
        parts = _flat(value, members, partial(text, form=form))
    if any(part != part.strip(" \t") for part in parts):
        raise RequestError(f"{name}: white space around a header is not sent")
    return checked_value(name, _joined(name, value, members, parts))


def _joined(
    name: str, value: Any, members: Mapping[str, Any] | None, parts: list[str]
) -> str:
    """Return a scalar as it is; join the parts of a list or an object by commas."""
    if members is not None or isinstance(value, LISTS):
        _check_apart(name, ",", parts)
    return ",".join(parts)


def _check_apart(name: str, delimiter: str, parts: Sequence[str]) -> None:
    """Raise RequestError if a part contains the delimiter: servers would split it."""
    if any(delimiter in part for part in parts):
        shown = unquote(delimiter)
        problem = f"holds {DELIMITERS.get(shown, repr(shown))}"
        raise RequestError(f"{name}: a value {problem}, which separates values")


@naming_argument
def cookie(name: str, value: Any, style: Style = FORM, form: str | None = None) -> str:
    """Return a parameter as `name=value`; several cookies are separated by `; `.

    An exploded list repeats the name, and an exploded object becomes one cookie for
    each member, as in OpenAPI 3.2. Otherwise, one cookie contains all values, separated
    by commas. Raises RequestError for values that a cookie cannot contain.
    """
    members = _members(value)
    if style.name == "json":
        pairs = [(name, quote(dumps(value).decode(), safe=""))]
    elif members is not None and style.explode:
        pairs = [(key, text(part, form)) for key, part in members.items()]
    else:
        parts = _flat(value, members, partial(text, form=form))
        if not style.explode:
            parts = [_joined(name, value, members, parts)]
        pairs = [(name, part) for part in parts]
    for key, written in pairs:
        if not COOKIE_NAME.fullmatch(key):
            raise RequestError(f"{name}: {key!a} cannot be the name of a cookie")
        if ";" in written:
            raise RequestError(f"{key} holds a semicolon, which ends a cookie")
        if not COOKIE_VALUE.fullmatch(written):
            problem = "holds characters that a cookie cannot carry"
            raise RequestError(f"{key} {problem}")
    return "; ".join(f"{key}={written}" for key, written in pairs)


def _members(value: Any) -> dict[str, Any] | None:
    """Return the present members of an object; None for a value of another type."""
    if isinstance(value, BaseModel):
        value = tree(value)
    if not isinstance(value, Mapping):
        if is_named_tuple(value):
            raise RequestError(NAMED_TUPLE)
        return None
    absent = (None, UNSET, NULL)
    return {text(key): item for key, item in value.items() if item not in absent}


def _quoted(value: Any, form: str | None, safe: str = "") -> str:
    return quote(text(value, form), safe=safe)


def _flat(
    value: Any, members: Mapping[str, Any] | None, encoded: Callable[[Any], str]
) -> list[str]:
    """Return a scalar, the items of a list, or the names and values of an object."""
    if members is not None:
        return [encoded(part) for member in members.items() for part in member]
    items = value if isinstance(value, LISTS) else [value]
    return [encoded(part) for part in items]
