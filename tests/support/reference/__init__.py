"""The pages of docs/reference, written from what the program itself uses."""

from __future__ import annotations

from pathlib import Path

from . import (
    command_pages,
    error_pages,
    finding_page,
    key_pages,
    message_pages,
    reason_page,
    runtime_pages,
    setting_page,
    variable_page,
)

FOLDER = Path(__file__).parents[3] / "docs" / "reference"
WRITERS = (
    command_pages,
    error_pages,
    finding_page,
    key_pages,
    message_pages,
    reason_page,
    runtime_pages,
    setting_page,
    variable_page,
)


def reference_pages() -> dict[str, str]:
    """Return the text of each page, by its path in docs/reference."""
    return {name: text for each in WRITERS for name, text in each.pages().items()}


def rewrite_reference() -> None:
    """Write all pages, and remove those that are gone."""
    texts = reference_pages()
    for path in FOLDER.rglob("*.md"):
        if path.relative_to(FOLDER).as_posix() not in texts:
            path.unlink()
    for name, text in texts.items():
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_text(text, "utf-8")
