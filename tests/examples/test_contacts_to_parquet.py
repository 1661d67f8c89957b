"""An export that is killed at any point has each version of a contact exactly once."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from specloom.mock import MockOptions, MockServer, description_of_vendor
from specloom_clients.economic import Economic
from specloom_clients.economic.models import ContactInput

from tests.examples.example_runs import (
    ENVIRONMENT,
    EXAMPLES,
    ROOT,
    environment,
    example_module,
)

pytestmark = pytest.mark.verify

PROGRAM = EXAMPLES / "contacts_to_parquet/export_contacts.py"
ITEMS = 240
KILLS = int(os.environ.get("KILLS") or 6)
SEED = os.environ.get("SEED") or "1"
KILLING = ("-m", "tests.examples.killed_exports", f"--kills={KILLS}", f"--seed={SEED}")


@pytest.fixture
def mock(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """Yield a mock with pages of 20 contacts; a parameter fails each fifth request."""
    document = description_of_vendor(ROOT, "economic")
    document["x-specloom-pagination"]["cursor"]["page-size"]["default"] = 20
    options = MockOptions(
        items=ITEMS, fail=getattr(request, "param", None), fail_every=5
    )
    with MockServer(document, options) as server:
        yield server


@pytest.fixture
def economic(mock: MockServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Economic]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with Economic.from_env(base_url=mock.base_url, retries=5) as client:
        yield client


def export(mock: MockServer, folder: Path) -> str:
    """Run the program until it ends; return its log."""
    run = subprocess.run(
        [sys.executable, PROGRAM, folder, "--base-url", mock.base_url],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    return run.stderr


def stored(folder: Path) -> list[dict[str, object]]:
    """Return the rows of all files in the folder, read without the manifest."""
    files = sorted(folder.glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


@pytest.mark.parametrize("mock", [None, 503, 429], indirect=True)
def test_nothing_is_lost_and_nothing_is_exported_twice(
    mock: MockServer, economic: Economic, tmp_path: Path
) -> None:
    """Whatever line the export was killed at, and whatever changed in the meantime."""
    run = subprocess.run(
        [sys.executable, *KILLING, mock.base_url, tmp_path],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120 + 5 * KILLS,
    )
    assert run.returncode == 0, run.stderr
    ends = ast.literal_eval(run.stdout)
    assert ends["killed"] == KILLS and ends["completed"] >= 1
    rows = stored(tmp_path)
    versions = Counter((row["number"], row["object_version"]) for row in rows)
    assert set(versions.values()) == {1}
    newest = {
        row["number"]: row
        for row in sorted(rows, key=lambda row: str(row["last_updated"]))
    }
    wanted = {contact.number: contact for contact in economic.contacts.list()}
    assert newest.keys() == wanted.keys() and len(wanted) == ITEMS
    for number, contact in wanted.items():
        row = newest[number]
        assert row == {name: getattr(contact, name) for name in row}


def test_a_second_export_has_only_what_changed(
    mock: MockServer, economic: Economic, tmp_path: Path
) -> None:
    """Nothing, if nothing changed; otherwise what was changed and what was added."""
    export(mock, tmp_path)
    files = sorted(tmp_path.glob("*.parquet"))
    assert len(stored(tmp_path)) == ITEMS
    assert "exported 0 contacts" in export(mock, tmp_path)
    assert sorted(tmp_path.glob("*.parquet")) == files
    first = next(each for each in economic.contacts.list() if not each.is_deleted)
    economic.contacts.edit(first.number, name="Renamed")
    added = economic.contacts.create(ContactInput(name="New", supplier_number=7))
    assert "exported 2 contacts" in export(mock, tmp_path)
    new = {row["number"]: row["name"] for row in stored(tmp_path)[ITEMS:]}
    assert new == {first.number: "Renamed", added.number: "New"}
    reading = example_module("contacts_to_parquet", "read_contacts")
    current = reading.current_contacts(tmp_path)
    assert current.loc[first.number, "name"] == "Renamed"
    assert len(current) == sum(not c.is_deleted for c in economic.contacts.list())


def test_columns_have_the_types_of_their_values(
    mock: MockServer, tmp_path: Path
) -> None:
    """Times have a zone, numbers are integers, and only optional columns are null."""
    export(mock, tmp_path)
    schema = pq.read_schema(next(tmp_path.glob("*.parquet")))
    assert schema.field("last_updated").type == pa.timestamp("us", tz="UTC")
    assert schema.field("number").type == pa.int64()
    assert schema.field("is_deleted").type == pa.bool_()
    nullable = {field.name for field in schema if field.nullable}
    assert nullable == {"email", "phone", "notes"}


@pytest.mark.parametrize("folder", ["file", "file/below", "/proc/contacts"])
def test_a_folder_that_cannot_be_written(folder: str, tmp_path: Path) -> None:
    """One line says what the system refuses."""
    (tmp_path / "file").touch()
    run = subprocess.run(
        [
            sys.executable,
            PROGRAM,
            tmp_path / folder,
            "--base-url",
            "http://127.0.0.1:1",
        ],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 1 and run.stderr.count("\n") == 1
    assert "not completed: [Errno " in run.stderr


def test_two_exports_at_a_time(tmp_path: Path) -> None:
    """The second one cannot open the folder until the first one ends."""
    folders = example_module("contacts_to_parquet", "parquet_folder").ParquetFolder
    with (
        folders.locked(tmp_path),
        pytest.raises(BlockingIOError),
        folders.locked(tmp_path),
    ):
        pass
    with folders.locked(tmp_path):
        pass


def test_an_export_that_begins_again(tmp_path: Path) -> None:
    """Its files are removed; those of complete exports stay."""
    folders = example_module("contacts_to_parquet", "parquet_folder").ParquetFolder
    contact = {
        **dict.fromkeys(("number", "supplier_number", "user_interface_number"), 7),
        **{"object_version": "a", "name": "Ada", "is_deleted": False},
        "last_updated": datetime(2026, 1, 1, tzinfo=UTC),
    }
    complete = folders(tmp_path)
    complete.begin_or_continue()
    complete.add([contact], None)
    complete.complete()
    files = set(tmp_path.glob("*.parquet"))
    killed = folders(tmp_path)
    killed.begin_or_continue()
    killed.add([contact | {"object_version": "b"}], {"piece": 0})
    assert set(tmp_path.glob("*.parquet")) > files
    again = folders(tmp_path)
    assert again.begin_or_continue().checkpoint == {"piece": 0}
    again.discard_incomplete()
    assert again.begin_or_continue().checkpoint is None
    assert set(tmp_path.glob("*.parquet")) == files
