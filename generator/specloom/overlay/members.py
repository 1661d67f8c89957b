"""Check the members of an overlay before any action is applied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..errors import Problem
from ..load import Document, location_of
from ..messages import Message
from ..structure import value_text

JSON_PATH = "a JSONPath, such as $.info"
VERSIONS = "1.0.0 or 1.1.0"
_VERSION = re.compile(r"1\.[01](\.\d+)?")


def overlay_problems(overlay: Document) -> Iterator[Problem]:
    """Yield the problems of an overlay's members (Overlay 1.1, section 4.4)."""
    data = overlay.data
    version = data.get("overlay") if isinstance(data, dict) else None
    if version is None:
        yield Problem(overlay.location([]), Message.NOT_AN_OVERLAY())
    elif isinstance(version, dict | list | bool):
        yield _problem(data, "overlay", VERSIONS)
    elif not _VERSION.fullmatch(str(version)):
        message = Message.UNSUPPORTED_VERSION(
            key="overlay", version=version, expected=VERSIONS
        )
        yield Problem(location_of(data, "overlay"), message)
    else:
        yield from _root_problems(overlay)


def _root_problems(overlay: Document) -> Iterator[Problem]:
    data = overlay.data
    info = data.get("info")
    if info is not None and not isinstance(info, dict):
        yield _problem(data, "info", "an object")
    elif info is not None:
        yield from _text_problems(info, "title", "version", "description")
    yield from _text_problems(data, "extends", "description")
    actions = data.get("actions")
    if actions is None or actions == []:
        yield Problem(overlay.location(["actions"]), Message.NO_ACTIONS())
    elif not isinstance(actions, list):
        yield _problem(data, "actions", "a non-empty list")
    else:
        for number, action in enumerate(actions):
            if isinstance(action, dict):
                yield from _action_problems(action)
            else:
                message = Message.INVALID_ACTION(found=value_text(action))
                yield Problem(location_of(actions, number), message)


def _action_problems(action: Any) -> Iterator[Problem]:
    """Yield the problems of an action's members."""
    if "target" not in action:
        yield Problem(location_of(action), Message.NO_TARGET())
    for key in ("target", "copy"):
        value = action.get(key)
        if key in action and not (isinstance(value, str) and value.strip()):
            yield _problem(action, key, JSON_PATH)
    if not isinstance(action.get("remove", False), bool):
        yield _problem(action, "remove", "true or false")
    copied = action.get("copy")
    is_both = "update" in action and isinstance(copied, str) and bool(copied.strip())
    if is_both and action.get("remove") is not True:
        # The text says of each that the other cancels it; its schema allows only one.
        yield Problem(location_of(action, "copy"), Message.UPDATE_AND_COPY())
    yield from _text_problems(action, "description")


def _text_problems(holder: Any, *keys: str) -> Iterator[Problem]:
    """Yield the members that are not text; numbers and null count as text."""
    for key in keys:
        if isinstance(holder.get(key), dict | list | bool):
            yield _problem(holder, key, "text")


def _problem(holder: Any, key: str, expected: str) -> Problem:
    value = holder[key]
    is_blank = isinstance(value, str) and not value.strip()
    shown = "blank" if is_blank else value_text(value)
    message = Message.INVALID_MEMBER(key=key, found=shown, expected=expected)
    return Problem(location_of(holder, key), message)
