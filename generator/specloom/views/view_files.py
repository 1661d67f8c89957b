"""Check a view file alone: its schema, and the names in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from ..errors import Finding, Problem
from ..load import Document, read
from ..messages import Message
from ..names import identifier
from ..vocabulary.key_schemas import file_validator
from ..vocabulary.validation_errors import dotted, findings

OWN_FIELDS = ("vendor", "source")
"""The fields that each row has without a declaration."""
SCHEMA = "view-file.yaml"


@cache
def view_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of a view file."""
    data = resources.files(__package__).joinpath(SCHEMA).read_bytes()
    schema: Mapping[str, Any] = read(data, shown=SCHEMA)
    return schema


def check_view_file(document: Document) -> list[Problem]:
    """Return the problems of a view file that show without any vendor's document."""
    errors = file_validator(view_schema()).iter_errors(document.data)
    found = [
        (path, message.under(label) if (label := _label(path)) else message)
        for path, message in findings(errors, frozenset())
    ]
    found = found or [*_content(document.data)]
    return sorted({Problem(document.location(at), text) for at, text in found})


def _label(path: tuple[str | int, ...]) -> str:
    return dotted(str(path[0]), path[1:]) if path else ""


def _content(root: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the names of fields that a row cannot have, and a view without items."""
    for name in root["fields"]:
        at = ("fields", name)
        if name in OWN_FIELDS:
            yield at, Message.OWN_FIELD(name=name)
        elif identifier(name) != name:
            yield at, Message.INVALID_ARGUMENT_NAME(
                name=name, expected=f"a name such as {identifier(name)}"
            )
    if all("none" in vendor for vendor in root["vendors"].values()):
        yield ("vendors",), Message.NO_MAPPED_VENDOR()
