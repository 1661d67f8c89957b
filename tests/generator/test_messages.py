"""Test the list of messages: it is complete, and each can be filled in."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
import specloom
from specloom.messages import Message

SOURCE = Path(specloom.__file__).parent


def test_messages_are_defined_in_one_module() -> None:
    made = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        if path.name not in ("messages.py", "message_templates.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in ("Message", "Text")
    ]
    assert made == []


def test_every_message_is_used() -> None:
    text = "".join(
        path.read_text("utf-8")
        for path in SOURCE.rglob("*.py")
        if path.name != "messages.py"
    )
    assert {m for m in Message if not re.search(rf"\.{m.name}\b", text)} == set()


@pytest.mark.parametrize("message", Message, ids=lambda message: message.id)
def test_messages_are_one_line_in_plain_language(message: Message) -> None:
    names = {name for _, name, _, _ in Formatter().parse(message.template) if name}
    text = message(**dict.fromkeys(names, 1))
    assert text.message is message
    assert "\n" not in text and not text.endswith(".")
    assert not re.search(
        r"(?<!there )\bis no\b(?! longer)|leads to nothing|nowhere|\banew\b", text
    )
