"""Write any text into Markdown so that it stays text.

On GitHub, text of a description must not notify people, link to other pages or issues,
or end a cell of a table. Entities stand for characters that structure Markdown; a
zero-width space separates what would become a mention or a link, because those are
found in the text after the entities were replaced.
"""

from __future__ import annotations

import re

_SPACE = "&#8203;"
_ENTITIES = {
    **{c: f"&#{ord(c)};" for c in "\\|`$"},
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
}
_ESCAPED = "*[]~"
# An underscore between letters or digits does not begin or end emphasis.
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# `@name`, `#12`, `:name:`, `GH-12`, the hexadecimal name of a commit, and addresses.
_REFERENCE = re.compile(
    r"(@|#(?=\w)|:(?=[\w+-]+:)|\bgh-(?=\d)|\w:(?=//)|\bwww(?=\.)"
    r"|\b(?:mailto|xmpp)(?=:)|[0-9a-f]{6}(?=[0-9a-f]))",
    re.IGNORECASE,
)
# What begins a heading, a list item or a rule at the beginning of a line.
_BLOCK = re.compile(r"^(|\d+(?=[.)](?:\s|$)))([-+#=.)])")
_CODE_PART = re.compile(r"`([^`]+)`")
_SIMPLE_CODE = re.compile(r"\S(.*\S)?")


def clipped(text: str, most: int) -> str:
    """Return text in one line of visible characters, with at most `most` of them."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text)
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def prose(text: str, most: int = 240) -> str:
    """Return a sentence; what is between backticks becomes code.

    Args:
        text: any text.
        most: the maximum number of its characters, before they are escaped.
    """
    shown = clipped(text, most)
    if shown.count("`") % 2 and shown.endswith("…"):
        # The end of a part in backticks was cut off.
        shown = f"{shown[:-1]}…`"
    parts = _CODE_PART.split(shown)
    made = "".join(
        code(part, most) if number % 2 else escaped(part)
        for number, part in enumerate(parts)
    )
    if len(made) > 3 * most:
        return prose(text, most // 2)
    return _BLOCK.sub(lambda m: f"{m[1]}&#{ord(m[2])};", made)


def plain_prose(text: str, most: int = 240) -> str:
    """Return a sentence without HTML; what is between backticks becomes code.

    It is not for cells of tables; see `plain_cell`.

    Args:
        text: any text.
        most: the maximum number of its characters, before they are escaped.
    """
    parts = _CODE_PART.split(clipped(text, most))
    made = "".join(
        f"`{part}`" if number % 2 and _SIMPLE_CODE.fullmatch(part) else escaped(part)
        for number, part in enumerate(parts)
    )
    return _BLOCK.sub(lambda m: f"{m[1]}&#{ord(m[2])};", made)


def plain_cell(text: str, most: int = 240) -> str:
    """Return a sentence as `plain_prose` does, for a cell of a table."""
    made = plain_prose(text, most)
    if "\\|" in made:
        # Parsers disagree about a pipe in code after a backslash of the text.
        made = escaped(clipped(text, most))
    return made.replace("|", "\\|")


def code(text: str, most: int = 160) -> str:
    """Return text as code.

    Args:
        text: any text.
        most: the maximum number of its characters, before they are escaped.
    """
    shown = clipped(text, most) or " "
    # A cell of a table cannot contain "|" in backticks, and a list item cannot contain
    # it escaped: an element is the same in both.
    if re.search(r"[`|\\]", shown) or shown != shown.strip():
        made = f"<code>{escaped(shown)}</code>"
        return made if len(made) <= 3 * most + 20 else code(text, most // 2)
    return f"`{shown}`"


def code_span(text: str) -> str:
    """Return text as code of CommonMark, without HTML; not for cells of tables.

    Characters that are not visible are written as escapes of Python.

    Args:
        text: any text, of any length.
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    shown = text or " "
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    # One space at each end is not part of the code.
    space = " " if {shown[0], shown[-1]} & {"`", " "} and shown.strip() else ""
    return f"{fence}{space}{shown}{space}{fence}"


def escaped(text: str) -> str:
    """Return one line of text with all that Markdown or GitHub would interpret escaped.

    Args:
        text: text without line breaks.
    """
    parts = _REFERENCE.split(text)
    # The pattern has one group: every second part is a match.
    return "".join(
        _characters(part) + (_SPACE if number % 2 else "")
        for number, part in enumerate(parts)
    )


def _characters(text: str) -> str:
    marked = _UNDERSCORE.sub("\0", text)
    return "".join(
        "&#95;" if c == "\0" else _ENTITIES.get(c) or (f"\\{c}" if c in _ESCAPED else c)
        for c in marked
    )
