"""Write a document as YAML or JSON; members and the digits of numbers are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

from specloom_runtime.core.deep_stack import on_deep_stack

from ..errors import SpecError
from ..load import read
from ..normalize.yaml_writer import write_yaml
from ..overlay.effects import is_same
from ..overlay.equal_values import exact_copy

TextFormat = Literal["yaml", "json"]


def format_of(file: str) -> TextFormat:
    """Return the format of a file, by its name, as `load` reads it."""
    return "json" if file.lower().endswith(".json") else "yaml"


def is_text_of(text: str, file: str, wanted: Any) -> bool:
    """Return whether text can be read, and is that of a document.

    Args:
        text: the text.
        file: the name of the file, which decides how the text is read.
        wanted: the document.
    """
    try:
        return is_same(read(text.encode(), shown=file), wanted)
    except SpecError:
        return False


@on_deep_stack
def document_text(tree: Any, form: TextFormat) -> str:
    """Return the text of a document.

    Args:
        tree: the document.
        form: the format of the text.
    """
    exact = exact_copy(tree)
    if form == "json":
        return "".join(_json(exact, "\n")) + "\n"
    return write_yaml(exact)


def _json(value: Any, line: str) -> Iterator[str]:
    """Yield the parts of a JSON text; the library cannot write a Decimal.

    Args:
        value: the value to write.
        line: the line break and the indentation of the value's own line.
    """
    inside = line + "  "
    if isinstance(value, dict) and value:
        separator = "{"
        for key, member in value.items():
            yield f"{separator}{inside}{_scalar(key)}: "
            yield from _json(member, inside)
            separator = ","
        yield line + "}"
    elif isinstance(value, list) and value:
        separator = "["
        for item in value:
            yield separator + inside
            yield from _json(item, inside)
            separator = ","
        yield line + "]"
    else:
        yield _scalar(value)


def _scalar(value: Any) -> str:
    """Return a scalar in JSON; characters that could control a terminal are escaped."""
    if isinstance(value, Decimal):
        return str(value)
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
