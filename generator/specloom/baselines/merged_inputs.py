"""Merge the inputs of a project at two commits, as git merges them.

While git merges, the working tree still has the files of one side, so the inputs are
merged here, in a folder of their own.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from os.path import normpath
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from ..errors import SpecError
from ..load import read
from ..normalize.yaml_writer import write_lines
from ..project.folders import Project
from .git_repository import LINK, GitRepository, TreeEntry
from .revision_files import write_entries

MAPPINGS = ("names.yaml", "losses.yaml")
"""The inputs of which each entry is merged on its own; their order has no meaning."""
GENERATED = "openapi.yaml"
_PICKED = re.compile(
    r"(?:pick|edit|reword|squash|fixup)\b.*?\b(?P<commit>[0-9a-f]{7,})"
)


class MergedCommits(NamedTuple):
    """Two commits that are merged, and the one from which both began.

    `base` is None if the histories have nothing in common.
    """

    base: str | None
    ours: str
    theirs: str


def commits_being_merged(
    repository: GitRepository, environment: Mapping[str, str]
) -> MergedCommits | None:
    """Return what git is merging or rebasing now; None if this is not known.

    `git merge` and `git pull` name the other commit in the environment, and
    `git rebase` in a file. `git cherry-pick` and a merge of several branches do not
    say enough.

    Args:
        repository: the repository in which git runs.
        environment: the variables that git gives to a merge driver.
    """
    ours = repository.commit("HEAD")
    if ours is None:
        return None
    heads = [name[8:] for name in environment if name.startswith("GITHEAD_")]
    if len(heads) == 1 and (theirs := repository.commit(heads[0])):
        bases = repository.merge_bases(ours, theirs)
        base = bases[0] if bases else None
        return None if len(bases) > 1 else MergedCommits(base, ours, theirs)
    if not heads and (done := _rebased(repository)):
        theirs = repository.commit(done)
        base = repository.commit(f"{done}^")
        return MergedCommits(base, ours, theirs) if theirs and base else None
    return None


def write_merged_inputs(
    repository: GitRepository, commits: MergedCommits, project: Project, target: Path
) -> list[str]:
    """Write the merged inputs of a project, and return the files with conflicts.

    Args:
        repository: the repository of the project.
        commits: the commits to merge.
        project: the project, whose folders have the inputs.
        target: the folder to write to; it stands for the top of the repository.

    Raises:
        SpecError: a commit cannot be read.
        OSError: a file cannot be written.
    """
    paths = _input_paths(repository.prefix, project)
    sides = [_side(repository, commit, paths) for commit in commits]
    merged: dict[str, bytes] = {}
    conflicts = []
    chosen: list[TreeEntry] = []
    for path in sorted({path for side in sides for path in side}):
        base, ours, theirs = (side.get(path) for side in sides)
        if _digest(ours) == _digest(theirs) or _digest(base) == _digest(theirs):
            chosen += [ours] if ours else []
        elif _digest(base) == _digest(ours):
            chosen += [theirs] if theirs else []
        elif ours and theirs and LINK not in (ours.mode[:3], theirs.mode[:3]):
            text = _merged(repository, path, base, ours, theirs)
            merged |= {} if text is None else {path: text}
            conflicts += [path] if text is None else []
        else:
            conflicts.append(path)
    write_entries(repository, chosen, target)
    for path, content in merged.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return conflicts


def _rebased(repository: GitRepository) -> str | None:
    """Return the commit that `git rebase` applies now."""
    done = repository.state_file("rebase-merge/done")
    found = _PICKED.match(done.splitlines()[-1]) if done.strip() else None
    return found["commit"] if found else None


def _input_paths(prefix: str, project: Project) -> list[str]:
    paths = [f"{prefix}{each}" for each in ("pyproject.toml", *project.inputs)]
    return [path if (path := normpath(each)) != "." else "" for each in paths]


def _side(
    repository: GitRepository, commit: str | None, paths: Iterable[str]
) -> dict[str, TreeEntry]:
    """Return the inputs at a commit; empty if there is no commit."""
    entries = repository.entries(commit, [*paths]) if commit else []
    return {e.path: e for e in entries if PurePosixPath(e.path).name != GENERATED}


def _digest(entry: TreeEntry | None) -> tuple[str, str] | None:
    return None if entry is None else (entry.mode, entry.digest)


def _merged(
    repository: GitRepository,
    path: str,
    base: TreeEntry | None,
    ours: TreeEntry,
    theirs: TreeEntry,
) -> bytes | None:
    """Return the merged content of a file that both sides changed; None for conflicts.

    Args:
        repository: the repository.
        path: the path of the file.
        base: the file before; None if both sides added it.
        ours: the file of one side.
        theirs: the file of the other side.
    """
    entries = [ours, theirs, *([base] if base else [])]
    contents = [content for _, content in repository.contents(entries)]
    first, second, before = (*contents, b"")[:3]
    if PurePosixPath(path).name in MAPPINGS:
        return _merged_mapping(path, before, first, second)
    with tempfile.TemporaryDirectory(prefix="specloom-") as folder:
        files = [Path(folder) / name for name in ("ours", "base", "theirs")]
        for file, content in zip(files, (first, before, second), strict=True):
            file.write_bytes(content)
        return repository.merged_file(*files)


def _merged_mapping(path: str, *versions: bytes) -> bytes | None:
    """Return a merged names.yaml or losses.yaml; None if an entry has a conflict.

    Args:
        path: the path of the file.
        versions: the content before, of one side and of the other.
    """
    try:
        trees: list[Any] = [read(v, shown=path) if v.strip() else {} for v in versions]
    except SpecError:
        return None
    if not all(isinstance(tree, dict) for tree in trees):
        return None
    base, ours, theirs = trees
    merged: dict[str, Any] = {}
    for key in sorted({*ours, *theirs}):
        before, first, second = (tree.get(key) for tree in (base, ours, theirs))
        if first != second and before not in (first, second):
            return None
        if (value := second if first == before else first) is not None:
            merged[key] = value
    lines = versions[1].decode("utf-8-sig").splitlines(keepends=True)
    comments = [line for line in lines if line.startswith("#")]
    return ("".join(comments) + write_lines(merged)).encode()
