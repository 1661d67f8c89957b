"""The commands of the tutorials print what the pages say."""

from __future__ import annotations

from pathlib import Path

import pytest
from tutorial import rewritten

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.verify
@pytest.mark.parametrize("name", ["reviewing-changes.md"])
def test_commands_print_what_the_page_says(name: str, tmp_path: Path) -> None:
    page = (DOCS / name).read_text("utf-8")
    assert page.count("$ specloom") > 5
    assert rewritten(page, tmp_path) == page


def test_other_output_is_noticed(tmp_path: Path) -> None:
    page = "```console\n$ echo a\nb\n$ echo \\\n  c\n```\n"
    assert rewritten(page, tmp_path) == (
        "```console\n$ echo a\na\n$ echo \\\n  c\nc\n```\n"
    )
