"""What was made before, kept by the content it was made from.

Each entry is a copy of what can be made again: it can be lost at any time, and is only
ever found by everything that decides it, the generator itself included.
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
KEPT = 100
"""Entries of the folder: the newest stay, so that a change can be taken back."""


def digest(*parts: Any) -> str:
    """One text for some JSON-able values; different values have different texts."""
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def digest_of(path: Path | None) -> str | None:
    """The digest of a file's bytes; None for one that is not there or unreadable."""
    try:
        return None if path is None else sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


@dataclass(frozen=True)
class Cache:
    """JSON-able values by digest.

    Attributes:
        folder: where they are kept; None keeps nothing.
    """

    folder: Path | None = None

    @classmethod
    def of_user(cls) -> Cache:
        """The user's own: where `SPECLOOM_CACHE` says, nowhere if that is empty."""
        said = os.environ.get(VARIABLE)
        if said == "":
            return cls()
        return cls(Path(said) if said else user_cache_path("specloom"))

    def get(self, key: str) -> Any:
        """What was put under the key, or None."""
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
        """Keeps a value, and forgets those that were longest not asked for.

        A folder that cannot be written to keeps nothing, which is no error.
        """
        if self.folder is None:
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            data = zlib.compress(json.dumps(value).encode(), 1)
            _write(self.folder / f"{key}.z", data)
            aged = sorted(self.folder.glob("*.z"), key=lambda p: p.stat().st_mtime_ns)
            for old in aged[:-KEPT]:
                old.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    """All of the file or none of it, whoever else writes it."""
    handle, name = tempfile.mkstemp(suffix=path.suffix, dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    os.replace(name, path)


@cache
def fingerprint() -> str:
    """What the generator itself is: its code, its templates, and what it stands on."""
    return digest(sys.version, sorted(_sources()), sorted(_installed()))


def _sources() -> Iterator[tuple[str, str | None]]:
    """Every file of the generator and of the runtime, which decides what is checked."""
    for name in ("specloom", "specloom_runtime"):
        found = util.find_spec(name)
        for folder in (found.submodule_search_locations or ()) if found else ():
            yield from _files(Path(folder))
    yield from _files(Path(__file__).parents[2] / "templates")


def _files(folder: Path) -> Iterator[tuple[str, str | None]]:
    for path in folder.rglob("*"):
        if path.suffix in (".py", ".j2", ".yaml", ".json"):
            yield str(path.relative_to(folder.parent)), digest_of(path)


def _installed() -> set[str]:
    """Name and version of everything that can be imported.

    All of it, for what a library needs decides as well: the patterns that pydantic's
    core takes are those that a model has.
    """
    folders = (Path(folder) for folder in sys.path if folder)
    return {path.name for folder in folders for path in folder.glob("*.dist-info")}
