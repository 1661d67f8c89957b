"""Store build results in a cache, under a digest of everything that affects them.

The digest covers the vendor's files, the options and the generator itself. Entries that
belong to other users are ignored. Every entry can be built again, so a lost entry costs
only time.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, reduce
from hashlib import sha256
from importlib import util
from operator import or_
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from ..regular_files import read_regular

VARIABLE = "SPECLOOM_CACHE"
MAX_ENTRIES = 100
"""The maximum number of entries; above it, the least recently used ones are removed."""
MAX_WRITING = 3600
"""The age in seconds after which a temporary file counts as abandoned."""


def cache_key(*parts: Any) -> str:
    """Return the cache key for JSON-serializable values."""
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def bytes_digest(data: bytes) -> str:
    """Return the digest of a file's content."""
    return sha256(data).hexdigest()


def file_digest(path: Path | None) -> str | None:
    """Return the digest of a file; None if the file is missing or unreadable."""
    try:
        return None if path is None else bytes_digest(read_regular(path))
    except (OSError, ValueError):
        return None


@dataclass(frozen=True)
class Cache:
    """A store of JSON-serializable values by key.

    Attributes:
        folder: the folder of the entries; None disables the cache.
    """

    folder: Path | None = None

    def key(self, *parts: Any) -> str:
        """Return the key of a result for JSON-serializable values.

        The generator itself is part of the key. Without a cache the key is "", because
        reading the whole generator takes time.
        """
        if self.folder is None:
            return ""
        return cache_key(generator_fingerprint(), *parts)

    @classmethod
    def default(cls) -> Cache:
        """Return the cache in the folder `SPECLOOM_CACHE` or the user's cache folder.

        An empty variable disables the cache.
        """
        folder = os.environ.get(VARIABLE)
        if folder == "":
            return cls()
        return cls(Path(folder) if folder else user_cache_path("specloom"))

    def get(self, key: str) -> Any:
        """Return the value stored under the key; None if there is no valid entry."""
        if self.folder is None:
            return None
        path = self.folder / f"{key}.z"
        try:
            entry = json.loads(zlib.decompress(_own_content(path)))
        except (OSError, ValueError, RecursionError, zlib.error):
            return None
        # If the file is a link to another entry, it contains another key.
        if not isinstance(entry, dict) or entry.get("key") != key:
            return None
        with suppress(OSError):
            os.utime(path)
        return entry.get("value")

    def put(self, key: str, value: Any) -> None:
        """Store a value; ignore errors, for example if the folder is not writable."""
        if self.folder is None:
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # The complete file is moved into place: another process may be reading it.
            handle, name = tempfile.mkstemp(suffix=".new", dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                entry = json.dumps({"key": key, "value": value})
                file.write(zlib.compress(entry.encode(), 1))
            os.replace(name, self.folder / f"{key}.z")
            self._remove_old()

    def _remove_old(self) -> None:
        """Remove entries above the limit, and temporary files of killed processes."""
        folder = self.folder or Path()
        used = sorted(folder.glob("*.z"), key=lambda p: p.stat().st_mtime_ns)
        left = (p for p in folder.glob("*.new") if time.time() - _time(p) > MAX_WRITING)
        for path in (*used[:-MAX_ENTRIES], *left):
            path.unlink(missing_ok=True)


def _time(path: Path) -> float:
    return path.stat().st_mtime


def _own_content(path: Path) -> bytes:
    """Return the content of a file that only the current user can write.

    An entry written by another user could change the generated code.

    Raises:
        OSError: the file cannot be read, belongs to another user, or is writable by
            others.
    """
    options = ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY")
    flags = reduce(or_, (getattr(os, name, 0) for name in options), os.O_RDONLY)
    with open(os.open(path, flags), "rb") as file:
        found = os.fstat(file.fileno())
        owned = sys.platform == "win32" or found.st_uid == os.geteuid()
        writable = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not owned or writable or not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EPERM, "it may be somebody else's", str(path))
        return file.read()


@cache
def generator_fingerprint() -> str:
    """Return a digest of the generator's code, templates, libraries and Python."""
    return cache_key(sys.version, sorted(_sources()), sorted(_installed()))


def _sources() -> Iterator[tuple[str, str | None]]:
    """Yield the files of the generator, and the runtime files that it imports."""
    for name in ("specloom", "specloom_runtime"):
        spec = util.find_spec(name)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            yield from _files(Path(folder))
    yield from _files(Path(__file__).parents[3] / "templates")


def _files(folder: Path) -> Iterator[tuple[str, str | None]]:
    for path in folder.rglob("*"):
        if path.suffix in (".py", ".j2", ".yaml", ".json"):
            yield str(path.relative_to(folder.parent)), file_digest(path)


def _installed() -> set[str]:
    """Return the name and version of every installed library.

    Indirect dependencies are included, because they can change the result. For example,
    pydantic-core decides which patterns are valid.
    """
    folders = (Path(folder) for folder in sys.path if folder)
    return {path.name for folder in folders for path in folder.glob("*.dist-info")}
