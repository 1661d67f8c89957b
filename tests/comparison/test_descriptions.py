"""`specloom diff` of two files: what is printed, and how it ends."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from specloom.cli import main

DOCUMENT: Any = {
    "openapi": "3.1.0",
    "info": {"title": "Orders", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/orders": {
            "get": {
                "operationId": "listOrders",
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                    {"name": "state", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "description": "Orders.",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Order"}
                            }
                        },
                    }
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Order": {
                "type": "object",
                "properties": {
                    "total": {"type": "number"},
                    "note": {"type": "string"},
                },
            }
        }
    },
}


def changed(**edits: Any) -> Any:
    """Return the document with edits: `remove_note`, `remove_paths`, ..."""
    new = json.loads(json.dumps(DOCUMENT))
    if "order" in edits:
        new["components"]["schemas"]["Order"]["properties"] = edits["order"]
    return new | edits.get("root", {})


def diff(folder: Path, new: Any, *options: str, old: Any = DOCUMENT) -> Result:
    """Run `specloom diff` on two files."""
    for name, tree in (("old.yaml", old), ("new.yaml", new)):
        text = tree if isinstance(tree, str) else yaml.safe_dump(tree)
        (folder / name).write_text(text, "utf-8")
    files = [str(folder / "old.yaml"), str(folder / "new.yaml")]
    return CliRunner().invoke(main, ["diff", *files, *options])


WITHOUT_NOTE = changed(order={"total": {"type": "number"}})


def test_same_description_has_no_changes(tmp_path: Path) -> None:
    result = diff(tmp_path, DOCUMENT)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "no changes\n", "")
    assert json.loads(diff(tmp_path, DOCUMENT, "--json").stdout) == {"changes": []}


def test_same_description_may_refer_to_files_that_differ(tmp_path: Path) -> None:
    whole = json.loads(json.dumps(DOCUMENT))
    order = whole["components"]["schemas"].pop("Order")
    text = yaml.safe_dump(whole).replace("#/components/schemas/Order", "order.yaml")
    for side in ("old", "new"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "api.yaml").write_text(text, "utf-8")
        (tmp_path / side / "order.yaml").write_text(yaml.safe_dump(order), "utf-8")
        del order["properties"]["note" if side == "old" else "total"]
    files = [str(tmp_path / side / "api.yaml") for side in ("old", "new")]
    result = CliRunner().invoke(main, ["diff", *files])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "note" in result.stdout


def test_removed_property_has_three_levels(tmp_path: Path) -> None:
    result = diff(tmp_path, WITHOUT_NOTE, "--format", "json")
    (change,) = json.loads(result.stdout)["changes"]
    assert change["rule"] == "response-optional-property-removed"
    assert (change["python"], change["wire"]) == ("breaking", "same")
    assert change["direction"] == "response"
    assert change["operations"] == [{"method": "GET", "path": "/orders"}]
    assert change["place"]["pointer"] == "/components/schemas/Order/properties/note"
    assert change["place"]["old"]["file"].endswith("old.yaml")
    assert change["place"]["old"]["line"] > 1
    assert change["place"]["new"] is None
    assert any("note" in each for each in change["before"])
    assert len(change["fingerprint"]) == 16


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 0),
        (("--fail-on", "python"), 1),
        (("--fail-on", "wire"), 0),
        (("--fail-on", "wire", "--fail-on", "info"), 1),
    ],
)
def test_status_follows_the_options(
    options: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    assert diff(tmp_path, WITHOUT_NOTE, *options).exit_code == status


def test_only_contract_leaves_out_the_package(tmp_path: Path) -> None:
    result = diff(tmp_path, WITHOUT_NOTE, "--json", "--only-contract")
    (change,) = json.loads(result.stdout)["changes"]
    assert (change["python"], change["before"]) == ("none", [])


def test_hidden_changes_are_counted(tmp_path: Path) -> None:
    new = changed(order={**DOCUMENT["components"]["schemas"]["Order"]["properties"]})
    new["paths"]["/orders"]["get"]["responses"]["404"] = {"description": "None."}
    shown = diff(tmp_path, new, "--level", "breaking", "--only-contract").stdout
    assert "1 not shown" in shown
    assert "no changes" not in shown


def test_without_a_package_the_contract_is_compared(tmp_path: Path) -> None:
    result = diff(tmp_path, changed(root={"paths": {}}))
    assert result.exit_code == 0
    assert "only the contract is compared" in result.stderr
    assert "operation-removed" in result.stdout
    assert "no changes" not in result.stdout


@pytest.mark.parametrize("text", ["{", "a: 1", "[]", "", "\x00"])
def test_invalid_description_is_never_no_changes(text: str, tmp_path: Path) -> None:
    for old, new in ((DOCUMENT, text), (text, DOCUMENT), (text, text)):
        result = diff(tmp_path, new, old=old)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert ".yaml" in result.stderr


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.yaml")
    result = CliRunner().invoke(main, ["diff", missing, missing])
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("operands", [(), ("a",), ("a", "b", "c")])
def test_two_descriptions_are_expected(operands: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, ["diff", *operands])
    assert result.exit_code == 2
    assert "expected two descriptions" in result.stderr


def project(folder: Path) -> Path:
    """Make a project with a git repository and one vendor."""
    specs = folder / "specs" / "acme"
    specs.mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[tool.specloom]\nspecs = "specs"\n')
    (specs / "source.yaml").write_text(yaml.safe_dump(DOCUMENT), "utf-8")
    generated = CliRunner().invoke(main, ["generate", "--project", str(folder)])
    assert generated.exit_code == 0, generated.output
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "-A"], [*author, "commit", "-qm", "1"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return specs


def test_normalized_document_is_compared_with_a_new_source(tmp_path: Path) -> None:
    specs = project(tmp_path)
    new = tmp_path / "new.yaml"
    new.write_text(yaml.safe_dump(WITHOUT_NOTE), "utf-8")
    command = ["diff", "--project", str(tmp_path), str(specs / "openapi.yaml")]
    result = CliRunner().invoke(main, [*command, str(new), "--json"])
    assert result.exit_code == 0, result.stderr
    (change,) = json.loads(result.stdout)["changes"]
    assert change["rule"] == "response-optional-property-removed"
    assert change["python"] == "breaking"
    same = CliRunner().invoke(main, [*command, str(specs / "source.yaml")])
    assert same.stdout == "no changes\n"


def test_description_that_mentions_our_keys_is_not_normalized(tmp_path: Path) -> None:
    old = changed(root={"info": {**DOCUMENT["info"], "x-specloom-name": "a"}})
    result = diff(tmp_path, WITHOUT_NOTE, "--json", old=old)
    assert (result.exit_code, result.stderr) == (0, "")
    (change,) = json.loads(result.stdout)["changes"]
    assert change["python"] == "breaking"


def test_revisions_are_compared(tmp_path: Path) -> None:
    source = project(tmp_path) / "source.yaml"
    source.write_text(yaml.safe_dump(WITHOUT_NOTE), "utf-8")
    base = ["diff", "--project", str(tmp_path), "--json"]
    against = CliRunner().invoke(main, [*base, "--against", "HEAD"])
    assert against.exit_code == 0, against.stderr
    (change,) = json.loads(against.stdout)["changes"]
    assert (change["vendor"], change["python"]) == ("acme", "breaking")
    old = "HEAD:specs/acme/source.yaml"
    files = CliRunner().invoke(main, [*base, old, str(source)])
    (same,) = json.loads(files.stdout)["changes"]
    assert same["fingerprint"] == change["fingerprint"]
    assert same["place"]["old"]["file"] == old


def test_missing_baseline_is_an_error(tmp_path: Path) -> None:
    project(tmp_path)
    base = ["diff", "--project", str(tmp_path)]
    for options in (["--against", "v9"], ["v9:specs/acme/source.yaml", "HEAD:a"]):
        result = CliRunner().invoke(main, [*base, *options])
        assert (result.exit_code, result.stdout) == (2, "")
