"""Test that no text of a description breaks out of the file that prints it."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from specloom import terminal
from specloom.builds.vendor_builds import build_file
from specloom.cli import main
from specloom.printing.python_literals import docstring

NASTY = (
    'stops at \\"""', '"', "\\", '"""', "'''", "a\\", "a\u2028b\u2029c",
    "\u202ea\u2066",
    "a\0b", "a\u200bb\ufeff", "a\x85b\x1b[2J", "{{ x }}", "{% raw %}", "${x}", "%s {0}",
    "# a\n", "a\r\nb", "🎉", "e\u0301", "--- a", "*/ <!-- -->",
)  # fmt: skip
"""Texts that end a docstring, a line, a template or a file somewhere."""
FORBIDDEN = set("\0\x1b\u2028\u2029\u200e\u200f\u061c\ufeff")
FORBIDDEN |= set(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
SAFE = "\"\\#{}%$'\n\t\0\u2028\u2029\u202e\u2066\u200b\ufeff é中a"


def document(text: str) -> dict[str, Any]:
    """Return a small document with the text at each place that can have one."""
    schema = {
        "type": "object",
        "title": text,
        "description": text,
        "properties": {
            f"p{text}": {"type": "string", "description": text, "default": text},
            "choice": {"type": "string", "enum": ["x", f"{text}y"]},
            "fixed": {"const": text},
            "code": {"type": "string", "pattern": text},
            "sample": {"type": "string", "examples": [text]},
        },
    }
    path = "/a" + text.replace("{", "").replace("}", "").replace("/", "")
    result = {"content": {"application/json": {"schema": schema}}, "description": text}
    operation = {
        "operationId": f"do{text}",
        "summary": text,
        "description": text,
        "tags": [f"tag {text}"],
        "parameters": [
            {"name": f"q{text}", "in": "query", "schema": {"type": "string"}},
            {"name": f"X-{text}", "in": "header", "schema": {"type": "string"}},
            {"name": "n", "in": "query", "description": text, "schema": {}},
        ],
        "responses": {"200": result, "404": {"description": text}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": text, "version": text, "description": text},
        "servers": [{"url": "https://x.test", "description": text}],
        "tags": [{"name": f"tag {text}", "description": text}],
        "paths": {path: {"get": operation}},
    }


def check(folder: Path, text: str) -> None:
    """Check every file that is generated from a document with the text in it."""
    file = folder / "tiny.json"
    file.write_text(json.dumps(document(text)), encoding="utf-8")
    for name, content in build_file(file, "tiny").texts.items():
        assert not FORBIDDEN & set(content), name
        if name.endswith(".py"):
            ast.parse(content)


@pytest.mark.parametrize("text", NASTY)
def test_text_stays_in_its_place(tmp_path: Path, text: str) -> None:
    check(tmp_path, text)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=st.text(st.sampled_from(SAFE), max_size=12))
def test_any_text_stays_in_its_place(tmp_path: Path, text: str) -> None:
    check(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('stops at \\"""', 'stops at \\""".'),
        ("a\u2028b", "a b."),
        ("10\u00a0kg\tof it", "10 kg of it."),
        ("a\u202eb\0c", "abc."),
        ("می\u200cخواهم", "می\u200cخواهم."),
        ("ends in \\", "ends in \\"),
    ],
)
def test_words_of_a_docstring_keep_their_meaning(text: str, words: str) -> None:
    assert ast.literal_eval(f'"""{docstring(text)}"""') == words


OBEYED = ("\x1b]0;title\x07", "\x1b[2J", "\u202eevil\u2066", "\x9b31m", "\x7f", "\r")
"""Texts that a terminal obeys in place of printing them."""
COMMANDS = (
    ("generate", "--no-cache"),
    ("check",),
    ("lint",),
    ("lint", "--json"),
    ("normalize",),
    ("accept", "shop", "--reason", "a"),
)


def _project(folder: Path, text: str, overlay: Any = None) -> Path:
    """Return a project whose vendor declares the text wherever it can."""
    specs = folder / "specs" / "shop"
    specs.mkdir(parents=True)
    data = document(text)
    data["paths"][f"/{text}"] = {"get": {text: 1, "responses": {"2": text}}}
    odd = {text: {"$ref": f"#/{text}", "type": text}}
    data.setdefault("components", {}).setdefault("schemas", {}).update(odd)
    (specs / "source.json").write_text(json.dumps(data))
    if overlay is not None:
        (specs / "overlay.json").write_text(json.dumps(overlay))
    return folder


@pytest.mark.parametrize("text", OBEYED, ids=ascii)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_command_line_prints_text_that_no_terminal_obeys(
    command: tuple[str, ...], text: str, tmp_path: Path
) -> None:
    project = _project(tmp_path, text)
    result = CliRunner().invoke(main, [*command, "--project", str(project)])
    assert result.exit_code in (0, 1), result.output
    assert all(line.isprintable() for line in result.output.splitlines())
    assert set(text).isdisjoint(FORBIDDEN & set(result.output))


@pytest.mark.parametrize("text", OBEYED, ids=ascii)
def test_errors_are_text_that_no_terminal_obeys(text: str, tmp_path: Path) -> None:
    wrong = {"overlay": "1.0.0", "info": {}, "actions": [{"target": f"$.{text}"}]}
    project = _project(tmp_path, text, wrong)
    for options in (
        ["--project", str(project)],
        ["--spec", f"{tmp_path}/{text}.yaml", "--output", str(tmp_path)],
        ["--spec", "a.yaml", "--output", "out", "--include", text],
        ["--spec", "a.yaml", "--output", "out", "--package", text],
    ):
        result = CliRunner().invoke(main, ["generate", *options])
        assert result.exit_code == 2
        assert result.output
        assert all(line.isprintable() for line in result.output.splitlines())


def test_one_place_prints() -> None:
    """All output goes through `terminal.py`: as a line, text, JSON or a table."""
    folder = Path(terminal.__file__).parent
    for path in folder.rglob("*.py"):
        calls = path.read_text("utf-8").count("click.echo(")
        assert calls == (4 if path.name == "terminal.py" else 0), path
