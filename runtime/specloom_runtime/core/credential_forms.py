"""Find credentials in text, however they are encoded, escaped or decoded there.

Text is searched as it is and without its escapes, in both cases without regard to
letter case: the credential in `bad \\u0053ecret` and `bad%20%53ecret` is `Secret`.
"""

from __future__ import annotations

import base64
import html
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import TypeAlias

HIDDEN = "***"
SHORTEST = 6
"""Fewer characters are not redacted: "demo" would hide ordinary words."""
ENCODINGS = ("utf-8", "latin-1", "cp1252", "utf-16-le", "utf-16-be", "utf-32-be")
"""The encodings in which text is searched for that was not decoded, or wrongly."""

Span: TypeAlias = tuple[int, int]

_ESCAPES = re.compile(
    r"""
    (?P<entity>(?:&|\\+u0026)(?:amp;)*[#]?[0-9a-zA-Z]{1,32};)  # &amp; &#65; &#x41;
    | (?P<units>(?:\\+(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}))+)    # \u0041 \U00000041
    | (?P<codes>(?:\\+x[0-9a-fA-F]{2})+)                        # \x41 \\x41
    | (?P<percent>(?:%(?:25)*[0-9a-fA-F]{2})+)                  # %41 %2541
    | \\+(?P<letter>[nrtbf"'/])                                 # \n \" \/
    | \\+                                                       # \\
    """,
    re.VERBOSE,
)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def credential_forms(plain: str) -> frozenset[str]:
    """Return what text is searched for to find a credential."""
    pointer = plain.replace("~", "~0").replace("/", "~1")  # RFC 6901
    query = plain.replace(" ", "+")
    forms = {plain, pointer, query, *_decoded(plain), *_in_base64(plain)}
    searched = {_folded(form) for form in forms}
    searched |= {_folded(_unescaped(form)[0]) for form in forms}
    return frozenset(form for form in searched if len(form) >= SHORTEST)


def may_contain(text: str, forms: Collection[str]) -> bool:
    """Return quickly whether text can contain one of the forms of credentials."""
    return (
        any(map(_folded(text).__contains__, forms))
        or "\\" in text
        or "%" in text
        or "&" in text
        or "\0" in text
    )


def without_credentials(text: str, forms: Collection[str]) -> str:
    """Return text in which `HIDDEN` replaces each of the forms of credentials.

    The time is linear in the length of the text.
    """
    text = _replaced(text, [*_spans(text, forms)])
    if "\0" in text:
        # ASCII letters of UTF-16 and UTF-32 that were read as UTF-8.
        bare = text.replace("\0", "")
        if (hidden := without_credentials(bare, forms)) != bare:
            return hidden
    plain, inner, outer = _unescaped(text)

    def outside(start: int, end: int) -> Span:
        # Pieces with odd numbers are escapes, which are replaced as a whole.
        first, last = bisect_right(inner, start) - 1, bisect_right(inner, end - 1) - 1
        begin = outer[first] + (0 if first % 2 else start - inner[first])
        return begin, outer[last + 1] if last % 2 else outer[last] + end - inner[last]

    return _replaced(text, [outside(*span) for span in _spans(plain, forms)])


def _spans(text: str, forms: Collection[str]) -> Iterator[Span]:
    """Yield the places of the forms in some text."""
    text = _folded(text)
    for form in forms:
        start = text.find(form)
        while start >= 0:
            end = start + len(form)
            yield start, end
            start = text.find(form, end)


def _replaced(text: str, spans: list[Span]) -> str:
    """Return text with the places replaced, overlapping ones as one."""
    if not spans:
        return text
    parts: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            parts += text[done:start], HIDDEN
        done = max(done, end)
    return "".join((*parts, text[done:]))


def _unescaped(text: str) -> tuple[str, list[int], list[int]]:
    """Return text without escapes, and where its pieces begin, in it and before.

    The pieces are unescaped text and escapes in turn.
    """
    parts: list[str] = []
    inner, outer = [0], [0]
    for found in _ESCAPES.finditer(text):
        before, meaning = text[outer[-1] : found.start()], _meaning(found)
        parts += before, meaning
        inner.append(inner[-1] + len(before))
        inner.append(inner[-1] + len(meaning))
        outer += found.span()
    parts.append(text[outer[-1] :])
    return "".join(parts), inner, outer


def _meaning(escape: re.Match[str]) -> str:
    """Return what an escape stands for."""
    text = escape[0]
    match escape.lastgroup:
        case "entity":
            name = re.split(r"&|\\+u0026|amp;(?=.)", text)[-1]
            meaning = html.unescape(f"&{name}")
        case "units":
            code = re.sub(r"\\+", r"\\", text).encode()
            units = code.decode("unicode_escape", "replace")
            units_16 = units.encode("utf-16-le", "surrogatepass")
            meaning = units_16.decode("utf-16-le", "replace")
        case "codes" | "percent":
            digits = re.sub(r"\\+x|%(?:25)*(?=[0-9a-fA-F]{2})", "", text)
            meaning = bytes.fromhex(digits).decode("utf-8", "surrogateescape")
        case _:
            letter = escape["letter"] or ""
            meaning = _LETTERS.get(letter, letter)
    return meaning.replace("\0", "")


def _folded(text: str) -> str:
    """Return text in lower case, of the same length."""
    return text.replace("\u0130", "i").lower()


def _decoded(plain: str) -> Iterator[str]:
    """Yield a credential as text that was decoded with a wrong encoding."""
    for encoding in ENCODINGS:
        with suppress(UnicodeError):
            data = plain.encode(encoding)
            yield data.decode("utf-8", "surrogateescape").replace("\0", "")
            yield data.decode("latin-1").replace("\0", "")
            yield data.decode("cp1252").replace("\0", "")


def _in_base64(plain: str) -> Iterator[str]:
    """Yield a credential in base64 and hexadecimal digits.

    In base64 a credential can also follow up to two bytes, and other bytes can follow.
    """
    for encoding in ("utf-8", "latin-1"):
        with suppress(UnicodeError):
            data = plain.encode(encoding)
            yield data.hex()
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                yield encode(data).decode()
                for before in range(3):
                    code = encode(bytes(before) + data).decode().rstrip("=")
                    whole = (before + len(data)) * 8 // 6
                    yield code[-(-before * 8 // 6) : whole]
                    if not before:
                        yield code
