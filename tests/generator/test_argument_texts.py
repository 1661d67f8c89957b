"""Descriptions and limits of arguments, from the document to the docstring."""

from __future__ import annotations

from typing import Any

import pytest
from lowered import lowered, package
from specloom.lower.argument_texts import DEFAULTS, argument_text
from specloom.printing.python_literals import argument_entry
from specloom.render import render


@pytest.mark.parametrize(
    ("node", "schema", "text"),
    [
        ({"description": "Which of them."}, {}, "Which of them."),
        ({}, {"description": "Which of them."}, "Which of them."),
        ({"description": "The owner."}, {}, ""),
        ({"description": "An owner ID"}, {}, ""),
        ({"description": ["wrong"]}, {}, ""),
        ({}, {}, ""),
        ({}, True, ""),
    ],
)
def test_text_of_an_argument(node: dict[str, Any], schema: Any, text: str) -> None:
    assert argument_text("ownerId", node, schema) == text


@pytest.mark.parametrize("role", DEFAULTS)
@pytest.mark.parametrize(
    ("node", "text"),
    [
        ({}, None),
        ({"description": "The search."}, None),
        ({"description": "What to look for."}, "What to look for."),
        ({"maxLength": 9}, None),
    ],
)
def test_argument_with_a_meaning_is_always_described(
    role: str, node: dict[str, Any], text: str | None
) -> None:
    shown = argument_text("search", node, role=role)
    assert shown == (text or DEFAULTS[role])


def test_every_kind_of_argument_has_its_text() -> None:
    operation = lowered(
        {
            "parameters": [
                {"in": "query", "name": "x", "description": "Which.", "schema": {}},
                {"in": "header", "name": "Y", "schema": {"maximum": 2}},
            ],
            "requestBody": {
                "description": "What is stored.",
                "content": {"application/json": {"schema": {"type": "string"}}},
            },
        }
    )
    texts = {each.name: (each.description, each.limits) for each in operation.arguments}
    assert texts == {
        "body": ("What is stored.", ""),
        "x": ("Which.", ""),
        "y": ("", "At most 2."),
    }


def test_docstring_lists_the_described_arguments() -> None:
    parameters = [
        {"in": "query", "name": "a", "description": "First \\ one", "schema": {}},
        {"in": "query", "name": "b", "schema": {}},
    ]
    vendor = package({"summary": "Send it.", "parameters": parameters})
    text = render(vendor, source="openapi.yaml", package_name="")["things.py"]
    expected = "Send it.\n\nPOST /things\n\nArgs:\n    a: First \\\\ one.\n"
    assert expected.replace("\n", "\n        ").replace("\n        \n", "\n\n") in text
    assert " b:" not in text.split('"""')[-4]


def test_long_entries_are_wrapped_and_indented() -> None:
    lines = argument_entry("name", "word " * 40, indent=12).split("\n")
    assert len(lines) > 2
    assert all(line.startswith(" " * 16 + "word") for line in lines[1:])
    assert all(len(line) <= 88 for line in [" " * 12 + lines[0], *lines[1:]])
    assert lines[-1].endswith("word.")
