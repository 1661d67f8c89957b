"""Test that each message about input has a broken case that causes it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from string import Formatter

import pytest
from broken_table import Broken, broken
from golden_cases import BROKEN, complaints
from specloom.messages import Message, Text

CASES = broken()
SHOWN = {case.message for case in CASES}
MESSAGES = {message.id: message for message in Message}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Text]:
    """Every message that is filled in during the test."""
    found: list[Text] = []
    fill_in = Message.__call__

    def recorded(message: Message, **values: object) -> Text:
        text = fill_in(message, **values)
        found.append(text)
        return text

    monkeypatch.setattr(Message, "__call__", recorded)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.table}-{case.message}")
def test_reports_what_is_wrong(case: Broken, tmp_path: Path, made: list[Text]) -> None:
    status, stderr = case.run(tmp_path)
    assert stderr == case.says + "\n"
    assert status == 2
    found = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {tmp_path / name: data for name, data in case.files.items()}
    ids = {text.message.id for text in made if text in stderr}
    # A message that is the same each time may be filled in when a module is imported.
    assert case.message in ids or (not made and _fits(case.message, stderr))


def _fits(message: str, stderr: str) -> bool:
    """Return whether a line is the message, whatever its placeholders stand for."""
    fields = list(Formatter().parse(MESSAGES[message].template))
    parts = [
        re.escape(text) + ("" if name is None else ".*") for text, name, *_ in fields
    ]
    return re.search("".join(parts) + "$", stderr, re.MULTILINE) is not None


@pytest.mark.parametrize("message", sorted(set(MESSAGES) - SHOWN))
def test_folder_cases_cover_messages_outside_the_table(
    message: str, tmp_path: Path, made: list[Text]
) -> None:
    for case in BROKEN:
        project = tmp_path / case.name
        shutil.copytree(case, project)
        stderr = complaints(project)[1]
        if message in {text.message.id for text in made if text in stderr}:
            return
    pytest.fail(f"no broken case shows {message}")
