"""A folder of Parquet files that is consistent whenever the process ends.

Only the files that `manifest.json` lists are a part of the export. Each change is one
replacement of the manifest: it lists a new file and has the checkpoint after the rows
of that file, so that both are stored or neither.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Self

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pydantic import AwareDatetime, BaseModel

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=5)
"""How much an export reads again, because the vendor's clock may be behind ours.

What was exported already is recognized by its version and not written again.
"""

COLUMNS: list[pa.Field[Any]] = [
    pa.field("number", pa.int64(), nullable=False),
    pa.field("object_version", pa.string(), nullable=False),
    pa.field("last_updated", pa.timestamp("us", tz="UTC"), nullable=False),
    pa.field("supplier_number", pa.int64(), nullable=False),
    pa.field("user_interface_number", pa.int64(), nullable=False),
    pa.field("name", pa.string(), nullable=False),
    pa.field("is_deleted", pa.bool_(), nullable=False),
    pa.field("email", pa.string()),
    pa.field("phone", pa.string()),
    pa.field("notes", pa.string()),
]
"""The columns; each is an attribute of a contact."""

SCHEMA = pa.schema(COLUMNS)


class Part(BaseModel):
    """A Parquet file of an export."""

    file: str
    rows: int


class Export(BaseModel):
    """One export: what changed since a time, in one or more files."""

    started: AwareDatetime
    since: AwareDatetime | None = None
    parts: list[Part] = []
    checkpoint: dict[str, Any] | None = None
    complete: bool = False


class Manifest(BaseModel):
    """All exports of a folder, the oldest first."""

    exports: list[Export] = []


class ParquetFolder:
    """A folder with the files of all exports and their manifest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path / "manifest.json"
        self.manifest = Manifest()
        if self._file.exists():
            self.manifest = Manifest.model_validate_json(self._file.read_bytes())

    @classmethod
    @contextmanager
    def locked(cls, path: Path) -> Iterator[Self]:
        """Open a folder that no other process writes; create it if it does not exist.

        Raises BlockingIOError if another process has it. The system releases the lock
        of a process that is killed.
        """
        path.mkdir(parents=True, exist_ok=True)
        with (path / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield cls(path)

    def begin_or_continue(self) -> Export:
        """Return the export that was not completed, or else a new one."""
        exports = self.manifest.exports
        if not exports or exports[-1].complete:
            started = datetime.now(UTC)
            since = exports[-1].started - OVERLAP if exports else None
            exports.append(Export(started=started, since=since))
            self._save()
        self._remove_unlisted()
        return exports[-1]

    def discard_incomplete(self) -> None:
        """Forget the export that was not completed, so that it begins again."""
        exports = self.manifest.exports
        if exports and not exports[-1].complete:
            exports.pop()
            self._save()

    def add(
        self, rows: list[dict[str, Any]], checkpoint: dict[str, Any] | None
    ) -> None:
        """Store rows and the position after them."""
        export = self.manifest.exports[-1]
        if rows:
            number = len(self.manifest.exports), len(export.parts)
            name = "export-{:05}-part-{:05}.parquet".format(*number)
            table = pa.Table.from_pylist(rows, SCHEMA)
            with replaced(self.path / name) as file:
                pq.write_table(table, file)
            export.parts.append(Part(file=name, rows=len(rows)))
        export.checkpoint = checkpoint
        self._save()

    def complete(self) -> None:
        """Mark the export as complete; the next one reads what changed since."""
        export = self.manifest.exports[-1]
        export.checkpoint, export.complete = None, True
        self._save()

    def dataset(self) -> ds.Dataset:
        """Return all rows of all exports, without reading them."""
        parts = [part for export in self.manifest.exports for part in export.parts]
        return ds.dataset([self.path / part.file for part in parts], schema=SCHEMA)

    def versions_since(self, since: datetime | None) -> set[tuple[int, str]]:
        """Return the numbers and versions of contacts that are stored already."""
        chosen = None if since is None else ds.field("last_updated") >= pa.scalar(since)
        columns = ["number", "object_version"]
        rows = self.dataset().to_table(columns=columns, filter=chosen).to_pylist()
        return {(row["number"], row["object_version"]) for row in rows}

    def _save(self) -> None:
        with replaced(self._file) as file:
            file.write(self.manifest.model_dump_json(indent=2).encode())

    def _remove_unlisted(self) -> None:
        """Remove files that were written just before the process was killed."""
        listed = {part.file for each in self.manifest.exports for part in each.parts}
        for path in [*self.path.glob("*.parquet"), *self.path.glob("*.tmp")]:
            if path.name not in listed:
                log.info("removing %s, which is not in the manifest", path.name)
                path.unlink()


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """Write a file under a temporary name, and rename it when it is on the disk."""
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
