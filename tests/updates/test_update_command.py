"""`specloom update` replaces a source with all that depends on it, or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from specloom.cli import main
from specloom.output import writing


def described(*operations: str, **schemas: Any) -> Any:
    """Return a description with operations, written as `METHOD /path operationId`."""
    paths: dict[str, Any] = {}
    for each in operations:
        method, path, name = each.split()
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        paths.setdefault(path, {})[method.lower()] = {
            "operationId": name,
            "tags": ["orders"],
            "parameters": [
                {
                    "name": n,
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string"},
                }
                for n in names
            ],
            "responses": {"204": {"description": "Done."}},
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Acme", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
    }


OLD = described("GET /v1/orders listOrders", "GET /v1/orders/{id} showOrder")
MOVED = described("GET /v2/orders listOrders", "GET /v2/orders/{key} showOne")
REMOVED = described("GET /v1/orders listOrders")
MORE = described(
    "GET /v1/orders listOrders",
    "GET /v1/orders/{id} showOrder",
    "POST /v1/orders createOrder",
)
Update = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A generated project with one vendor."""
    specs = tmp_path / "project" / "specs" / "acme"
    specs.mkdir(parents=True)
    root = tmp_path / "project"
    (root / "pyproject.toml").write_text('[tool.specloom]\nspecs = "specs"\n')
    (specs / "source.yaml").write_text(yaml.safe_dump(OLD), "utf-8")
    result = CliRunner().invoke(main, ["generate", "--project", str(root)])
    assert result.exit_code == 0, result.output
    return root


@pytest.fixture
def update(folder: Path, tmp_path: Path) -> Update:
    """Update the vendor to a description."""

    def run(new: Any, *options: str, name: str = "new.yaml", **others: Any) -> Result:
        file = tmp_path / name
        text = new if isinstance(new, str) else yaml.safe_dump(new)
        if name.endswith(".json"):
            text = json.dumps(new)
        file.write_text(text, "utf-8")
        command = ["update", "--project", str(folder), "acme", str(file), *options]
        return CliRunner().invoke(main, command, **others)

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def check(folder: Path) -> int:
    """Return the status of `specloom check`."""
    return CliRunner().invoke(main, ["check", "--project", str(folder)]).exit_code


def test_added_operation_is_generated(folder: Path, update: Update) -> None:
    result = update(MORE, "--json")
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout)
    assert (row["written"], row["moved"], row["retired"]) == (True, [], [])
    assert row["bump"] == "minor"
    assert [change["rule"] for change in row["changes"]] == ["operation-added"]
    assert "POST /v1/orders" in (folder / "specs/acme/names.yaml").read_text()
    assert check(folder) == 0


def test_same_description_changes_nothing(folder: Path, update: Update) -> None:
    assert update(MORE).exit_code == 0
    before = contents(folder)
    result = update(MORE)
    assert result.exit_code == 0
    assert "no changes" in result.stdout
    assert contents(folder) == before


def test_missing_operations_are_listed_and_nothing_is_written(
    folder: Path, update: Update
) -> None:
    before = contents(folder)
    result = update(MOVED)
    assert result.exit_code == 1
    assert contents(folder) == before
    lines = result.stderr.splitlines()
    assert lines[0].startswith("specs/acme/names.yaml:")
    assert "GET /v1/orders (orders.list) is missing; GET /v2/orders has" in lines[0]
    assert "2 probably moved: --follow-moves" in lines[-1]
    rows = json.loads(update(MOVED, "--json").stdout)["missing"]
    assert [row["moved_to"] for row in rows] == [
        "GET /v2/orders",
        "GET /v2/orders/{key}",
    ]


def test_moved_operations_keep_their_names(folder: Path, update: Update) -> None:
    module = "generated/specloom_clients/acme/orders.py"
    before = (folder / module).read_text("utf-8")
    result = update(MOVED, "--follow-moves", "--json")
    assert result.exit_code == 0, result.output
    row = json.loads(result.stdout)
    assert [(m["old"], m["new"]) for m in row["moved"]] == [
        ("GET /v1/orders", "GET /v2/orders"),
        ("GET /v1/orders/{id}", "GET /v2/orders/{key}"),
    ]
    names = yaml.safe_load((folder / "specs/acme/names.yaml").read_text())
    assert names["GET /v2/orders"] == "orders.list"
    assert "GET /v1/orders" not in names
    after = (folder / module).read_text("utf-8")
    assert "    def list(" in before
    assert "    def list(" in after
    assert '"/v2/orders"' in after
    assert check(folder) == 0


def test_comments_of_names_are_kept(folder: Path, update: Update) -> None:
    file = folder / "specs/acme/names.yaml"
    text = file.read_text("utf-8")
    for line in ("GET /v1/orders: ", "GET /v1/orders/{id}: "):
        text = text.replace(line, f"# about {line[:-2]}\n{line}")
    file.write_text(text, "utf-8")
    new = described("GET /v2/orders listOrders")
    both = ("--follow-moves", "--retire-missing", "--reason", "gone")
    assert update(new, *both).exit_code == 0
    lines = file.read_text("utf-8").splitlines()
    assert lines[3:8] == [
        "# about GET /v1/orders/{id}",
        "GET /v1/orders/{id}:",
        "  name: orders.show",
        "  retired: gone",
        "# about GET /v1/orders",
    ]
    assert lines[8] == "GET /v2/orders: orders.list"
    assert check(folder) == 0


