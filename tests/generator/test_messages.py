"""Test the list of messages: it is complete, and each can be filled in."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
import specloom
from specloom.messages import Message, all_messages

SOURCE = Path(specloom.__file__).parent
ALL = all_messages()


def test_message_id_is_the_name_of_its_constant() -> None:
    declared = {}
    for path in (SOURCE / "messages").glob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node).count("Message("):
                assert isinstance(node.value, ast.Call)
                declared[ast.unparse(node.targets[0])] = ast.literal_eval(
                    node.value.args[0]
                )
    assert {n: n.lower().replace("_", "-") for n in declared} == declared
    assert set(declared.values()) == set(ALL)


def test_messages_are_defined_in_one_module() -> None:
    made = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        if "messages" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in ("Message", "Text")
    ]
    assert made == []


def test_every_message_is_used() -> None:
    text = "".join(
        path.read_text("utf-8")
        for path in SOURCE.rglob("*.py")
        if "messages" not in path.parts
    )
    names = {each.id.upper().replace("-", "_") for each in ALL.values()}
    assert {n for n in names if not re.search(rf"\.{n}\b", text)} == set()


@pytest.mark.parametrize("message", ALL.values(), ids=lambda message: message.id)
def test_messages_are_one_line_in_plain_language(message: Message) -> None:
    names = {name for _, name, _, _ in Formatter().parse(message.template) if name}
    text = message(**dict.fromkeys(names, 1))
    assert text.message is message
    assert "\n" not in text and not text.endswith(".")
    assert not re.search(
        r"(?<!there )\bis no\b(?! longer)|leads to nothing|nowhere|\banew\b", text
    )
