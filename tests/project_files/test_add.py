"""`specloom add` copies a description, records where it is from, and generates."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from specloom.cli import main

TINY = """\
openapi: 3.1.0
info: {title: Tiny, version: '1.2'}
servers: [{url: https://tiny.example}]
paths:
  /things:
    get:
      operationId: listThings
      parameters:
      - {name: cursor, in: query, schema: {type: string}}
      x-speakeasy-pagination:
        type: cursor
        inputs: [{name: cursor, in: parameters, type: cursor}]
        outputs: {results: $.items, nextCursor: $.next}
      responses:
        '200':
          description: The things.
          content:
            application/json:
              schema:
                type: object
                properties:
                  items: {type: array, items: {type: string}}
                  next: {type: string}
"""
PARTS = """\
openapi: 3.1.0
info: {title: Parts, version: '1'}
paths:
  /things:
    get:
      responses:
        '200':
          description: A thing.
          content:
            application/json: {schema: {$ref: 'schemas/thing.yaml#/Thing'}}
"""
THING = "Thing: {type: object, properties: {part: {$ref: 'part.yaml'}}}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project without vendors, as the current folder."""
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.setenv("SPECLOOM_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(root)
    assert run("init", "--yes", "--package", "clients").exit_code == 0
    return root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_source_and_its_origin(project: Path, tmp_path: Path) -> None:
    """The source is copied byte for byte, with its digest, version and address."""
    file = tmp_path / "tiny-openapi.yml"
    file.write_bytes(TINY.encode() + b"# end\r\n")
    address = "https://tiny.example/openapi.yml"
    result = run("add", "tiny", str(file), "--from", address)
    assert result.exit_code == 0, result.output
    assert (project / "specs/tiny/source.yaml").read_bytes() == file.read_bytes()
    recorded = yaml.safe_load((project / "specs/tiny/provenance.yaml").read_text())
    assert recorded.pop("date")
    assert recorded == {
        "file": "tiny-openapi.yml",
        "from": address,
        "version": "1.2",
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    assert (project / "generated/clients/tiny/client.py").is_file()
    assert not (project / "specs/tiny/overlay.yaml").exists()
    assert "tiny.things.list()" in result.output
    assert run("check").exit_code == 0


def test_an_update_records_the_new_source(project: Path, tmp_path: Path) -> None:
    """`update` keeps the address, and records the digest of the new source."""
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY)
    address = "https://tiny.example/openapi.yml"
    assert run("add", "tiny", str(file), "--from", address).exit_code == 0
    file.write_text(TINY.replace("'1.2'", "'1.3'"))
    assert run("update", "tiny", str(file)).exit_code == 0
    recorded = yaml.safe_load((project / "specs/tiny/provenance.yaml").read_text())
    assert recorded["version"] == "1.3"
    assert recorded["from"] == address
    assert recorded["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    before = contents(project)
    file.rename(tmp_path / "the-same.yaml")
    assert run("update", "tiny", str(tmp_path / "the-same.yaml")).exit_code == 0
    assert contents(project) == before


def test_a_failed_update_changes_nothing(project: Path, tmp_path: Path) -> None:
    """If a generated file cannot be replaced, the recorded origin stays as it was."""
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY)
    assert run("add", "tiny", str(file)).exit_code == 0
    own = project / "generated/clients/tiny/others.py"
    own.write_text("# mine\n")
    before = contents(project)
    file.write_text(TINY.replace("/things", "/others").replace("listThings", "others"))
    options = ["--retire-missing", "--reason", "renamed"]
    result = run("update", "tiny", str(file), *options)
    assert result.exit_code == 2, result.output
    assert contents(project) == before


def test_a_watched_vendor(project: Path, tmp_path: Path) -> None:
    """The workflow fetches the recorded address, and names the vendor."""
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY)
    address = "https://tiny.example/openapi.yml?a=1&b=%20#c"
    for wrong in ("", "tiny.example", "https://a/b c", "https://a/${{ secrets.X }}"):
        options = ["--watch", "--from", wrong]
        assert run("add", "tiny", str(file), *options).exit_code == 2
    result = run("add", "tiny", str(file), "--watch", "--from", address)
    assert result.exit_code == 0, result.output
    text = (project / ".github/workflows/specloom-watch-tiny.yml").read_text()
    workflow = yaml.safe_load(text)
    assert workflow["name"] == "Watch tiny"
    assert workflow["concurrency"]["group"] == "specloom-watch-tiny"
    assert workflow["env"] == {
        "VENDOR": "tiny",
        "DESCRIPTION_URL": address,
        "BRANCH": "specloom/tiny",
    }
    assert "acme" not in text


def test_accepted_proposals(project: Path, tmp_path: Path) -> None:
    """Proposals are written only with --accept, and then the list is paged."""
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY)
    result = run("add", "tiny", str(file), "--accept", "--json")
    assert result.exit_code == 0, result.output
    row = json.loads(result.output)
    assert "pagination" in {each["kind"] for each in row["accepted"]}
    overlay = yaml.safe_load((project / "specs/tiny/overlay.yaml").read_text())
    assert overlay["actions"]
    assert all("x-specloom-provenance" in each for each in overlay["actions"])
    code = (project / "generated/clients/tiny/things.py").read_text()
    assert "Pager[str," in code
    assert run("check").exit_code == 0
    again = json.loads(run("suggest", "tiny", "--kind", "pagination", "--json").output)
    assert again["proposals"] == []


@pytest.mark.parametrize("accepts", ["--accept", "--no-proposals"])
def test_an_overlay_that_exists_is_kept(
    project: Path, tmp_path: Path, accepts: str
) -> None:
    """Accepted proposals are added to it; its own lines and permissions stay."""
    (tmp_path / "tiny.yaml").write_text(TINY)
    overlay = project / "specs/tiny/overlay.yaml"
    overlay.parent.mkdir()
    text = (
        "# ours\noverlay: 1.1.0\ninfo: {title: Ours, version: '1'}\nactions:\n"
        "- target: $.info\n  update: {description: Ours.}\n"
    )
    overlay.write_text(text)
    overlay.chmod(0o640)
    result = run("add", "tiny", str(tmp_path / "tiny.yaml"), accepts)
    assert result.exit_code == 0, result.output
    assert overlay.read_text().startswith(text)
    assert (overlay.read_text() != text) == (accepts == "--accept")
    assert overlay.stat().st_mode & 0o777 == 0o640
    assert run("check").exit_code == 0


def test_referenced_files_are_copied(project: Path, tmp_path: Path) -> None:
    """Files to which the description refers, directly or not, come with it."""
    (tmp_path / "api/schemas").mkdir(parents=True)
    (tmp_path / "api/parts.yaml").write_text(PARTS)
    (tmp_path / "api/schemas/thing.yaml").write_text(THING)
    (tmp_path / "api/schemas/part.yaml").write_text("type: string\n")
    (tmp_path / "api/unused.yaml").write_text("type: string\n")
    result = run("add", "parts", str(tmp_path / "api/parts.yaml"))
    assert result.exit_code == 0, result.output
    copied = {path for path in contents(project / "specs/parts")}
    assert {"source.yaml", "schemas/thing.yaml", "schemas/part.yaml"} <= copied
    assert "unused.yaml" not in copied
    assert run("check").exit_code == 0


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("tiny", "openapi: 3.1.0\npaths: [\n", "tiny.yaml:3:1"),
        ("tiny", "hello: world\n", "tiny.yaml:1:1"),
        ("a-b", TINY, 'try "a_b"'),
        ("views", TINY, "views"),
        ("../x", TINY, "is not a module name"),
    ],
)
def test_invalid_input(
    project: Path, tmp_path: Path, name: str, text: str, expected: str
) -> None:
    """The error names the file that was given, and nothing is written."""
    file = tmp_path / "tiny.yaml"
    file.write_text(text)
    before = contents(project)
    result = run("add", name, str(file))
    assert result.exit_code == 2, result.output
    assert expected in result.output
    assert contents(project) == before


