"""Compare generated texts with the files on disk, and plan the changes.

This module changes no files. Of the generator, it imports only `file_ownership`,
`messages` and `regular_files`.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..messages import Message, Text
from ..regular_files import read_regular, real_path
from .file_ownership import UNPROTECTED, Protection, absolute, generated_files


@dataclass(frozen=True)
class Plan:
    """The planned changes to files. Paths are sorted and relative to the root.

    Attributes:
        root: the folder to which all paths except those of reports are relative.
        texts: the generated text of each file; the keys are paths.
        reports: the text of each report; the keys are paths. Reports are always
            written.
        new: the paths without a file.
        changed: the paths whose file has a different text.
        stale: the files that were generated earlier, but not in this run.
        refused: the files that must not be written or replaced, with the reasons.
        protection: the rules about which files must not be replaced.
    """

    root: Path
    texts: Mapping[str, str]
    reports: Mapping[Path, str]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    stale: tuple[str, ...]
    refused: Mapping[str, Text] = field(default_factory=dict)
    protection: Protection = UNPROTECTED

    @property
    def unchanged(self) -> tuple[str, ...]:
        """The files that already have the generated text."""
        written = {*self.new, *self.changed}
        return tuple(path for path in sorted(self.texts) if path not in written)

    @property
    def clean(self) -> bool:
        """Whether nothing must be changed."""
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
        root: the folder to which all paths are relative.
        texts: the text of each file; the keys are paths.
        owned: the folders from which outdated generated files are removed.
        reports: the text of each report; the keys are paths, also outside the root.
        protection: the rules about which files must not be replaced.

    Raises:
        OSError: a file cannot be read.
    """
    reports = reports or {}
    new, changed = _compared(root, texts)
    refused = {
        **_foreign(root, changed, reports, protection),
        **dict(_not_targets(root, texts, reports, protection)),
    }
    return Plan(
        root=root,
        texts=texts,
        reports=reports,
        new=tuple(new),
        changed=tuple(changed),
        stale=_stale(root, texts, owned, reports, protection),
        refused={str(file): refused[file] for file in sorted(refused)},
        protection=protection,
    )


def _not_targets(
    root: Path,
    texts: Iterable[str],
    reports: Collection[Path],
    protection: Protection,
) -> Iterator[tuple[Path, Text]]:
    """Yield the paths that must not be written, and the unused paths of `overwrite`."""
    home = real_path(root)
    for folder in folders_of(texts):
        if not real_path(root / folder).is_relative_to(home):
            yield root / folder, Message.LINK_OUT_OF_OUTPUT()
    if not reports and not protection.overwrite:
        return
    files = {home / path for path in texts}
    if protection.manifest is not None:
        files.add(real_path(protection.manifest))
    folders = {folder for file in files for folder in file.parents}
    for file in reports:
        if real_path(file) in files or real_path(file) in folders:
            yield file, Message.REPORT_REPLACES_OUTPUT()
    written = {*map(absolute, files), *map(absolute, reports)}
    for file in protection.overwrite:
        if absolute(file) not in written:
            yield file, Message.NOTHING_TO_OVERWRITE()


def folders_of(texts: Iterable[str]) -> set[str]:
    """Return the folders that contain the files, relative to the root."""
    return set(map(os.path.dirname, texts))


def _compared(root: Path, texts: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the paths without a file, and those whose file has a different text."""
    new, changed = [], []
    for path, text in sorted(texts.items()):
        file = root / path
        if not os.path.lexists(file):
            new.append(path)
        elif not file.exists() or read_regular(file) != text.encode():
            changed.append(path)
    return new, changed


def _foreign(
    root: Path,
    changed: Iterable[str],
    reports: Iterable[Path],
    protection: Protection,
) -> dict[Path, Text]:
    """Return the changed files that must not be replaced, each with the reason."""
    manifest, records = protection.manifest, protection.records()
    replaced = {root / path for path in changed}
    # A path that is still a link after all links are followed refers to itself.
    replaced |= {f for f in reports if f.is_file() or real_path(f).is_symlink()}
    replaced |= {manifest} if manifest and manifest.exists() else set()
    refused = {}
    for file in replaced:
        if protection.is_input(file):
            refused[file] = Message.INPUT_REPLACED()
        elif not protection.may_replace(file, records):
            refused[file] = Message.FOREIGN_FILE()
    return refused


def _stale(
    root: Path,
    texts: Iterable[str],
    owned: Iterable[str],
    reports: Iterable[Path],
    protection: Protection,
) -> tuple[str, ...]:
    """Return the files that were generated earlier, but not in this run, sorted."""
    ours = {p for name in owned for p in generated_files(root / name, protection)}
    if not (others := ours - {root / path for path in texts}):
        return ()
    # If a folder is a link, a file in it has several paths.
    kept = set(map(real_path, (*(root / path for path in texts), *reports)))
    stale = [path for path in others if real_path(path) not in kept]
    return tuple(sorted(path.relative_to(root).as_posix() for path in stale))
