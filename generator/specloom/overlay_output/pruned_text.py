"""Remove actions from the text of an overlay; all other lines stay as they are.

The places of the actions are found in the text, and their lines are removed. The result
is read again, so that it is used only if exactly these actions are gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from specloom_runtime.core.deep_stack import on_deep_stack

from ..load import Document, decode_text
from .action_places import ACTIONS, EditedOverlay, Span, action_places, line_at
from .document_text import document_text, format_of, is_text_of

NO_CHANGE: Any = {"target": "$", "update": {}}
"""An action that changes nothing: an overlay must have at least one action."""


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
    actions = [a for n, a in enumerate(overlay.data[ACTIONS]) if n not in removed]
    wanted = {**overlay.data, ACTIONS: actions or [NO_CHANGE]}
    text = decode_text(data, shown=overlay.file)
    if actions:
        edited = _edited(text, overlay, removed)
        if is_text_of(edited, overlay.file, wanted):
            return EditedOverlay(edited, True)
    return EditedOverlay(document_text(wanted, format_of(overlay.file)), False)


def _edited(text: str, overlay: Document, removed: Collection[int]) -> str:
    """Return the text without the removed actions, if they are found in it."""
    places = action_places(text, overlay)
    if places is None:
        return ""
    cuts = _block_cuts if places.is_block else _flow_cuts
    parts: list[str] = []
    position = 0
    for start, end in cuts(text, places.spans, removed):
        parts.append(text[position:start])
        position = max(position, end)
    return "".join([*parts, text[position:]])


def _flow_cuts(
    text: str, spans: Sequence[Span], removed: Collection[int]
) -> Iterator[Span]:
    """Yield what to remove from actions that are separated by commas."""
    kept = [number for number in range(len(spans)) if number not in removed]
    for number in sorted(removed):
        if number < kept[-1]:
            yield Span(spans[number].start, spans[number + 1].start)
        else:
            yield Span(spans[number - 1].end, spans[number].end)


def _block_cuts(
    text: str, spans: Sequence[Span], removed: Collection[int]
) -> Iterator[Span]:
    """Yield the lines to remove from actions that are on lines of their own."""
    for number in sorted(removed):
        start = text.rfind("\n", 0, spans[number].start) + 1
        last = len(text[: spans[number].end].rstrip())
        end = text.find("\n", last) + 1 or len(text)
        start = _with_comments(text, start)
        if _is_blank_before(text, start):
            while (line := line_at(text, end)) and not line.strip():
                end += len(line)
        yield Span(start, end)


def _with_comments(text: str, start: int) -> int:
    """Return the start of the comment that is directly above a line."""
    column = len(line_at(text, start)) - len(line_at(text, start).lstrip())
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        line = line_at(text, above)
        if not line.lstrip().startswith("#") or line.find("#") < column:
            break
        start = above
    return start


def _is_blank_before(text: str, start: int) -> bool:
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    return start > 0 and not text[above:start].strip()