def test_missing_operations_are_retired(folder: Path, update: Update) -> None:
    result = update(REMOVED, "--retire-missing", "--reason", "gone  in\n2026-11")
    assert result.exit_code == 0, result.output
    assert "retired: GET /v1/orders/{id}" in result.stdout
    names = yaml.safe_load((folder / "specs/acme/names.yaml").read_text())
    retired = names["GET /v1/orders/{id}"]
    assert retired == {"name": "orders.show", "retired": "gone in 2026-11"}
    assert check(folder) == 0


def test_ambiguous_moves_are_listed(folder: Path, update: Update) -> None:
    new = described(
        "GET /v2/orders a", "GET /v3/orders b", "GET /v1/orders/{id} showOrder"
    )
    result = update(new, "--follow-moves")
    assert result.exit_code == 1
    assert "it may be GET /v2/orders or GET /v3/orders: write" in result.stderr
    (row,) = json.loads(update(new, "--json").stdout)["missing"]
    assert row["moved_to"] is None
    assert row["candidates"] == ["GET /v2/orders", "GET /v3/orders"]


def test_losses_are_reported(update: Update) -> None:
    new = described("GET /v1/orders listOrders", "GET /v1/orders/{id} showOrder")
    new["paths"]["/v1/orders"]["get"]["parameters"] = [
        {"name": "at", "in": "query", "schema": {"type": "strin"}}
    ]
    result = update(new, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "specs/acme/source.yaml:" in result.stderr
    assert json.loads(update(new, "--dry-run", "--json").stdout)["losses"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (json.dumps(MORE), "source.json"),
        (yaml.safe_dump(MORE), "source.yaml"),
        (yaml.safe_dump(MORE, default_flow_style=True), "source.yaml"),
    ],
)
def test_format_is_found_if_the_name_does_not_tell_it(
    text: str, expected: str, folder: Path, update: Update
) -> None:
    assert update(text, name="download").exit_code == 0
    assert (folder / "specs/acme" / expected).read_text("utf-8") == text


def test_only_moves_are_followed_without_a_reason(folder: Path, update: Update) -> None:
    new = described("GET /v2/orders listOrders")
    before = contents(folder)
    result = update(new, "--follow-moves")
    assert result.exit_code == 1
    assert "GET /v1/orders/{id} (orders.show) is missing" in result.stderr
    assert "GET /v1/orders (" not in result.stderr
    assert contents(folder) == before
    both = ("--follow-moves", "--retire-missing", "--reason", "gone")
    assert update(new, *both).exit_code == 0


def test_dry_run_writes_nothing(folder: Path, update: Update) -> None:
    before = contents(folder)
    result = update(MORE, "--dry-run")
    assert result.exit_code == 0
    assert "would be written: " in result.stdout
    assert "`POST /v1/orders` was added" in result.stdout
    assert contents(folder) == before


@pytest.mark.parametrize(
    "text",
    ["{", "a: 1", "", "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths: {}"],
)
def test_invalid_description_writes_nothing(
    text: str, folder: Path, update: Update
) -> None:
    before = contents(folder)
    result = update(text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("specs/acme/source.yaml:")
    assert contents(folder) == before


def test_failure_in_the_middle_writes_nothing(
    folder: Path, update: Update, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)

    def fail(*arguments: Any) -> None:
        raise OSError(28, "No space left on device", "generated/a.py")

    monkeypatch.setattr(writing, "_stage", fail)
    result = update(MORE)
    assert result.exit_code == 3
    assert contents(folder) == before


def test_format_of_the_source_may_change(folder: Path, update: Update) -> None:
    assert update(MORE, name="new.json").exit_code == 0
    names = {path.name for path in (folder / "specs/acme").iterdir()}
    assert names == {"source.json", "provenance.yaml", "openapi.yaml", "names.yaml"}
    assert check(folder) == 0
    assert update(MORE).exit_code == 0
    assert (folder / "specs/acme/source.yaml").is_file()
    assert not (folder / "specs/acme/source.json").exists()


def test_description_is_read_from_standard_input(folder: Path) -> None:
    command = ["update", "--project", str(folder), "acme", "-"]
    result = CliRunner().invoke(main, command, input=json.dumps(MORE))
    assert result.exit_code == 0, result.output
    assert json.loads((folder / "specs/acme/source.json").read_text()) == MORE


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--retire-missing",), "needs --reason"),
        (("--retire-missing", "--reason", " "), "needs --reason"),
        (("--retire-missing", "--reason", "\x1b"), "needs --reason"),
        (("--reason", "gone"), "without --retire-missing"),
    ],
)
def test_reason_is_needed_to_retire(
    options: tuple[str, ...], expected: str, update: Update
) -> None:
    result = update(REMOVED, *options)
    assert result.exit_code == 2
    assert expected in result.stderr


def test_unknown_vendor_is_an_error(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(yaml.safe_dump(MORE), "utf-8")
    command = ["update", "--project", str(folder), "acne", str(file)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert "acme" in result.stderr
