"""The recorder of behaviour notices what changes, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.verify

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / "tests" / "behaviour"
DOCUMENT = """
openapi: 3.1.1
info: {title: Things, version: '1'}
servers: [{url: https://things.example}]
tags: [{name: Things}]
paths:
  /things/{id}:
    get:
      tags: [Things]
      operationId: getThing
      parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: The thing.
          content:
            application/json:
              schema:
                type: object
                title: Thing
                properties:
                  made: {type: string, format: date}
                  next: {$ref: '#/components/schemas/Other'}
        '409': {description: It is being changed.}
components:
  schemas:
    Other: {type: object, properties: {n: {type: integer}}}
"""
CHANGES = {
    "request": "return original(self, id + 'x')",
    "result": "return original(self, id).model_copy(update={'made': None})",
    "error": """try:
        return original(self, id)
    except Exception as error:
        raise LookupError(str(error)) from error""",
    "messages": """try:
        return original(self, id)
    except Exception as error:
        error.message += ' again'
        raise""",
}


def run(*command: Any, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A Python command that imports from the checkout and from the folder."""
    folders = [*([folder] if folder else ()), ROOT / "generator", ROOT / "runtime"]
    path = os.pathsep.join(map(str, folders))
    return subprocess.run(
        [sys.executable, *map(str, command)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a generated package that has one operation."""
    folder = tmp_path_factory.mktemp("behaviour")
    (folder / "things.yaml").write_text(DOCUMENT, "utf-8")
    given = ("--spec", folder / "things.yaml", "--output", folder)
    done = run("-m", "specloom", "generate", *given, "--package", "client")
    assert not done.returncode, done.stderr
    return folder


def recorded(folder: Path) -> str:
    """The record of the package as it is now."""
    document = folder / "specs" / "client" / "openapi.yaml"
    done = run(TOOLS / "drive.py", "client", document, folder=folder)
    assert not done.returncode, done.stderr
    return done.stdout


def compared(folder: Path, old: Any, new: Any, **files: str) -> tuple[int, list[str]]:
    """The exit status of the comparison, and the lines of its output."""
    options: list[Any] = []
    for name, record in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_text(json.dumps({"things": record}), "utf-8")
        options.append(folder / f"{name}.json")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
        options += [f"--{name}", folder / f"{name}.yaml"]
    done = run(TOOLS / "compare.py", *options)
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("field", CHANGES)
def test_change_of_one_field_is_detected(
    field: str, package: Path, tmp_path: Path
) -> None:
    module = package / "client" / "things.py"
    text, old = module.read_text("utf-8"), recorded(package)
    # Only the synchronous method changes: the other one keeps the original.
    changed = (
        f"{text}\n\noriginal = Things.get\n\n"
        f"def changed(self, id):\n    {CHANGES[field]}\n\n"
        "changed.__doc__ = original.__doc__\nThings.get = changed\n"
    )
    try:
        module.write_text(changed, "utf-8")
        new = recorded(package)
    finally:
        module.write_text(text, "utf-8")
    status, lines = compared(tmp_path, json.loads(old), json.loads(new))
    found = {line.split(": ")[2] for line in lines[:-1]}
    assert status == 1
    assert f"sync {field}" in found
    assert found <= {f"sync {field}", *(["sync result"] if field == "error" else ())}


def test_recording_is_deterministic(package: Path) -> None:
    once = recorded(package)
    assert once == recorded(package)
    operation = json.loads(once)["GET /things/{id}"]
    assert operation["sync"] == operation["async"]
    assert operation["sync"]["error"] == {
        "down": "ServerError",
        "failure": "ConflictError",
    }


def test_a_checkout_is_recorded_and_compared(tmp_path: Path) -> None:
    vendor = min((TOOLS.parents[1] / "specs").glob("*/openapi.yaml")).parent.name
    only = ("--only", "defects/forms", f"specs/{vendor}")
    given = (*only, "--output", tmp_path / "a.json")
    done = run(TOOLS / "record.py", *given)
    assert not done.returncode, done.stderr
    record = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert record["defects/forms"].keys() == {"POST /charges", "PUT /charges"}
    assert all(record.values())
    done = run(TOOLS / "compare.py", tmp_path / "a.json", tmp_path / "a.json")
    assert done.returncode == 0
    assert done.stdout.endswith(": 0 differences, 0 known ones\n")


def test_renamed_classes_and_known_differences_are_allowed(tmp_path: Path) -> None:
    fields = {"request": "1", "result": "2", "messages": "3", "error": {"full": "Old"}}
    changed = {**fields, "messages": "4", "error": {"full": "New"}}
    old = {"GET /a": {"sync": fields, "async": fields}}
    new = {"GET /a": {"sync": changed, "async": changed}}
    renames = "classes: {Old: New}"
    known = "known:\n- {operation: 'GET *', field: messages, reason: reworded}\n"
    assert compared(tmp_path, old, new, renames=renames)[0] == 1
    assert compared(tmp_path, old, new, known=known)[0] == 1
    status, lines = compared(tmp_path, old, new, renames=renames, known=known)
    assert status == 0
    assert lines[0] == "things: GET /a: sync messages: differs (known: reworded)"
    assert lines[-1] == "1 operations: 0 differences, 2 known ones"
    assert compared(tmp_path, old, {}, renames=renames, known=known)[0] == 1


def test_documents_may_be_added_but_not_removed(tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text("{}", "utf-8")
    (tmp_path / "one.json").write_text('{"things": {}}', "utf-8")
    pair = (tmp_path / "none.json", tmp_path / "one.json")
    assert run(TOOLS / "compare.py", *pair).returncode == 0
    assert run(TOOLS / "compare.py", *reversed(pair)).returncode == 1
