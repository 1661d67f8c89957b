"""Add actions to the text of an overlay; all other lines stay as they are.

The result is read again, so that it is used only if exactly these actions are added.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from specloom_runtime.core.deep_stack import on_deep_stack

from ..load import Document, decode_text
from .action_places import ACTIONS, EditedOverlay, Span, action_places, line_at
from .document_text import TextFormat, document_text, format_of, is_text_of


def new_overlay(title: str, actions: Sequence[Any]) -> dict[str, Any]:
    """Return an overlay.

    Args:
        title: what the overlay is for.
        actions: its actions, at least one.
    """
    info = {"title": title, "version": "1.0.0"}
    return {"overlay": "1.1.0", "info": info, ACTIONS: list(actions)}


@on_deep_stack
def with_actions(
    data: bytes, overlay: Document, added: Sequence[Any], member: str = ACTIONS
) -> EditedOverlay:
    """Return the text of an overlay with more actions after its last one.

    Other documents with a list at the root can be edited in the same way. The layout
    cannot be kept if there is no action after which to write, or if the last one ends
    with a string whose trailing empty lines count.

    Args:
        data: the content of the file.
        overlay: the overlay of this content.
        added: the actions to add.
        member: the member of the root that has the list.
    """
    wanted = {**overlay.data, member: [*overlay.data[member], *added]}
    text = decode_text(data, shown=overlay.file)
    form = format_of(overlay.file)
    places = action_places(text, overlay, member)
    if places is not None and places.spans:
        write = _block_text if places.is_block else _flow_text
        edited = write(text, places.spans[-1], added, form)
        if "\r\n" in text:
            edited = edited.replace("\r\n", "\n").replace("\n", "\r\n")
        if is_text_of(edited, overlay.file, wanted):
            return EditedOverlay(edited, True)
    return EditedOverlay(document_text(wanted, form), False)


def _block_text(text: str, last: Span, added: Sequence[Any], form: TextFormat) -> str:
    """Return the text with actions on lines of their own, after dashes."""
    dash = line_at(text, text.rfind("\n", 0, last.start) + 1)
    indentation = dash[: len(dash) - len(dash.lstrip())]
    content = len(text[: last.end].rstrip())
    end = text.find("\n", content) + 1 or len(text)
    before = text[:end] if text[:end].endswith("\n") else text[:end] + "\n"
    written = document_text(list(added), form).splitlines(keepends=True)
    lines = (indentation + line if line.strip() else line for line in written)
    return before + "".join(lines) + text[end:]


def _flow_text(text: str, last: Span, added: Sequence[Any], form: TextFormat) -> str:
    """Return the text with actions after commas, in JSON, which YAML includes."""
    line = line_at(text, text.rfind("\n", 0, last.start) + 1)
    indentation = line[: len(line) - len(line.lstrip())]
    starts_line = not text[text.rfind("\n", 0, last.start) + 1 : last.start].strip()
    parts = []
    for action in added:
        written = document_text(action, "json").rstrip("\n")
        if starts_line:
            written = ("\n" + written).replace("\n", "\n" + indentation)
        parts.append(f",{'' if starts_line else ' '}{written}")
    return text[: last.end] + "".join(parts) + text[last.end :]
