"""What a caller wants of a document: which operations, and how defects are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Formatter = Literal["ruff", "black"]
"""The tool that formats generated code; black accepts what either of them writes."""

KINDS = ("tag", "path", "operation")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What is wanted of a document.

    Attributes:
        include: patterns of the operations to generate; none means all of them.
        exclude: patterns of the operations to leave out, even if included.
        degrade: take a reference that leads nowhere for anything at all, with an
            entry in the generation report, where it would be an error.
        strict: take anything but `generated` in the report for an error, unless it
            was asked for.
        files: other files, relative to the document's folder, that references out of
            the folder may lead to.

    A pattern is `tag:NAME`, `path:/PATH` or `operation:NAME` with `*` for any text; an
    operation's name is its `operationId`, its name in the client (`contacts.list`) or
    `METHOD /path`.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    degrade: bool = False
    strict: bool = False
    files: tuple[str, ...] = ()


EVERYTHING = Wishes()


def misspelled(patterns: tuple[str, ...]) -> str:
    """The first pattern of no known kind, "" where all are well."""
    wrong = (p for p in patterns if not p.startswith(tuple(f"{k}:" for k in KINDS)))
    return next(wrong, "")
