"""The texts that the type checker reads instead of the user's files."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst
from libcst import metadata

from .spans import Span, edited

_HIDES_ERRORS = re.compile(r"\b(type|mypy)\s*:")
_BEFORE, _AFTER = "reveal_type((\n", "\n))"
_Edit: TypeAlias = tuple[int, int, int, str, Span | None]
"""Where a replacement begins, its order there, where it ends, its text, and the
expression that begins after it."""


@dataclass(frozen=True)
class ReplacedParts:
    """What a copy of a file must not contain.

    Attributes:
        comments: the places of the comments that hide errors from a type checker.
        format_strings: for each f-string, its place and those of its expressions.
    """

    comments: tuple[Span, ...]
    format_strings: tuple[tuple[Span, tuple[Span, ...]], ...]


def replaced_parts(wrapper: metadata.MetadataWrapper) -> ReplacedParts:
    """Return what a copy of a file must not contain."""
    visitor = _Parts(wrapper)
    wrapper.module.visit(visitor)
    return ReplacedParts(tuple(visitor.comments), tuple(visitor.format_strings.items()))


def replaced_comments(text: str) -> ReplacedParts:
    """Return what a copy must not contain, if it has no `reveal_type`."""
    data = text.encode()
    ends = re.finditer(rb"\r\n|\r|\n", data)
    starts = [0, *(each.end() for each in ends), len(data)]
    found = []
    with suppress(tokenize.TokenError, SyntaxError, IndexError):
        for each in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            if each.type == tokenize.COMMENT and _HIDES_ERRORS.search(each.string):
                row, column = each.start
                before = data[starts[row - 1] : starts[row]].decode()[:column]
                start = starts[row - 1] + len(before.encode())
                found.append(Span(start, start + len(each.string.encode())))
    return ReplacedParts(tuple(found), ())


class _Parts(cst.CSTVisitor):
    def __init__(self, wrapper: metadata.MetadataWrapper) -> None:
        super().__init__()
        self.comments: list[Span] = []
        self.format_strings: dict[Span, tuple[Span, ...]] = {}
        self._places = wrapper.resolve(metadata.ByteSpanPositionProvider)
        self._parents = wrapper.resolve(metadata.ParentNodeProvider)

    def _span(self, node: cst.CSTNode) -> Span:
        place = self._places[node]
        return Span(place.start, place.start + place.length)

    def visit_Comment(self, node: cst.Comment) -> None:
        if _HIDES_ERRORS.search(node.value):
            self.comments.append(self._span(node))

    def visit_FormattedString(self, node: cst.FormattedString) -> None:
        whole: cst.CSTNode = node
        while isinstance(parent := self._parents.get(whole), cst.ConcatenatedString):
            whole = parent
        inner = tuple(self._span(each) for each in _expressions(whole))
        self.format_strings.setdefault(self._span(whole), inner)


def _expressions(node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """Yield the expressions of an f-string, without those inside expressions."""
    if isinstance(node, cst.FormattedStringExpression):
        yield node.expression
        for each in node.format_spec or ():
            yield from _expressions(each)
    elif isinstance(node, cst.FormattedString):
        for part in node.parts:
            yield from _expressions(part)
    elif isinstance(node, cst.ConcatenatedString):
        yield from _expressions(node.left)
        yield from _expressions(node.right)


def checked_text(text: str, replaced: ReplacedParts) -> str:
    """Return text without the comments that hide errors."""
    return edited(text, [(each, "#") for each in replaced.comments])


def with_reveals(
    text: str, replaced: ReplacedParts, chosen: Sequence[Span]
) -> tuple[str, dict[int, Span]]:
    """Return text with `reveal_type`, and the line of each expression in it.

    Args:
        text: the text of a file.
        replaced: what a copy must not contain.
        chosen: the places of the expressions; none is inside another one.
    """
    edits: list[_Edit] = []
    for each in replaced.comments:
        edits.append((each.start, 0, each.end, "#", None))
    for whole, inner in replaced.format_strings:
        if any(whole.start <= e.start and e.end <= whole.end for e in chosen):
            edits += _format_call(whole, inner)
    for each in chosen:
        edits.append((each.start, 1, each.start, _BEFORE, each))
        edits.append((each.end, -1, each.end, _AFTER, None))
    data = text.encode()
    lines: dict[int, Span] = {}
    parts, end, line = [], 0, 1
    for start, _, stop, new, span in sorted(edits, key=lambda each: each[:3]):
        part = data[end:start].decode() + new
        parts.append(part)
        line += len(re.findall(r"\r\n|\r|\n", part))
        if span is not None:
            lines[line] = span
        end = max(end, stop)
    return "".join([*parts, data[end:].decode()]), lines


def _format_call(whole: Span, inner: Sequence[Span]) -> list[_Edit]:
    """Return the edits that turn an f-string into a call of `format`.

    Before Python 3.12, no line may end inside the expression of an f-string.
    """
    starts = [whole.start, *(each.end for each in inner)]
    ends = [*(each.start for each in inner), whole.end]
    texts = ['"".format((', *["),("] * (len(inner) - 1), "))"]
    return [
        (start, 0, end, text, None)
        for start, end, text in zip(starts, ends, texts, strict=True)
    ]
