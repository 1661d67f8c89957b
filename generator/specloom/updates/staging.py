"""Copy the files of a project, so that a new source can be tried without writing it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..project.folders import Project


@contextmanager
def staged_project(project: Project) -> Iterator[Project]:
    """Yield a copy of a project in a temporary folder, which is removed at the end.

    It has the settings, the descriptions and the files that they may refer to, at the
    same paths relative to the root; it has no generated code.

    Args:
        project: the project.

    Raises:
        OSError: a file cannot be read or copied.
    """
    folders = {project.specs, project.references or project.specs}
    with tempfile.TemporaryDirectory(prefix="specloom-") as name:
        root = Path(name)
        settings = project.root / "pyproject.toml"
        if settings.is_file():
            shutil.copyfile(settings, root / settings.name)
        for folder in sorted(os.path.normpath(each) for each in folders):
            if not (root / folder).exists():
                shutil.copytree(project.root / folder, root / folder)
        yield Project.at(root)


@contextmanager
def replaced_source(old: Path, new: Path, data: bytes) -> Iterator[None]:
    """Replace a vendor's source; restore it if the block raises an exception.

    Args:
        old: the present source.
        new: the path of the new source; it is `old` unless the format differs.
        data: the content of the new source.

    Raises:
        OSError: a file cannot be read or written.
    """
    before = old.read_bytes()
    _write(new, data)
    try:
        if new != old:
            old.unlink()
        yield
    except BaseException:
        _write(old, before)
        if new != old:
            new.unlink()
        raise


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it has either its old or its new content."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if path.exists():
            shutil.copymode(path, name)
        else:
            os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return the permissions that new files do not get."""
    current = os.umask(0)
    os.umask(current)
    return current
