"""The names of client classes in the settings are used wherever a client is named."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from git_projects import SOURCE, commit, isolate, write
from specloom.cli import main
from specloom.names.client_names import is_client_name

DOCUMENT = """\
openapi: 3.1.0
info: {title: Things of all kinds, version: '1'}
servers: [{url: https://things.example}]
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
  schemas:
    Thing: {type: object, properties: {name: {type: string}}}
security: [{token: []}]
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200':
          description: The things.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}
webhooks:
  thing-made:
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/Thing'}}
      responses: {'204': {description: Thanks.}}
"""
SETTINGS = '[tool.specloom]\npackage = "clients"\n[tool.specloom.client-names]\n'


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


def _run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == status, result.output
    return result.output


def _project(folder: Path, name: str) -> Path:
    settings = f'{SETTINGS}tiny = "{name}"\n' if name else SETTINGS
    write(folder, {SOURCE: DOCUMENT, "pyproject.toml": settings})
    _run("generate", "--project", str(folder))
    return folder


def _texts(folder: Path) -> dict[str, str]:
    paths = [each for each in folder.rglob("*") if each.is_file()]
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in paths}


def test_the_name_replaces_the_usual_one_everywhere(tmp_path: Path) -> None:
    usual = _texts(_project(tmp_path / "usual", "") / "generated")
    named = _texts(_project(tmp_path / "named", "OtherClient") / "generated")
    usual_name = re.compile(r"\b(Async)?Tiny\b")
    where = {path for path, text in usual.items() if usual_name.search(text)}
    assert {"clients/tiny/client.py", "tests/tiny/test_tiny_things.py"} < where
    assert {"README.md", "api.md", "llms.txt", "AGENTS.md"} < where
    for path, text in named.items():
        assert not usual_name.search(text), path
        assert path not in where or "OtherClient" in text, path
    assert "class AsyncOtherClient(_OtherClientBase, AsyncClient):" in (
        named["clients/tiny/client.py"]
    )
    assert set(named) == set(usual)


def test_commands_name_the_client(tmp_path: Path) -> None:
    root = str(_project(tmp_path, "OtherClient"))
    explained = _run("explain", "tiny", "things.list", "--project", root)
    assert "OtherClient" in explained or "Tiny" not in explained
    (tmp_path / "pyproject.toml").write_text(
        f'{SETTINGS}tiny = "OtherClient"\nmore = "MoreClient"\n', "utf-8"
    )
    added = _run("add", "more", str(tmp_path / SOURCE), "--project", root)
    assert "from clients.more import MoreClient" in added


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("", "OtherClient", "Tiny"),
        ("OtherClient", "", "OtherClient"),
        ("OtherClient", "AnotherClient", "OtherClient"),
        ("OtherClient", "OtherClient", ""),
        ("", "Tiny", ""),
    ],
)
def test_another_name_breaks_callers(
    before: str, after: str, changed: str, tmp_path: Path
) -> None:
    root = _project(tmp_path, before)
    commit(root, {})
    _project(tmp_path, after)
    output = _run("report", "--project", str(root), "--json", status=bool(changed))
    (report,) = json.loads(output)["reports"]
    texts = [each["text"] for each in report["changes"]]
    assert len(texts) == bool(changed)
    assert not changed or changed in texts[0]


@pytest.mark.verify
@pytest.mark.parametrize(("name", "status"), [("OtherClient", 0), ("Another", 1)])
def test_a_wheel_knows_the_name(name: str, status: int, tmp_path: Path) -> None:
    root = _project(tmp_path / "project", "OtherClient")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    folder, output = root / "generated", tmp_path / "dist"
    subprocess.run([*command, "-d", str(output)], cwd=folder, check=True)
    (wheel,) = output.iterdir()
    _project(root, name)
    options = ("--project", str(root), "--against", str(wheel))
    assert name in _run("report", *options, status=status) or not status


@pytest.mark.parametrize(
    "name", ["Things", "Thing", "ThingsResource", "ThingMade", "Model"]
)
def test_a_name_may_be_that_of_something_else(name: str, tmp_path: Path) -> None:
    """The client keeps its name; the package can be imported, and its tests pass."""
    root = _project(tmp_path, name)
    code = f"from clients.tiny import {name}, Async{name}\n"
    code += f"assert {name}(token='x').things and Async{name}(token='x').things\n"
    code += f"assert {name}.__name__ == '{name}'"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root / "generated",
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    ("name", "is_valid"),
    [
        ("Acme", True),
        ("ACME2_Client", True),
        ("A", True),
        ("acme", False),
        ("_Acme", False),
        ("Acme Client", False),
        ("Acme-Client", False),
        ("Akmé", False),
        ("2Acme", False),
        ("", False),
        ("None", False),
        ("True", False),
        ("Client", False),
        ("BaseClient", False),
        ("Exception", False),
        ("Literal", False),
        ("ThingFields", False),
        ("Acme\n", False),
    ],
)
def test_names(name: str, is_valid: bool) -> None:
    assert is_client_name(name) == is_valid
