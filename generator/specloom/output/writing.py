"""Write generated texts to files as planned: either all files change or none.

Only generated files are replaced or removed; `file_ownership` identifies them. Of the
generator, this module imports only `file_ownership`, `messages`, `plan` and
`regular_files`.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from itertools import takewhile
from pathlib import Path

from ..messages import Text
from ..regular_files import real_path
from .file_ownership import UNPROTECTED, Protection
from .plan import Plan, folders_of, plan

if sys.platform != "win32":
    import fcntl

TEMPORARY = ".specloom-"
"""The prefix of the names of temporary files."""


class RefusedFilesError(Exception):
    """The error that is raised if the plan changes files that must not be changed.

    Attributes:
        refused: the reason for each of these files.
    """

    def __init__(self, refused: Mapping[str, Text]) -> None:
        super().__init__(", ".join(refused))
        self.refused = refused


def write(
    root: Path,
    texts: Mapping[str, str],
    owned: Collection[str],
    reports: Mapping[Path, str] | None = None,
    protection: Protection = UNPROTECTED,
) -> Plan:
    """Plan and apply the changes; no other process writes to the folder meanwhile.

    Raises:
        RefusedFilesError: a file must not be written or replaced.
        OSError: a file cannot be read, written or removed; no file was changed.
    """
    with _exclusive(root):
        _remove_leftovers(root, texts, owned)
        planned = plan(root, texts, owned, reports, protection)
        apply(planned)
        return planned


def apply(planned: Plan) -> None:
    """Write and remove files as planned: either all files change or none.

    Texts are first written to temporary files next to their targets. If the disk is
    full or a folder is read-only, the error occurs before a target is changed. Then the
    temporary files are moved to their targets; Ctrl-C does not interrupt this.

    Raises:
        RefusedFilesError: a file must not be written or replaced.
        OSError: a file cannot be written or removed; no file was changed.
    """
    if planned.refused:
        raise RefusedFilesError(planned.refused)
    home = real_path(planned.root)
    files = {path: home / path for path in planned.texts}
    texts = {files[p]: planned.texts[p] for p in (*planned.new, *planned.changed)}
    # A target that is not a file, such as /dev/stdout, is written to, not replaced.
    devices = {file for file in planned.reports if file.exists() and not file.is_file()}
    for file in planned.reports.keys() - devices:
        texts[real_path(file)] = planned.reports[file]
    stale = [home / path for path in planned.stale]
    known = {files[path]: text for path, text in planned.texts.items()}
    _record(planned, texts, stale, known)
    with ExitStack() as copies, ExitStack() as staged:
        for folder, target in {each.parent: each for each in texts}.items():
            if folder.is_relative_to(home):
                _create(folder, target, staged)
        new = {target: _stage(target, text, staged) for target, text in texts.items()}
        for target in (*texts, *stale):
            _copy(target, copies)
        for file in devices:
            _send(file, planned.reports[file])
        with _without_interrupts(), ExitStack() as undo:
            for target in (*texts, *stale):
                undo.callback(_restore, target)
                with _error_names(target):
                    if target in texts:
                        os.replace(new[target], target)
                    else:
                        target.unlink()
            undo.pop_all()
            staged.pop_all()
    for target in stale:
        for folder in takewhile(lambda path: path != home, target.parents):
            _discard(folder)


def _record(
    planned: Plan, texts: dict[Path, str], stale: list[Path], known: dict[Path, str]
) -> None:
    """Add the manifest to the texts to write, or to the files to remove.

    Args:
        planned: the plan.
        texts: the texts to write; the keys are absolute paths.
        stale: the files to remove.
        known: the text of each generated file, also of those that do not change.
    """
    manifest = planned.protection.manifest
    if manifest is None:
        return
    contents = {path: text.encode() for path, text in (known | texts).items()}
    text = planned.protection.recorded(contents, stale)
    present = manifest.read_bytes() if manifest.is_file() else b""
    if text and text.encode() != present:
        texts[real_path(manifest)] = text
    elif present and not text:
        stale.append(real_path(manifest))


def _create(folder: Path, target: Path, staged: ExitStack) -> None:
    """Create a folder for a target if it is missing, with the folders above it."""
    with _error_names(target):
        missing = takewhile(lambda path: not path.exists(), (folder, *folder.parents))
        for each in reversed([*missing]):
            staged.callback(_discard, each)
            each.mkdir()


def _stage(target: Path, text: str, staged: ExitStack) -> Path:
    """Write text to a temporary file next to its target, and return that file."""
    new = _temporary(target, "new")
    with _error_names(target):
        staged.callback(_discard, new)
        new.write_bytes(text.encode())
    return new


def _send(device: Path, text: str) -> None:
    """Write text to a pipe or a device; a pipe without a reader is an error."""
    with _error_names(device):
        # Without O_NONBLOCK, opening a pipe would wait for a reader.
        handle = os.open(device, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "wb") as file:
            os.set_blocking(handle, True)
            file.write(text.encode())


def _copy(target: Path, staged: ExitStack) -> None:
    """Copy an old file; use a hard link if the file system supports hard links."""
    if not target.exists():
        return
    copy = _temporary(target, "old")
    staged.callback(_discard, copy)
    with _error_names(target):
        try:
            os.link(target, copy)
        except OSError:
            shutil.copy2(target, copy)


def _temporary(target: Path, kind: str) -> Path:
    """Return the path of a temporary file of this process, next to the target."""
    digest = sha256(os.fsencode(target.name)).hexdigest()[:16]
    return target.with_name(f"{TEMPORARY}{os.getpid()}-{digest}.{kind}")


def _restore(target: Path) -> None:
    """Restore a target from its copy; remove a target that did not exist before."""
    if _temporary(target, "old").exists():
        os.replace(_temporary(target, "old"), target)
    else:
        _discard(target)


def _discard(path: Path) -> None:
    """Remove a file or an empty folder if possible."""
    with suppress(OSError):
        path.rmdir() if path.is_dir() else path.unlink()


@contextmanager
def _exclusive(root: Path) -> Iterator[None]:
    """Allow only one process at a time to write to a folder.

    The folder is created if it is missing. The lock is on the folder itself.
    """
    folders = (root, *root.parents)
    missing = [*takewhile(lambda path: not path.exists(), folders)]
    with ExitStack() as after:
        for folder in reversed(missing):
            after.callback(_discard, folder)
            folder.mkdir(exist_ok=True)
        if sys.platform != "win32":
            after.callback(os.close, _locked(root))
        yield


def _remove_leftovers(root: Path, texts: Iterable[str], owned: Iterable[str]) -> None:
    """Remove the temporary files of killed processes from the output folders."""
    left = {f for folder in owned for f in (root / folder).rglob(f"{TEMPORARY}*")}
    for folder in folders_of(texts):
        left.update((root / folder).glob(f"{TEMPORARY}*"))
    for file in left:
        if file.suffix in (".new", ".old"):
            _discard(file)


def _locked(root: Path) -> int:
    """Return a handle of a folder that is locked against other processes."""
    while True:
        handle = os.open(root, os.O_RDONLY)
        with suppress(OSError):  # Some network file systems have no locks.
            if sys.platform != "win32":
                fcntl.flock(handle, fcntl.LOCK_EX)
        # Another process may have made the folder, failed, and removed it again.
        if root.exists() and os.path.samestat(os.stat(root), os.fstat(handle)):
            return handle
        os.close(handle)
        root.mkdir(parents=True, exist_ok=True)


@contextmanager
def _error_names(target: Path) -> Iterator[None]:
    """Replace the temporary file in error messages by the target file."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ignore Ctrl-C in this block. Only the main thread can receive Ctrl-C."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
