"""Options of a generation: which operations, and how defects are treated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Formatter = Literal["ruff", "black"]
"""The tool that formats generated code; black accepts what either of them writes."""

PATTERN_KINDS = ("tag", "path", "operation")


@dataclass(frozen=True, kw_only=True)
class GenerateOptions:
    """What is generated from a document, and how its defects are treated.

    Attributes:
        include: patterns of the operations to generate; none means all of them.
        exclude: patterns of the operations to leave out, even if included.
        strict: raise an error for anything that is not generated as declared, unless
            the user asked for it.
        files: files outside the document's folder that references may lead to,
            relative to the folder.
        root: the folder that references may not leave, relative to the document's;
            "" for the document's own.
        overlay: an overlay of a document without a project, relative to the document's
            folder; "" without one.

    A pattern is `tag:NAME`, `path:/PATH` or `operation:NAME`, where `*` matches any
    text; an operation's name is its `operationId`, its name in the client
    (`contacts.list`) or `METHOD /path`.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    strict: bool = False
    files: tuple[str, ...] = ()
    root: str = ""
    overlay: str = ""


DEFAULT_OPTIONS = GenerateOptions()


def invalid_pattern(patterns: tuple[str, ...]) -> str:
    """Return the first pattern of an unknown kind; "" if all are valid."""
    kinds = tuple(f"{kind}:" for kind in PATTERN_KINDS)
    return next((text for text in patterns if not text.startswith(kinds)), "")
