"""Compare generated texts with the files on disk: what is to be written or removed.

Nothing is changed here. Imports only `file_ownership` and `regular_files` of the
generator.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .file_ownership import UNPROTECTED, Protection, generated_files
from .regular_files import real_path


@dataclass(frozen=True)
class Plan:
    """The changes to be made to files; paths are relative to the root, sorted.

    Attributes:
        root: the folder that all paths but those of reports are relative to.
        texts: each generated text by its path.
        reports: texts about the generation by file; each of them is written.
        new: paths without a file.
        changed: paths whose file has another text.
        stale: files that were generated earlier and are no longer.
        foreign: files that somebody else wrote and that would be replaced.
        inputs: files that were read and that would be replaced.
        protection: what decides which files may be replaced.
    """

    root: Path
    texts: Mapping[str, str]
    reports: Mapping[Path, str]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    stale: tuple[str, ...]
    foreign: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    protection: Protection = UNPROTECTED

    @property
    def unchanged(self) -> tuple[str, ...]:
        """Files that have their text already."""
        written = {*self.new, *self.changed}
        return tuple(path for path in sorted(self.texts) if path not in written)

    @property
    def clean(self) -> bool:
        """Whether there is nothing to change."""
        return not (self.new or self.changed or self.stale)


def plan(
    root: Path,
    texts: Mapping[str, str],
    owned: Iterable[str],
    reports: Mapping[Path, str] | None = None,
    protection: Protection = UNPROTECTED,
) -> Plan:
    """Compare generated texts with the files under `root`.

    Args:
        root: the folder all paths are relative to.
        texts: each text by its path.
        owned: folders whose generated files are removed if they are no longer.
        reports: further texts by file, which may be anywhere.
        protection: what must not be replaced.

    Raises:
        OSError: a file cannot be read, a folder is a link out of the root, or a report
            would replace a generated file.
    """
    reports = reports or {}
    _check_targets(root, texts, reports, protection.manifest)
    new, changed = _compared(root, texts)
    foreign, inputs = _protected(root, changed, reports, protection)
    return Plan(
        root=root,
        texts=texts,
        reports=reports,
        new=tuple(new),
        changed=tuple(changed),
        stale=_stale(root, texts, owned, reports, protection),
        foreign=foreign,
        inputs=inputs,
        protection=protection,
    )


def _check_targets(
    root: Path,
    texts: Iterable[str],
    reports: Iterable[Path],
    manifest: Path | None,
) -> None:
    """Check that texts stay in the root, and that reports replace none of them."""
    home = real_path(root)
    for folder in {(root / path).parent for path in texts}:
        if not real_path(folder).is_relative_to(home):
            raise OSError(errno.EPERM, "it leads out of the output folder", str(folder))
    targets = {home / path for path in texts} | {manifest and real_path(manifest)}
    for file in reports:
        if real_path(file) in targets:
            raise OSError(errno.EEXIST, "it is the path of a generated file", str(file))


def _compared(root: Path, texts: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the paths without a file, and those whose file has another text."""
    new, changed = [], []
    for path, text in sorted(texts.items()):
        file = root / path
        if not file.exists() and not file.is_symlink():
            new.append(path)
        elif not file.exists() or file.read_bytes() != text.encode():
            changed.append(path)
    return new, changed


def _protected(
    root: Path,
    changed: Iterable[str],
    reports: Iterable[Path],
    protection: Protection,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files of others and the inputs that would be replaced."""
    manifest, records = protection.manifest, protection.records()
    replaced = {root / path for path in changed}
    # What is a link with all links followed leads to itself.
    replaced |= {f for f in reports if f.is_file() or real_path(f).is_symlink()}
    replaced |= {manifest} if manifest and manifest.exists() else set()
    inputs = {file for file in replaced if protection.is_input(file)}
    foreign = {f for f in replaced - inputs if not protection.may_replace(f, records)}
    return tuple(sorted(map(str, foreign))), tuple(sorted(map(str, inputs)))


def _stale(
    root: Path,
    texts: Iterable[str],
    owned: Iterable[str],
    reports: Iterable[Path],
    protection: Protection,
) -> tuple[str, ...]:
    """Return the files that were generated earlier and are no longer, sorted."""
    written = {real_path(root) / path for path in texts} | {*reports}
    kept = set(map(real_path, written))
    ours = {p for name in owned for p in generated_files(root / name, protection)}
    stale = [path for path in ours if real_path(path) not in kept]
    return tuple(sorted(path.relative_to(root).as_posix() for path in stale))
