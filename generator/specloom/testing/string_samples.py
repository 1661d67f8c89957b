"""Create strings that are valid for a format, a pattern and a length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

from rstr import Rstr

from ..json_schema import regular_expressions

FORMATS = {
    "base64url": "dGUgeHQvJj0r",
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
"""The default sample; it contains all characters that must be escaped somewhere."""
MAX_TRIES = 40
MAX_LENGTH = 4096
LONGEST = 100_000
"""The maximum length of a string that is created."""
MAX_REPEATS = 100_000
"""The maximum number of repetitions in a string, over all parts of its pattern."""
LOOKAROUND = re.compile(r"\(\?<?[=!](?:[^()\\]|\\.)*\)")
ALPHABET = "aA7 -_./:@+,=#~é"


def sample_string(node: Any) -> str:
    """Return a valid string for the schema, or the last attempt if none is found."""
    least = node.get("minLength", 0)
    if least > LONGEST:
        return DEFAULT
    most = node.get("maxLength", max(least, MAX_LENGTH))
    text = ""
    for text in _candidates(node, least, most):
        if least <= len(text) <= most and matches(node.get("pattern"), text):
            break
    return text


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
    cut = longer[:most] if most >= least else longer
    # The value of a header cannot end with a space.
    yield f"{cut[:-1]}x" if cut.endswith(" ") else cut


def matches(pattern: Any, text: str) -> bool:
    """Return whether a pattern matches in text; True if no engine supports it.

    Python's engine supports more patterns, but can take exponential time.
    """
    if not isinstance(pattern, str) or regular_expressions.is_known(pattern):
        return regular_expressions.matches(pattern, text)
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True


def _strings_matching(pattern: str) -> Iterator[str]:
    """Yield strings generated from a pattern, with increasing length.

    Lookarounds are ignored, so the caller must check whether a string matches.
    """
    around = LOOKAROUND.sub("", pattern)
    yield from _longer_strings(around)
    if around != pattern:
        yield from random_strings(around, 0)


def _longer_strings(pattern: str) -> Iterator[str]:
    for repeats in range(MAX_TRIES):
        try:
            text = Rstr(_FirstChoices(repeats)).xeger(pattern)
        except (re.error, KeyError, IndexError, RecursionError, OverflowError):
            # KeyError: rstr does not know possessive and atomic groups.
            return
        if len(text) <= MAX_LENGTH:
            yield text


def random_strings(pattern: str, seed: int) -> Iterator[str]:
    """Yield random strings generated from a pattern; the seed determines them."""
    random = _LimitedChoices(seed)
    for _ in range(MAX_TRIES):
        random.repeated = 0
        try:
            yield Rstr(random).xeger(pattern)
        except (re.error, KeyError, IndexError, RecursionError, OverflowError):
            return


def different_strings(node: Any) -> Iterator[str]:
    """Yield distinct strings that are valid for a schema, starting with its sample."""
    first = sample_string(node)
    least, most = node.get("minLength", 0), node.get("maxLength", MAX_LENGTH)
    known = {first}
    yield first
    pattern = node.get("pattern")
    if isinstance(pattern, str):
        others = random_strings(pattern, 0)
    else:
        others = (f"{first[: max(0, most - 2)]}{n}" for n in range(100))
    for text in others:
        if text not in known and least <= len(text) <= most:
            known.add(text)
            yield text


class _LimitedChoices(Random):
    """A source of random choices with a limited number of repetitions."""

    repeated = 0

    def randint(self, a: int, b: int) -> int:
        """Return the number of repetitions of a part.

        Raises:
            OverflowError: the string would have too many repetitions.
        """
        number = self._number(a, b)
        self.repeated += number
        if self.repeated > MAX_REPEATS:
            raise OverflowError
        return number

    def _number(self, a: int, b: int) -> int:
        return super().randint(a, b)


class _FirstChoices(_LimitedChoices):
    """A source of fixed choices, so that every test run sends the same strings.

    Args:
        repeats: the number of repetitions beyond the minimum.
    """

    def __init__(self, repeats: int) -> None:
        super().__init__(0)
        self._repeats = repeats

    def _number(self, a: int, b: int) -> int:
        return min(b, a + self._repeats)

    def choice(self, seq: Any) -> Any:
        """Return one of several characters, or one of several alternatives.

        Of characters, one in `ALPHABET` is preferred, and then the lowest one. Of
        alternatives, a different one is chosen for each number of repetitions.

        Args:
            seq: the characters of a set, which rstr passes in arbitrary order, or the
                alternatives of a group.
        """
        if not isinstance(seq[0], str):
            return seq[self._repeats % len(seq)]
        return next((c for c in ALPHABET if c in seq), min(seq))
