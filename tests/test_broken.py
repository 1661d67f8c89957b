"""Test that each message about input has a broken case that causes it."""

from __future__ import annotations

import ast
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Formatter
from types import FrameType
from typing import Any

import pytest
from broken_table import Broken, broken
from golden_cases import BROKEN, complaints
from specloom import check
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


CHECKS = Path(check.__file__).parent
"""The folder of the checks: their generators yield what is wrong."""


def test_each_yield_of_the_checks_has_a_case(tmp_path: Path) -> None:
    """Several checks share a message, so a case of each message is not enough."""
    written = {
        f"{path.name}:{node.lineno}"
        for path in CHECKS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Yield | ast.YieldFrom)
    }
    with _yielding() as reached:
        for number, case in enumerate(CASES):
            if case.table in ("checks", "naming"):
                case.run(tmp_path / str(number))
        for folder in BROKEN:
            complaints(shutil.copytree(folder, tmp_path / folder.name))
    assert sorted(written - reached) == []


@contextmanager
def _yielding() -> Iterator[set[str]]:
    """Give the file and line of each `yield` of the checks that yields a finding.

    A `yield from` is reached where the other generator yields. What traced before,
    such as a measurement of coverage, goes on afterwards.
    """
    reached: set[str] = set()
    files = {str(path): path.name for path in CHECKS.glob("*.py")}

    def trace(frame: FrameType, event: str, value: Any) -> Any:
        name = files.get(frame.f_code.co_filename)
        # A generator returns at each yield, and at its end with None.
        if name and event == "return" and value is not None:
            reached.add(f"{name}:{frame.f_lineno}")
        return trace if name else None

    before = sys.gettrace(), threading.gettrace()
    sys.settrace(trace)
    threading.settrace(trace)  # The generator needs a thread with a larger stack.
    try:
        yield reached
    finally:
        sys.settrace(before[0])
        threading.settrace(before[1])
