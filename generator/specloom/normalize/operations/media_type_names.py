"""Replace invalid media types in the keys of `content` and in the types of parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

TOKEN = "[A-Za-z0-9!#$&^_.+*-]+"
TYPE = f"{TOKEN}/{TOKEN}"
NAME = re.compile(rf"{TYPE}\s*([;,][ -~]*)?")
"""A media type or range, optionally with parameters after a semicolon or comma."""
NEXT = re.compile(rf"[;,](?=\s*{TYPE}\s*(?:[;,]|$))")
"""The separator between two media types in a list."""
ANY = "*/*"

Note = Callable[[str, Any, str], None]
"""A function that records a detail, the affected node, and the change."""


def media_types(text: str) -> list[str]:
    """Return the media types in a string: one, several or none."""
    parts = (each.strip() for each in NEXT.split(text))
    return [each for each in parts if NAME.fullmatch(each)]


def name_media_types(content: Any, note: Note) -> None:
    """Replace each key that is not a single media type by a valid media type.

    Args:
        content: the content of a message; the keys are media types.
        note: records each replaced key.
    """
    named = {name: media_types(name) or [ANY] for name in content}
    if all([name] == found for name, found in named.items()):
        return
    holders = dict(content)
    content.clear()
    for name, found in named.items():
        if [name] != found:
            note(f'"{name}"', holders[name], f"read as {' and '.join(found)}")
        for each in found:
            content.setdefault(each, holders[name])


def check_content_types(form: Any, note: Note) -> None:
    """Remove each `contentType` in a form's encodings that is not a media type."""
    for name, fact in form.get("encoding", {}).items():
        if "contentType" not in fact:
            continue
        said = fact["contentType"]
        if found := media_types(said):
            fact["contentType"] = ", ".join(found)
        else:
            del fact["contentType"]
            note(f'{name} as "{said}"', fact, "left out")
