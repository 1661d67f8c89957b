"""Make strings that a format, a pattern and a length allow."""

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
DEFAULT = "te xt/&=+"
"""With every character that has to be escaped somewhere."""
MAX_TRIES = 40
MAX_LENGTH = 4096
ALPHABET = "aA7 -_./:@+,=#~é"
_PARSER: Any = import_module("re._parser")


def sample_string(node: Any) -> str:
    """Return a string the schema allows, or the best guess where none is found."""
    least = node.get("minLength", 0)
    most = node.get("maxLength", max(least, MAX_LENGTH))
    candidates = list(_candidates(node, least, most))
    pattern = node.get("pattern")
    for each in candidates:
        if least <= len(each) <= most and _matches(pattern, each):
            return each
    return candidates[-1]


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
        yield from _strings_matching(node["pattern"])
    longer = (known or DEFAULT).ljust(least, "x")
    yield longer[:most] if most >= least else longer


def _matches(pattern: Any, text: str) -> bool:
    if not isinstance(pattern, str):
        return True
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True


def _strings_matching(pattern: str) -> Iterator[str]:
    """Yield strings made from a pattern, each longer than the one before."""
    try:
        parsed = _PARSER.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return
    for repeats in range(MAX_TRIES):
        made = "".join(_parts(parsed, repeats, {}))
        if len(made) <= MAX_LENGTH:
            yield made


def _parts(parsed: Any, repeats: int, groups: dict[Any, str]) -> Iterator[str]:
    """Yield the parts of one string.

    Args:
        parsed: the parsed pattern.
        repeats: how often a repetition is repeated beyond its minimum.
        groups: the groups so far.
    """
    for operation, argument in parsed:
        match str(operation):
            case "LITERAL":
                yield chr(argument)
            case "NOT_LITERAL":
                yield next(c for c in ALPHABET if ord(c) != argument)
            case "ANY":
                yield "a"
            case "IN":
                yield _member_of(argument)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                low, high, inner = argument
                for _ in range(min(int(high), int(low) + repeats)):
                    yield from _parts(inner, repeats, groups)
            case "SUBPATTERN":
                groups[argument[0]] = "".join(_parts(argument[-1], repeats, groups))
                yield groups[argument[0]]
            case "BRANCH":
                choices = argument[1]
                yield from _parts(choices[repeats % len(choices)], repeats, groups)
            case "GROUPREF":
                yield groups.get(argument, "")
            case "ATOMIC_GROUP":
                yield from _parts(argument, repeats, groups)


def _member_of(items: Any) -> str:
    """Return a character of a set, one of `ALPHABET` where possible."""
    inside = [str(op) == "NEGATE" for op, _ in items[:1]] == [True]
    wanted = (c for c in ALPHABET if any(_matches_item(c, i) for i in items) != inside)
    for char in wanted:
        return char
    for operation, argument in items:
        if str(operation) in ("LITERAL", "RANGE"):
            return chr(argument if str(operation) == "LITERAL" else argument[0])
    return "a"


def _matches_item(char: str, item: Any) -> bool:
    operation, argument = item
    match str(operation):
        case "LITERAL":
            return bool(ord(char) == argument)
        case "RANGE":
            return bool(argument[0] <= ord(char) <= argument[1])
        case "CATEGORY":
            return _of_category(char, str(argument))
    return False


def _of_category(char: str, name: str) -> bool:
    checks = {
        "DIGIT": char.isdecimal(),
        "SPACE": char.isspace(),
        "WORD": char.isalnum() or char == "_",
    }
    kind = name.rpartition("_")[2]
    return bool(checks.get(kind, False)) != ("NOT" in name)
