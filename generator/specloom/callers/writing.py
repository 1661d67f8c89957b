"""Replace several files at once: either all of them change or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from ..regular_files import real_path


def write_all(files: Mapping[Path, bytes]) -> None:
    """Replace the content of existing files; their permissions stay as they are.

    New contents are first written next to the files. If replacing one fails, those
    that were replaced get their old content again.

    Raises:
        OSError: a file cannot be written; no file is changed.
    """
    prepared: list[tuple[Path, Path]] = []
    replaced: list[tuple[Path, bytes]] = []
    try:
        for path, data in files.items():
            # A link stays a link: the file that it leads to is replaced.
            target = real_path(path)
            prepared.append((_prepared(target, data), target))
        for new, target in prepared:
            old = target.read_bytes()
            os.replace(new, target)
            replaced.append((target, old))
    except BaseException:
        for target, old in replaced:
            os.replace(_prepared(target, old), target)
        raise
    finally:
        for new, _ in prepared:
            with suppress(FileNotFoundError):
                new.unlink()


def _prepared(target: Path, data: bytes) -> Path:
    """Write data to a new file next to another one, with its permissions."""
    mode = target.stat().st_mode
    with NamedTemporaryFile(
        dir=target.parent, prefix=f".{target.name}.", delete=False
    ) as file:
        path = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            path.chmod(mode & 0o7777)
        except BaseException:
            path.unlink()
            raise
    return path
