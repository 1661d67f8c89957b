"""Write any text into the Markdown of a static site so that it stays text.

Text of a description must not become a heading, a link, HTML, an instruction for a
template engine (`{{`) or for a plugin (`:::`, `--8<--`), or end a cell of a table.
Numeric entities stand for the characters that structure Markdown, in CommonMark as on
GitHub and in Python-Markdown with its extensions. URLs stay as they are, so that they
can be copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from ..printing.plain_text import (
    Block,
    blocks,
    first_paragraphs,
    first_sentence,
    one_line,
)

_SPECIAL = re.compile(
    # Always; an underscore that is not inside a word; marks of pairs; what begins an
    # emoji or a directive.
    r"[&<>\\`*\[\]{}|~^$]|(?<![^\W_])_|_(?![^\W_])|=(?==)|(?<==)=|\+(?=\+)|(?<=\+)\+"
    r"|:(?=[:\w+-]+:)|(?<=:):"
)
# What begins a heading, an item, a rule, a definition or a block at a line's beginning.
_BEGIN = re.compile(r"^(|\d+(?=[.)](?:\s|$)))([-+#=.):!?/%])")
_CODE_PART = re.compile(r"`([^`]+)`")
_PLAIN_CODE = re.compile(r"[^`|\\<>&$]+")
TEMPLATE = re.compile(r"\{[{%#]|[%#]\}|:::|--8<--|```")
"""What a template engine or a plugin could interpret, even in code."""
URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
MOST = 600
"""The length in characters of what is shown of text in one line."""


def text(value: str, most: int = MOST) -> str:
    """Return text without markup as one line; what is in backticks becomes code.

    Args:
        value: any text.
        most: the maximum number of its characters, before they are escaped.
    """
    parts = _CODE_PART.split(clipped(value, most))
    return "".join(
        code(part) if number % 2 else _escaped(part)
        for number, part in enumerate(parts)
    )


def paragraph(value: str, most: int = 3 * MOST) -> str:
    """Return text as a paragraph; its beginning does not begin a block."""
    made = text(value, most)
    return _BEGIN.sub(lambda found: f"{found[1]}&#{ord(found[2])};", made)


def clipped(value: str, most: int) -> str:
    """Return text on one line; a longer text ends with an ellipsis."""
    line = one_line(value)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def code(value: str) -> str:
    """Return text as code that a cell of a table can contain."""
    shown = one_line(value) or " "
    if _PLAIN_CODE.fullmatch(shown) and not TEMPLATE.search(shown):
        return f"`{shown}`"
    return f"<code>{_all_escaped(shown)}</code>"


def link(title: str, url: str) -> str:
    """Return a link; only its title if the URL is not one of a web page.

    Args:
        title: Markdown.
        url: any text.
    """
    if not URL.fullmatch(url):
        return title
    target = quote(url, safe=":/?#@!+,;=%-.&").replace("&", "&amp;")
    return f"[{title}]({target})"


def heading(level: int, title: str, anchor: str = "") -> str:
    """Return a heading, with an anchor that does not depend on its text."""
    mark = f'<a id="{anchor}"></a>\n\n' if anchor else ""
    return f"{mark}{'#' * level} {text(title, 120) or 'Untitled'}"


def paragraphs(description: str, longest: int = 1500) -> Iterator[str]:
    """Yield the paragraphs of a description: plain text, and lists of one level."""
    lines: list[str] = []
    was_item = False
    for block in blocks(first_paragraphs(description, longest)):
        is_item = _is_item(block)
        joins = (is_item and was_item) or (block.is_joined and not was_item)
        if lines and not (joins and is_item is was_item):
            yield _lines(lines, are_items=was_item)
            lines = []
        lines.append(paragraph(block.text))
        was_item = is_item
    if lines:
        yield _lines(lines, are_items=was_item)


def summary(description: str, notes: str = "", most: int = 400) -> str:
    """Return a description in one line, for a cell of a table.

    Args:
        description: text with the markup of the document.
        notes: sentences without markup that are added.
        most: the maximum number of characters of the description.
    """
    found = " ".join(block.text for block in blocks(description[: 4 * most]))
    said = clipped(found, most)
    if said[-1:].isalnum() and notes:
        said += "."
    return text(f"{said} {notes}".strip(), 2 * most)


def sentence(description: str) -> str:
    """Return the first sentence of a description, for a cell of a table."""
    return text(first_sentence(description[:4000]), 240)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; "" without rows.

    Args:
        head: the titles of the columns, as Markdown.
        rows: the cells, as Markdown without line breaks.
    """
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines])


def _lines(lines: Sequence[str], *, are_items: bool) -> str:
    """Return the items of a list, or the lines of a paragraph with breaks."""
    if are_items:
        return "\n".join(f"- {each}" for each in lines)
    return "<br>\n".join(lines)


def _is_item(block: Block) -> bool:
    return bool(re.match(r"-|\d+\.", block.mark.strip()))


def _escaped(value: str) -> str:
    """Return text in which all that has a meaning in Markdown is an entity."""
    made, end = [], 0
    for url in URL.finditer(value):
        made += [entities(value[end : url.start()]), _all_escaped(url[0])]
        end = url.end()
    return "".join([*made, entities(value[end:])])


def entities(value: str) -> str:
    """Return a part of a line in which what has a meaning in Markdown is an entity."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", value)


def _all_escaped(value: str) -> str:
    """Return text in which also what is special only in some places is an entity."""
    return re.sub(r"[&<>\\`*\[\]{}|~^$_=+!#]|:(?!//)", _entity, value)


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"
