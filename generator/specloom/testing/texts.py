"""Texts that a format, a pattern and a length allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

FORMATS = {
    "binary": "dGUgeHQvJj0r",
    "byte": "dGUgeHQvJj0r",
    "date": "2026-03-01",
    "date-time": "2026-03-01T08:30:00Z",
    "decimal": "1.5",
    "duration": "P1D",
    "email": "someone@example.com",
    "hostname": "host.example.com",
    "idn-email": "someone@example.com",
    "idn-hostname": "host.example.com",
    "ip": "192.0.2.1",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "iri": "https://example.com/",
    "iri-reference": "https://example.com/",
    "json-pointer": "/a",
    "regex": "a",
    "relative-json-pointer": "0",
    "time": "08:30:00Z",
    "uri": "https://example.com/",
    "uri-reference": "https://example.com/",
    "uri-template": "https://example.com/{a}",
    "url": "https://example.com/",
    "uuid": "3f2b8c1e-7d4a-4c56-9e10-6b8f0a2d5c71",
}
PLAIN = "te xt/&=+"
"""Every character that has to be escaped somewhere."""
TRIES = 40
LONGEST = 4096
ALPHABET = "aA7 -_./:@+,=#~é"
_PARSER: Any = import_module("re._parser")


def text(node: Any) -> str:
    """A text the schema allows, or the best guess where none is found."""
    least = node.get("minLength", 0)
    most = node.get("maxLength", max(least, LONGEST))
    tried = list(_candidates(node, least, most))
    pattern = node.get("pattern")
    for each in tried:
        if least <= len(each) <= most and _matches(pattern, each):
            return each
    return tried[-1]


def _candidates(node: Any, least: int, most: int) -> Iterator[str]:
    known = FORMATS.get(node.get("format", ""))
    if node.get("contentEncoding") == "base64":
        known = FORMATS["byte"]
    if known is not None:
        yield known
        if node.get("format") in ("uri", "url", "email", "uri-reference"):
            yield known.replace("example", "e".ljust(least - len(known) + 7, "e"))
    if isinstance(node.get("pattern"), str):
        yield from ("text", "text".ljust(least, "x"), "7".ljust(least, "7"))
        yield "Te-xt_7!".ljust(least, "x")
        yield from _matching(node["pattern"])
    longer = (known or PLAIN).ljust(least, "x")
    yield longer[:most] if most >= least else longer


def _matches(pattern: Any, given: str) -> bool:
    if not isinstance(pattern, str):
        return True
    try:
        return re.search(pattern, given) is not None
    except re.error:
        return True


def _matching(pattern: str) -> Iterator[str]:
    """Texts made after a pattern, ever longer ones."""
    try:
        parsed = _PARSER.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return
    for more in range(TRIES):
        made = "".join(_said(parsed, more, {}))
        if len(made) <= LONGEST:
            yield made


def _said(parsed: Any, more: int, groups: dict[Any, str]) -> Iterator[str]:
    """The parts of one text; `more` is how often an open repetition is repeated."""
    for operation, given in parsed:
        match str(operation):
            case "LITERAL":
                yield chr(given)
            case "NOT_LITERAL":
                yield next(c for c in ALPHABET if ord(c) != given)
            case "ANY":
                yield "a"
            case "IN":
                yield _member(given)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                low, high, inner = given
                for _ in range(min(int(high), int(low) + more)):
                    yield from _said(inner, more, groups)
            case "SUBPATTERN":
                groups[given[0]] = "".join(_said(given[-1], more, groups))
                yield groups[given[0]]
            case "BRANCH":
                choices = given[1]
                yield from _said(choices[more % len(choices)], more, groups)
            case "GROUPREF":
                yield groups.get(given, "")
            case "ATOMIC_GROUP":
                yield from _said(given, more, groups)


def _member(items: Any) -> str:
    """A character of a set, a plain one where there is a choice."""
    inside = [str(op) == "NEGATE" for op, _ in items[:1]] == [True]
    wanted = (c for c in ALPHABET if any(_in(c, i) for i in items) != inside)
    for char in wanted:
        return char
    for operation, given in items:
        if str(operation) in ("LITERAL", "RANGE"):
            return chr(given if str(operation) == "LITERAL" else given[0])
    return "a"


def _in(char: str, item: Any) -> bool:
    operation, given = item
    match str(operation):
        case "LITERAL":
            return bool(ord(char) == given)
        case "RANGE":
            return bool(given[0] <= ord(char) <= given[1])
        case "CATEGORY":
            return _of_category(char, str(given))
    return False


def _of_category(char: str, name: str) -> bool:
    checks = {
        "DIGIT": char.isdecimal(),
        "SPACE": char.isspace(),
        "WORD": char.isalnum() or char == "_",
    }
    kind = name.rpartition("_")[2]
    return bool(checks.get(kind, False)) != ("NOT" in name)
