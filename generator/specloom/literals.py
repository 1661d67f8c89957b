"""Values to Python text: the only way a spec's own text enters generated code.

Knows nothing of documents or templates. Everything returned is `Code`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from decimal import Decimal

WIDTH = 88
"""Columns of a generated line, black's default."""


class Code(str):
    """Text that may stand in generated code as it is.

    Only printers make it; the templates refuse any other text.
    """

    __slots__ = ()


def literal(value: object) -> Code:
    """The value as a Python literal.

    Takes None, bool, int, float, Decimal, str, and lists, tuples and mappings of them.

    Raises:
        TypeError: for anything else; a spec holds nothing else.
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
    """A tuple display of the items: `()`, `(a,)`, `(a, b)`."""
    shown = tuple(items)
    return Code(f"({shown[0]},)" if len(shown) == 1 else f"({', '.join(shown)})")


def braces(pairs: Iterable[tuple[Code, Code]]) -> Code:
    """A dict display of the pairs."""
    return Code("{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}")


def call(name: str, /, *positional: Code, **keywords: Code | None) -> Code:
    """A call of `name`; a keyword whose value is None is left out."""
    given = [f"{key}={value}" for key, value in keywords.items() if value is not None]
    return Code(f"{name}({', '.join([*positional, *given])})")


def prose(text: str, *, indent: int = 4) -> Code:
    """The text as it stands inside a docstring: wrapped, escaped, never empty.

    Paragraphs are kept; inside one, lines are filled to the generated width. The
    first line gets a full stop if it ends in a letter or digit, the last one if it
    ends in a quote.
    """
    paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", _plain(text))]
    lines = [p for p in paragraphs if p] or ["Not described."]
    if lines[0][-1].isalnum():
        lines[0] += "."
    if lines[-1].endswith('"'):
        # black writes a space between a quote and the closing quotes, ruff does not.
        lines[-1] += "."
    width = WIDTH - indent - 3
    filled = [_filled(line, width) for line in lines]
    rows = [row for paragraph in filled for row in [*paragraph, ""]][:-1]
    body = "\n".join((" " * indent + row) if row else "" for row in rows).strip()
    return Code(_docsafe(body) + ("\n" if len(rows) > 1 else ""))


def _filled(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    return textwrap.wrap(line, width, break_on_hyphens=False)


def summary(text: str) -> Code:
    """The first sentence of the text, on one line, for a method's docstring."""
    first = _one_line(re.split(r"\n\s*\n", _plain(text).strip() or "Not described")[0])
    sentence = re.split(r"(?<=[.!?])\s", first)[0]
    shortened = textwrap.shorten(sentence, WIDTH - 12, placeholder=" ...")
    return Code(
        _docsafe(shortened if shortened.endswith((".", "!", "?")) else shortened + ".")
    )


def _plain(text: str) -> str:
    """The text without control characters and HTML tags, links as their words."""
    unlinked = re.sub(r"\[([^\]\[]{1,200})\]\([^()\s]{1,500}\)", r"\1", text)
    untagged = re.sub(r"</?[A-Za-z][^<>]{0,200}>", "", unlinked)
    if untagged.replace("\n", "").isprintable():
        return untagged
    return "".join(c for c in untagged if c == "\n" or c.isprintable())


def _one_line(text: str) -> str:
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def _docsafe(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
