"""Content-addressed cache of build results.

An entry is found by the content of everything that decides it: the vendor's files, the
options and the generator itself. It is a copy of what can be built again, so losing it
costs time and nothing else.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import util
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

VARIABLE = "SPECLOOM_CACHE"
MAX_ENTRIES = 100
"""The entries that were not used for longest are removed beyond this number."""


def digest(*parts: Any) -> str:
    """Return one digest of JSON-serializable values."""
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def file_digest(path: Path | None) -> str | None:
    """Return the digest of a file's bytes; None if it is missing or unreadable."""
    try:
        return None if path is None else sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


@dataclass(frozen=True)
class Cache:
    """JSON-serializable values by digest.

    Attributes:
        folder: where they are stored; None stores nothing.
    """

    folder: Path | None = None

    @classmethod
    def default(cls) -> Cache:
        """Return the cache in `SPECLOOM_CACHE`, or else in the user's cache folder.

        An empty variable turns the cache off.
        """
        folder = os.environ.get(VARIABLE)
        if folder == "":
            return cls()
        return cls(Path(folder) if folder else user_cache_path("specloom"))

    def get(self, key: str) -> Any:
        """Return the value stored under the key; None without a valid entry."""
        if self.folder is None:
            return None
        path = self.folder / f"{key}.z"
        try:
            value = json.loads(zlib.decompress(path.read_bytes()))
        except (OSError, ValueError, zlib.error):
            return None
        with suppress(OSError):
            os.utime(path)
        return value

    def put(self, key: str, value: Any) -> None:
        """Store a value; a folder that cannot be written to is not an error."""
        if self.folder is None:
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # A file is moved into place whole: another process may read it meanwhile.
            handle, name = tempfile.mkstemp(suffix=".new", dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(zlib.compress(json.dumps(value).encode(), 1))
            os.replace(name, self.folder / f"{key}.z")
            used = sorted(self.folder.glob("*.z"), key=lambda p: p.stat().st_mtime_ns)
            for path in used[:-MAX_ENTRIES]:
                path.unlink(missing_ok=True)


@cache
def generator_fingerprint() -> str:
    """Return a digest of the generator: its code, templates, libraries and Python."""
    return digest(sys.version, sorted(_sources()), sorted(_installed()))


def _sources() -> Iterator[tuple[str, str | None]]:
    """Yield the files of the generator and of the runtime that its checks import."""
    for name in ("specloom", "specloom_runtime"):
        spec = util.find_spec(name)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            yield from _files(Path(folder))
    yield from _files(Path(__file__).parents[2] / "templates")


def _files(folder: Path) -> Iterator[tuple[str, str | None]]:
    for path in folder.rglob("*"):
        if path.suffix in (".py", ".j2", ".yaml", ".json"):
            yield str(path.relative_to(folder.parent)), file_digest(path)


def _installed() -> set[str]:
    """Return name and version of every installed library.

    Indirect dependencies count too: pydantic-core decides which patterns a model
    accepts.
    """
    folders = (Path(folder) for folder in sys.path if folder)
    return {path.name for folder in folders for path in folder.glob("*.dist-info")}
