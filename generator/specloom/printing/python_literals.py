"""Print values and prose as Python; all text of a description passes through here.

This module imports neither documents nor templates. Every function returns `Code`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache

WIDTH = 88
"""The maximum length of a generated line, which is black's default."""
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b\w\.\w\.)\s+(?=[^a-z])")
"""The white space between two sentences; not after `e.g.` or before a small letter."""

_JOINERS = "\u200c\u200d"
_LOOSE_JOINER = re.compile(
    f"(?<![^\0-\x7f{_JOINERS}])[{_JOINERS}]|[{_JOINERS}](?![^\0-\x7f{_JOINERS}])"
)
"""A joiner (a character without width) outside of words and emojis."""


class Code(str):
    """Source text that can be inserted into generated code unchanged.

    Only printers create `Code`. Templates reject all other strings, so that text in a
    description cannot become code.
    """

    __slots__ = ()


def literal(value: object) -> Code:
    """Return a value as a Python literal.

    Args:
        value: None, a bool, int, float, Decimal or str, or a list, tuple or mapping
            that contains such values. A list becomes a tuple.

    Raises:
        TypeError: the value has a type that cannot occur in a description.
    """
    match value:
        case None | bool() | int() | str():
            return Code(repr(value))
        case float() | Decimal():
            return Code(repr(float(value)))
        case Mapping():
            return braces((literal(k), literal(v)) for k, v in value.items())
        case list() | tuple():
            return parens(literal(item) for item in value)
    raise TypeError(f"no literal for {type(value).__name__}")


def parens(items: Iterable[Code]) -> Code:
    """Return a tuple display of the items: `()`, `(a,)` or `(a, b)`."""
    shown = tuple(items)
    return Code(f"({shown[0]},)" if len(shown) == 1 else f"({', '.join(shown)})")


def braces(pairs: Iterable[tuple[Code, Code]], further: Code | None = None) -> Code:
    """Return a dict with the pairs and, if given, the unpacked mapping `further`."""
    parts = [f"{key}: {value}" for key, value in pairs]
    parts += [] if further is None else [f"**({further} or {{}})"]
    return Code("{" + ", ".join(parts) + "}")


def visible(text: str) -> Code:
    """Return a line of text for a docstring, with invisible characters escaped.

    The escapes have Python's syntax. Without them, a reader could mistake one path for
    another.
    """
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return Code(shown.replace("\\", "\\\\").replace('"', '\\"'))


def call(name: str, /, *positional: Code, **keywords: Code | None) -> Code:
    """Return a call of `name`; leave out keywords whose value is None."""
    named = [f"{key}={value}" for key, value in keywords.items() if value is not None]
    return Code(f"{name}({', '.join([*positional, *named])})")


@cache
def prose(text: str, indent: int = 4) -> Code:
    """Return text as the wrapped and escaped content of a docstring.

    Paragraphs are kept, and their lines are wrapped at the width of generated code. The
    first paragraph gets a full stop if it ends with a letter or digit, and the last one
    if it ends with a quote. Empty text becomes `Undocumented.`

    Args:
        text: a description, plain or with Markdown links and HTML tags.
        indent: the indentation of the docstring in columns.
    """
    paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", _plain_text(text))]
    lines = [p for p in paragraphs if p] or ["Undocumented."]
    if lines[0][-1].isalnum():
        lines[0] += "."
    if lines[-1].endswith('"'):
        # black writes a space between a quote and the closing quotes, ruff does not.
        lines[-1] += "."
    width = WIDTH - indent - 3
    filled = [_filled(line, width) for line in lines]
    if len(filled) == 1 == len(filled[0]) and len(lines[0]) > width - 3:
        # Formatters move closing quotes to the only line, which would be too long.
        filled[0] = lines[0].rsplit(" ", 1)
    rows = [row for paragraph in filled for row in [*paragraph, ""]][:-1]
    body = "\n".join((" " * indent + row) if row else "" for row in rows).strip()
    return Code(_docsafe(body))


def docstring(text: str, indent: int = 4) -> Code:
    """Return text as a docstring, without the opening quotes.

    If necessary, the closing quotes are on a separate line.
    """
    body = prose(text, indent)
    return Code(f"{body}\n{' ' * indent}") if "\n" in body else body


@cache
def argument_entry(name: str, text: str, indent: int) -> Code:
    """Return the entry of an argument below `Args:` in a docstring.

    Args:
        name: the name of the argument.
        text: the description of the argument.
        indent: the indentation of the entry in columns. Lines after the first are
            indented by 4 more columns.
    """
    said = " ".join(_plain_text(text).split())
    stop = "." if said[-1:].isalnum() else ""
    lines = textwrap.wrap(
        f"{name}: {said}{stop}",
        WIDTH - indent,
        subsequent_indent=" " * 4,
        break_on_hyphens=False,
    )
    return Code(_docsafe(f"\n{' ' * indent}".join(lines)))


def _filled(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    return textwrap.wrap(line, width, break_on_hyphens=False)


def first_sentence(text: str) -> str:
    """Return the first sentence of a description, with a full stop."""
    paragraph = re.split(r"\n\s*\n", _plain_text(text).strip(), maxsplit=1)[0]
    sentence = _SENTENCE_END.split(" ".join(paragraph.split()), maxsplit=1)[0]
    sentence = sentence.rstrip(" ,:;")
    return sentence if sentence[-1:] in (*".!?", "") else f"{sentence}."


def _plain_text(text: str) -> str:
    """Return text without control characters, HTML tags and the targets of links.

    Other white space than line breaks becomes spaces. Characters that join the letters
    of a word are kept.
    """
    unlinked = re.sub(r"\[([^\]\[]{1,200})\]\([^()\s]{1,500}\)", r"\1", text)
    untagged = re.sub(r"</?[A-Za-z][^<>]{0,200}>", "", unlinked)
    if untagged.replace("\n", "").isprintable():
        return untagged
    spaced = (" " if c.isspace() and c != "\n" else c for c in untagged)
    kept = (c for c in spaced if c == "\n" or c.isprintable() or c in _JOINERS)
    return _LOOSE_JOINER.sub("", "".join(kept))


def _docsafe(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
