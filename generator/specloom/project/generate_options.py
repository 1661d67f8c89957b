"""Options of a generation: which operations to generate, and how to treat defects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Formatter = Literal["ruff", "black"]
"""The formatter for generated code. Black changes nothing in the output of either."""

Docstrings = Literal["full", "short"]
"""How much docstrings contain: all texts of the description, or only summaries."""

PATTERN_KINDS = ("tag", "path", "operation")


@dataclass(frozen=True, kw_only=True)
class GenerateOptions:
    """Options of a generation: which operations to generate, and how to treat defects.

    Attributes:
        include: the patterns of the operations to generate; if empty, all operations.
        exclude: the patterns of the operations to leave out, even if they are included.
        strict: raise an error if anything is not generated as declared, except what the
            user excluded.
        files: files outside the document's folder to which it may refer, relative to
            that folder.
        root: the folder that must contain all referenced files, relative to the
            document's folder; "" for the document's folder itself.
        overlay: the overlay for a single document, relative to the document's folder;
            "" if there is none.
        docstrings: how much the docstrings contain.
        package_only: whether the tests, the normalized document and the file of names
            are not made.

    A pattern is `tag:NAME`, `path:/PATH` or `operation:NAME`, where `*` matches any
    text. The name of an operation is its `operationId`, its name in the client
    (`contacts.list`) or `METHOD /path`.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    strict: bool = False
    files: tuple[str, ...] = ()
    root: str = ""
    overlay: str = ""
    docstrings: Docstrings = "full"
    package_only: bool = False


DEFAULT_OPTIONS = GenerateOptions()


def invalid_pattern(patterns: tuple[str, ...]) -> str:
    """Return the first pattern of an unknown kind; "" if all are valid."""
    kinds = tuple(f"{kind}:" for kind in PATTERN_KINDS)
    return next((text for text in patterns if not text.startswith(kinds)), "")
