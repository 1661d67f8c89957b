"""Convert descriptions to plain text: Markdown and HTML without their markup.

Text without Markdown is only split into paragraphs. Any other text is read by
markdown-it; lists, tables and code become lines of plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST = 3000
"""The length in characters after which no further paragraph is kept."""
DEEPEST = 4
"""The number of nested lists that are indented; deeper ones are not indented more."""
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")
_MARKUP = re.compile(
    r"\*|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|```|~~~|\|.*\||!\[|\]\[|&#?\w+;"
    r"|\\[\\`*_{}\[\]()#+.!|<>-]|^ {0,3}(?:[-+>#]|\d+[.)]\s|=+$)",
    re.MULTILINE,
)
"""What text contains if it has Markdown other than links and code in a line."""
_LINK = re.compile(r"\[([^\]\[]{1,200})\]\([^()\s]{1,500}\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_BREAK = re.compile(r"(?i)<(?:br|/?p|/?[uo]l|/?div|/?table|/?tr)\b[^<>]{0,200}>")
"""The HTML tags at which a line or paragraph ends."""
_ITEM = re.compile(r"(?i)<li\b[^<>]{0,200}>")
_JOINERS = "\u200c\u200d"
_LOOSE_JOINER = re.compile(
    f"(?<![^\0-\x7f{_JOINERS}])[{_JOINERS}]|[{_JOINERS}](?![^\0-\x7f{_JOINERS}])"
)
"""A joiner (a character without width) outside of words and emojis."""
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b\w\.\w\.)\s+(?=[^a-z])")
"""The white space between two sentences; not after `e.g.` or before a small letter."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item of a list, a row of a table or a line of code.

    Attributes:
        text: the text on one line, without markup and control characters.
        mark: what is printed before the text: the mark of an item, or the indentation
            of code. Further lines are indented by its length.
        is_joined: whether no blank line separates the block from the previous one.
    """

    text: str
    mark: str = ""
    is_joined: bool = False


@cache
def blocks(text: str) -> tuple[Block, ...]:
    """Return the parts of a description as plain text."""
    if "<" in text:
        text = _TAG.sub("", _ITEM.sub("\n- ", _BREAK.sub("\n\n", text)))
    if _MARKUP.search(text):
        return tuple(each for each in _Reader().read(text) if each.text)
    paragraphs = _PARAGRAPH_END.split(_LINK.sub(r"\1", text))
    return tuple(Block(line) for each in paragraphs if (line := one_line(each)))


def one_line(text: str) -> str:
    """Return text on one line, without control characters.

    Characters that join the letters of a word are kept.
    """
    line = " ".join(text.split())
    if line.isprintable():
        return line
    spaced = (" " if c.isspace() else c for c in line)
    kept = "".join(c for c in spaced if c.isprintable() or c in _JOINERS)
    return " ".join(_LOOSE_JOINER.sub("", kept).split())


def first_sentence(text: str) -> str:
    """Return the first sentence of a description, with a full stop."""
    found = blocks(text)
    line = found[0].text if found else ""
    for end in _SENTENCE_END.finditer(line):
        # A sentence does not end inside parentheses.
        if line.count("(", 0, end.start()) <= line.count(")", 0, end.start()):
            line = line[: end.start()]
            break
    line = line.rstrip(" ,:;")
    return line if line[-1:] in (*".!?", "") else f"{line}."


def first_paragraphs(text: str, longest: int = LONGEST) -> str:
    """Return a description without the paragraphs after a length in characters.

    The first paragraph is always kept. The text is not cut after a paragraph that ends
    with a colon, because the next one belongs to it.
    """
    if len(text) <= longest:
        return text
    end = 0
    for gap in _PARAGRAPH_END.finditer(text):
        if end and gap.start() > longest:
            break
        if text[gap.start() - 1 : gap.start()] != ":":
            end = gap.start()
    return text[:end] if end else text


@cache
def _markdown() -> MarkdownIt:
    # Descriptions in YAML and code comments are often indented without being code.
    from markdown_it import MarkdownIt  # Imported late: few texts have Markdown

    return MarkdownIt("commonmark").enable("table").disable(["code", "html_block"])


@dataclass
class _Reader:
    """The state of reading the tokens of text with Markdown.

    Attributes:
        lists: for each open list, whether it is numbered.
        mark: what is printed before the next block.
        cells: the cells of the open row of a table; None outside of tables.
        is_joined: whether the next block continues the previous one.
    """

    lists: list[bool] = field(default_factory=list)
    mark: str = ""
    cells: list[str] | None = None
    is_joined: bool = False

    def read(self, text: str) -> Iterator[Block]:
        """Yield the blocks of text with Markdown."""
        for token in _markdown().parse(text):
            yield from self._blocks(token)

    def _blocks(self, token: Token) -> Iterator[Block]:
        match token.type:
            case "inline" if self.cells is not None:
                self.cells.append(_inline(token.children or ()))
            case "inline":
                yield Block(_inline(token.children or ()), self.mark, self.is_joined)
                self.mark, self.is_joined = " " * len(self.mark), bool(self.lists)
            case "fence":
                yield from self._code(token.content)
            case "tr_open":
                self.cells = []
            case "tr_close":
                yield Block(" | ".join(self.cells or ()), "", self.is_joined)
                self.cells, self.is_joined = None, True
            case "table_close":
                self.is_joined = False
            case _:
                self._open_or_close(token)

    def _open_or_close(self, token: Token) -> None:
        """Follow the lists that a token opens or closes."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.lists.append(token.tag == "ol")
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
                self.mark, self.is_joined = "", bool(self.lists)
            case "list_item_open":
                indent = "  " * min(len(self.lists) - 1, DEEPEST)
                self.mark = indent + (f"{token.info}. " if self.lists[-1] else "- ")

    def _code(self, content: str) -> Iterator[Block]:
        for line in content.expandtabs(4).splitlines():
            indent = " " * (4 + min(len(line) - len(line.lstrip()), 20))
            yield Block(one_line(line), indent, self.is_joined)
            self.is_joined = True
        self.is_joined = bool(self.lists)


def _inline(tokens: Iterable[Token]) -> str:
    """Return the text of inline tokens; code keeps its backticks."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "code_inline":
            parts.append(f"`{token.content}`")
        elif token.type != "html_inline":
            parts.append(token.content)
    return one_line("".join(parts))
