"""Print values and prose as Python; all text of a description passes through here.

This module imports neither documents nor templates. Every function returns `Code`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

from .plain_text import Block, blocks, one_line
from .plain_text import first_sentence as first_sentence

WIDTH = 88
"""The maximum length of a generated line, which is black's default."""


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
    if not text.isprintable():
        text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return Code(text.replace("\\", "\\\\").replace('"', '\\"'))


def call(name: str, /, *positional: Code, **keywords: Code | None) -> Code:
    """Return a call of `name`; leave out keywords whose value is None."""
    named = [f"{key}={value}" for key, value in keywords.items() if value is not None]
    return Code(f"{name}({', '.join([*positional, *named])})")


@cache
def prose(text: str, indent: int = 4, notes: str = "") -> Code:
    """Return text as the wrapped and escaped content of a docstring.

    Paragraphs and lists are kept, and their lines are wrapped at the width of generated
    code. The first paragraph gets a full stop if it ends with a letter or digit, and
    the last one if it ends with a quote. Empty text becomes `Undocumented.`

    Args:
        text: a description, plain or with Markdown and HTML.
        indent: the indentation of the docstring in columns.
        notes: sentences without markup that are added to the description.
    """
    found = _with_notes(text, notes) or [Block("Undocumented.")]
    found[0] = replace(found[0], text=_ended(found[0].text), is_joined=True)
    if found[-1].text.endswith('"'):
        # black writes a space between a quote and the closing quotes, ruff does not.
        found[-1] = replace(found[-1], text=f"{found[-1].text}.")
    width = WIDTH - indent - 3
    rows = [row for block in found for row in _rows(block, width)]
    if len(rows) == 1 and len(rows[0]) > width - 3:
        # Formatters move closing quotes to the only line, which would be too long.
        rows = rows[0].rsplit(" ", 1)
    body = "\n".join((" " * indent + row) if row else "" for row in rows).strip()
    return Code(_docsafe(body))


def docstring(text: str, indent: int = 4, notes: str = "") -> Code:
    """Return text as a docstring, without the opening quotes.

    If necessary, the closing quotes are on a separate line. The arguments are those of
    `prose`.
    """
    body = prose(text, indent, notes)
    return Code(f"{body}\n{' ' * indent}") if "\n" in body else body


@cache
def argument_entry(name: str, text: str, indent: int, notes: str = "") -> Code:
    """Return the entry of an argument below `Args:` in a docstring; "" without text.

    Args:
        name: the name of the argument, or of an error below `Raises:`; "" if the text
            is all of the section.
        text: the description of the argument.
        indent: the indentation of the entry in columns. Lines after the first are
            indented by 4 more columns if there is a name.
        notes: sentences without markup that are added to the description.
    """
    head, further = (f"{name}: ", "    ") if name else ("", "")
    rows: list[str] = []
    for block in _with_notes(text, notes):
        first = "" if rows else head
        shown = block.text if block.mark.strip() else _ended(block.text)
        rows += textwrap.wrap(
            first + block.mark + shown,
            WIDTH - indent,
            initial_indent=further if rows else "",
            subsequent_indent=further + " " * len(block.mark),
            break_on_hyphens=False,
        )
    return Code(_docsafe(f"\n{' ' * indent}".join(rows)))


def _with_notes(text: str, notes: str) -> list[Block]:
    """Return the blocks of a description, with the notes in the last paragraph."""
    found = [*blocks(text)]
    if notes and found and not found[-1].mark:
        joined = f"{_ended(found[-1].text)} {one_line(notes)}"
        found[-1] = replace(found[-1], text=joined)
    elif notes:
        found.append(Block(one_line(notes)))
    return found


def _ended(text: str) -> str:
    """Return text with a full stop if it ends with a letter or digit."""
    return f"{text}." if text[-1:].isalnum() else text


def _rows(block: Block, width: int) -> list[str]:
    """Return the lines of a block, after a blank line if it begins a paragraph."""
    line = block.mark + block.text
    lines = [line]
    if len(line) > width:
        indent = " " * len(block.mark)
        lines = textwrap.wrap(
            line, width, subsequent_indent=indent, break_on_hyphens=False
        )
    return lines if block.is_joined else ["", *lines]


def _docsafe(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
