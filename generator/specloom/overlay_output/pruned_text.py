"""Remove actions from the text of an overlay; all other lines stay as they are.

The places of the actions are found in the text, and their lines are removed. The result
is read again, so that it is used only if exactly these actions are gone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import yaml
from specloom_runtime.core.deep_stack import on_deep_stack

from ..errors import SpecError
from ..load import Document, decode_text, location_of, read
from ..overlay.effects import is_same
from .document_text import document_text, format_of

NO_CHANGE: Any = {"target": "$", "update": {}}
"""An action that changes nothing: an overlay must have at least one action."""

_ACTIONS = "actions"


class _Span(NamedTuple):
    """The place of an action: the offsets of its first and after its last character."""

    start: int
    end: int


class EditedOverlay(NamedTuple):
    """The text of an overlay after an edit.

    Attributes:
        text: the text.
        keeps_layout: whether comments and the layout of all other lines are kept.
    """

    text: str
    keeps_layout: bool


@on_deep_stack
def without_actions(
    data: bytes, overlay: Document, removed: Collection[int]
) -> EditedOverlay:
    """Return the text of an overlay without some of its actions.

    A comment directly above a removed action is removed with it. The layout cannot be
    kept if an anchor in a removed action is used elsewhere, or if no action is left.

    Args:
        data: the content of the file.
        overlay: the overlay of this content.
        removed: the indexes of the actions to remove.
    """
    actions = [a for n, a in enumerate(overlay.data[_ACTIONS]) if n not in removed]
    wanted = {**overlay.data, _ACTIONS: actions or [NO_CHANGE]}
    text = decode_text(data, shown=overlay.file)
    if actions:
        edited = _edited(text, overlay, removed)
        if _is_text_of(edited, overlay.file, wanted):
            return EditedOverlay(edited, True)
    return EditedOverlay(document_text(wanted, format_of(overlay.file)), False)


def _is_text_of(text: str, file: str, wanted: Any) -> bool:
    try:
        return is_same(read(text.encode(), shown=file), wanted)
    except SpecError:
        return False


def _edited(text: str, overlay: Document, removed: Collection[int]) -> str:
    """Return the text without the removed actions, if they are found in it."""
    starts = _line_starts(text)
    if format_of(overlay.file) == "json":
        spans, is_block = _json_spans(text, overlay, starts), False
    else:
        spans, is_block = _yaml_spans(text, starts)
    if len(spans) != len(overlay.data[_ACTIONS]):
        return ""
    cuts = _block_cuts if is_block else _flow_cuts
    parts: list[str] = []
    position = 0
    for start, end in cuts(text, spans, removed):
        parts.append(text[position:start])
        position = max(position, end)
    return "".join([*parts, text[position:]])


def _line_starts(text: str) -> list[int]:
    """Return the offset of each line, as both readers count lines."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _json_spans(text: str, overlay: Document, starts: list[int]) -> list[_Span]:
    """Return the places of the actions in a JSON text."""
    decoder = json.JSONDecoder()
    actions = overlay.data[_ACTIONS]
    spans: list[_Span] = []
    for number in range(len(actions)):
        location = location_of(actions, number)
        start = starts[location.line - 1] + location.column - 1
        spans.append(_Span(start, decoder.raw_decode(text, start)[1]))
    return spans


def _yaml_spans(text: str, starts: list[int]) -> tuple[list[_Span], bool]:
    """Return the places of the actions in a YAML text, and whether they are blocks."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == _ACTIONS and isinstance(value, yaml.SequenceNode):
            spans = [
                _Span(_offset(starts, node.start_mark), _end(node, starts))
                for node in value.value
            ]
            return spans, not value.flow_style
    return [], False


def _offset(starts: list[int], mark: yaml.Mark) -> int:
    line: int = mark.line
    column: int = mark.column
    return starts[min(line, len(starts) - 1)] + column


def _end(node: yaml.Node, starts: list[int]) -> int:
    """Return the end of a node; that of a block is the end of its last scalar."""
    end = 0
    waiting = [node]
    while waiting:
        top = waiting.pop()
        if not isinstance(top, yaml.CollectionNode) or top.flow_style or not top.value:
            end = max(end, _offset(starts, top.end_mark))
            continue
        for each in top.value:
            waiting += each if isinstance(each, tuple) else [each]
    return end


def _flow_cuts(
    text: str, spans: Sequence[_Span], removed: Collection[int]
) -> Iterator[_Span]:
    """Yield what to remove from actions that are separated by commas."""
    kept = [number for number in range(len(spans)) if number not in removed]
    for number in sorted(removed):
        if number < kept[-1]:
            yield _Span(spans[number].start, spans[number + 1].start)
        else:
            yield _Span(spans[number - 1].end, spans[number].end)


def _block_cuts(
    text: str, spans: Sequence[_Span], removed: Collection[int]
) -> Iterator[_Span]:
    """Yield the lines to remove from actions that are on lines of their own."""
    for number in sorted(removed):
        start = text.rfind("\n", 0, spans[number].start) + 1
        last = len(text[: spans[number].end].rstrip())
        end = text.find("\n", last) + 1 or len(text)
        start = _with_comments(text, start)
        if _is_blank_before(text, start):
            while (line := _line(text, end)) and not line.strip():
                end += len(line)
        yield _Span(start, end)


def _with_comments(text: str, start: int) -> int:
    """Return the start of the comment that is directly above a line."""
    column = len(_line(text, start)) - len(_line(text, start).lstrip())
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        line = _line(text, above)
        if not line.lstrip().startswith("#") or line.find("#") < column:
            break
        start = above
    return start


def _line(text: str, start: int) -> str:
    """Return the line that begins at an offset, with its line break."""
    end = text.find("\n", start) + 1 or len(text)
    return text[start:end]


def _is_blank_before(text: str, start: int) -> bool:
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    return start > 0 and not text[above:start].strip()