def test_another_vendor_has_problems(project: Path, tmp_path: Path) -> None:
    """If the project cannot be generated, no file of the new vendor is left."""
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY)
    assert run("add", "tiny", str(file)).exit_code == 0
    (project / "specs/tiny/overlay.yaml").write_text("overlay: 1.1.0\n")
    before = contents(project)
    result = run("add", "other", str(file))
    assert result.exit_code == 2
    assert "specs/tiny/overlay.yaml" in result.output
    assert contents(project) == before
    assert not (project / "specs/other").exists()


def test_a_file_that_must_not_be_replaced(project: Path, tmp_path: Path) -> None:
    """If a generated file cannot be written, the copied files are removed again."""
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY)
    own = project / "generated/clients/tiny/client.py"
    own.parent.mkdir(parents=True)
    own.write_text("# mine\n")
    before = contents(project)
    result = run("add", "tiny", str(file))
    assert result.exit_code == 2
    assert contents(project) == before
    assert not (project / "specs/tiny").exists()


def test_a_folder_without_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vendor can be added without `init`, with the default settings."""
    monkeypatch.setenv("SPECLOOM_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "empty"
    root.mkdir()
    monkeypatch.chdir(root)
    (tmp_path / "tiny.yaml").write_text(TINY)
    result = run("add", "tiny", str(tmp_path / "tiny.yaml"))
    assert result.exit_code == 0, result.output
    assert (root / "generated/specloom_clients/tiny").is_dir()
