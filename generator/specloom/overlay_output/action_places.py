"""Find the places of the actions in the text of an overlay."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import yaml

from ..load import Document, location_of
from .document_text import format_of

ACTIONS = "actions"
"""The member of an overlay that has the actions."""


class Span(NamedTuple):
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


class ActionPlaces(NamedTuple):
    """The places of all actions.

    Attributes:
        spans: the place of each action, in their order.
        is_block: whether each action is on lines of its own, after a dash.
    """

    spans: list[Span]
    is_block: bool


def action_places(
    text: str, overlay: Document, member: str = ACTIONS
) -> ActionPlaces | None:
    """Return the places of the actions in text; None if they are not found.

    Args:
        text: the text.
        overlay: the overlay of this text.
        member: the member of the root that has the actions.
    """
    starts = _line_starts(text)
    if format_of(overlay.file) == "json":
        places = ActionPlaces(_json_spans(text, overlay.data[member], starts), False)
    else:
        places = _yaml_places(text, member, starts)
    return places if len(places.spans) == len(overlay.data[member]) else None


def line_at(text: str, start: int) -> str:
    """Return the line that begins at an offset, with its line break."""
    end = text.find("\n", start) + 1 or len(text)
    return text[start:end]


def _line_starts(text: str) -> list[int]:
    """Return the offset of each line, as both readers count lines."""
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _json_spans(text: str, actions: list[Any], starts: list[int]) -> list[Span]:
    """Return the places of the actions in a JSON text."""
    decoder = json.JSONDecoder()
    spans: list[Span] = []
    for number in range(len(actions)):
        location = location_of(actions, number)
        start = starts[location.line - 1] + location.column - 1
        spans.append(Span(start, decoder.raw_decode(text, start)[1]))
    return spans


def _yaml_places(text: str, member: str, starts: list[int]) -> ActionPlaces:
    """Return the places of the actions in YAML text."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == member and isinstance(value, yaml.SequenceNode):
            spans = [
                Span(_offset(starts, node.start_mark), _end(node, starts))
                for node in value.value
            ]
            return ActionPlaces(spans, not value.flow_style)
    return ActionPlaces([], False)


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
