"""Parts of pages in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def page(title: str, *parts: str) -> str:
    """Return a page with a title; parts that are empty are left out."""
    return "\n\n".join([f"# {title}", *(part for part in parts if part)]) + "\n"


def plain(text: str) -> str:
    """Return text in which nothing but code in backticks has a meaning."""
    parts = re.split(r"(`[^`]*`)", " ".join(text.split()))
    return "".join(
        part if part.startswith("`") else re.sub(r"([\[\]*<>_])", r"\\\1", part)
        for part in parts
    )


def code(text: str) -> str:
    """Return text as code in a line."""
    return f"``{text}``" if "`" in text else f"`{text}`"


def block(text: str, kind: str = "text") -> str:
    """Return a block of code."""
    return f"```{kind}\n{text.rstrip()}\n```"


def quote(text: str) -> str:
    """Return a line that the program prints, which wraps on narrow screens."""
    return f"> {plain(text)}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; the cells are Markdown. Without rows, it is empty."""
    lines = [_row(cells) for cells in rows]
    return "\n".join([_row(head), "|" + "---|" * len(head), *lines]) if lines else ""


def anchor(text: str) -> str:
    """Return the anchor that the site and GitHub give to a heading."""
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
