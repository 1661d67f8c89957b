"""The snippets of the documentation work, and print what the pages say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from page_snippets import SnippetError, rewritten

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(
    path.relative_to(DOCS).as_posix()
    for path in DOCS.rglob("*.md")
    if "\n```" in path.read_text("utf-8")
)


@pytest.mark.verify
@pytest.mark.parametrize("name", PAGES)
def test_snippets_print_what_the_page_says(name: str, tmp_path: Path) -> None:
    page = (DOCS / name).read_text("utf-8")
    assert rewritten(page, tmp_path) == page


@pytest.mark.parametrize("name", PAGES)
def test_no_snippet_is_indented(name: str) -> None:
    # Indented snippets would not run.
    assert not re.search(r"(?m)^ +```", (DOCS / name).read_text("utf-8"))


def test_output_of_commands_is_replaced(tmp_path: Path) -> None:
    page = "```console\n$ echo a\nb\n$ echo \\\n  c\n```\n"
    assert rewritten(page, tmp_path) == (
        "```console\n$ echo a\na\n$ echo \\\n  c\nc\n```\n"
    )


def test_times_of_pytest_are_always_the_same(tmp_path: Path) -> None:
    page = (
        "```console\n$ printf '..F      [100%%]\\n1 failed, 2 passed in 3.77s'\n```\n"
    )
    shown = rewritten(page, tmp_path)
    assert shown.endswith("\n..F  [100%]\n1 failed, 2 passed in 0.10s\n```\n")


def test_python_snippets_share_their_names(tmp_path: Path) -> None:
    page = (
        '```python title="parts/b.py"\nx = 5\n```\n'
        "```python\nfrom parts.b import x\n```\n"
        "```python\nprint(x)\n```\n```text\n4\n```\n```text\nnot an output\n```\n"
    )
    assert rewritten(page, tmp_path) == page.replace("\n4\n", "\n5\n")


@pytest.mark.parametrize(
    "block",
    [
        "```python\n1 / 0\n```\n",
        "```python\nprint(1)\n```\n```python\nx = 2\n```\n",
        "```json\n{\n```\n",
        "```yaml\na: [\n```\n",
    ],
)
def test_a_snippet_that_does_not_work_is_an_error(block: str, tmp_path: Path) -> None:
    with pytest.raises(SnippetError):
        rewritten(block, tmp_path)


def test_requests_are_answered_by_mocks(tmp_path: Path) -> None:
    page = (
        "```python\nimport httpx2\n\nfrom specloom_clients.economic import Economic\n"
        "from specloom_clients.orquest import Orquest\n\n"
        "print(type(Economic.from_env().contacts.list().first()).__name__)\n"
        "print(type(Orquest.from_env().counters.list('b').first()).__name__)\n"
        "try:\n    httpx2.get('https://unknown.example/')\n"
        "except httpx2.ConnectError as error:\n    print(error)\n```\n```text\n```\n"
    )
    assert rewritten(page, tmp_path).endswith(
        "```text\nContact\nBusinessCounter\n"
        "no vendor has the host unknown.example\n```\n"
    )


def test_what_differs_between_runs_is_fixed(tmp_path: Path) -> None:
    row = "acme             1       1    9        0          0       0"
    page = f"```console\n$ echo '{row}     0.77'; echo \"checked: '2031-01-02'\"\n```\n"
    printed = rewritten(page, tmp_path).splitlines()[2:4]
    assert printed == [f"{row}      0.5", "checked: '2026-11-27'"]


def test_modules_that_a_command_wrote_can_be_imported(tmp_path: Path) -> None:
    page = (
        "```python\nx = 1\n```\n"
        "```console\n$ mkdir generated && echo 'y = 5' > generated/late.py\n```\n"
        "```python\nfrom late import y\n\nprint(y)\n```\n```text\n```\n"
    )
    assert rewritten(page, tmp_path).endswith("```text\n5\n```\n")
