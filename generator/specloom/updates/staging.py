"""Copy the files of a project, so that a new source can be tried without writing it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from ..generation import Generation
from ..output.file_ownership import MANIFEST, Protection
from ..project.folders import Project


@contextmanager
def staged_project(project: Project) -> Iterator[Project]:
    """Yield a copy of a project in a temporary folder, which is removed at the end.

    It has the settings, the descriptions and the files that they may refer to, and the
    licence files, at the same paths relative to the root; it has no generated code.

    Args:
        project: the project.

    Raises:
        OSError: a file cannot be read or copied.
    """
    with tempfile.TemporaryDirectory(prefix="specloom-") as name:
        root = Path(name)
        settings = project.root / "pyproject.toml"
        if settings.is_file():
            shutil.copyfile(settings, root / settings.name)
        for path in sorted(os.path.normpath(each) for each in project.inputs):
            source, copy = project.root / path, root / path
            if copy.exists():
                continue  # It is in a folder that was copied.
            if source.is_dir():
                shutil.copytree(source, copy)
            elif source.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy)
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


@contextmanager
def written_files(contents: Mapping[Path, bytes]) -> Iterator[None]:
    """Write files; restore what there was if the block raises an exception.

    Args:
        contents: the content of each file.

    Raises:
        OSError: a file cannot be read or written.
    """
    before = {path: path.read_bytes() for path in contents if path.exists()}
    written: list[Path] = []
    folders: list[Path] = []
    try:
        for path, data in contents.items():
            above = (path.parent, *path.parent.parents)
            folders += [folder for folder in above if not folder.exists()]
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
            written.append(path)
        yield
    except BaseException:
        for path in written:
            if path in before:
                _write(path, before[path])
            else:
                path.unlink(missing_ok=True)
        for folder in sorted(folders, key=lambda each: -len(each.parts)):
            with suppress(OSError):  # Another process may have written to it.
                folder.rmdir()
        raise


def source_name(file: str, data: bytes) -> str:
    """Return the name of a vendor's source in its folder, which tells its format.

    An object in braces may also be YAML, so it is JSON only if it can be read as JSON.

    Args:
        file: the name of the file that the source comes from.
        data: the content of the file.
    """
    suffix = Path(file).suffix.lower()
    if suffix not in (".json", ".yaml", ".yml"):
        try:
            json.loads(data)
        except (ValueError, RecursionError):
            return "source.yaml"
        return "source.json"
    return "source.json" if suffix == ".json" else "source.yaml"


def real_protection(made: Generation, project: Project) -> Protection:
    """Return the rules for a project's folders if its files were read from copies.

    Args:
        made: the files that were generated from the copy.
        project: the project itself.
    """
    root = made.root
    inputs = {file for result in made.results for file in result.inputs}
    real = {project.root / f.relative_to(root) for f in inputs if root in f.parents}
    return Protection(project.root / project.output / MANIFEST, real)


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
