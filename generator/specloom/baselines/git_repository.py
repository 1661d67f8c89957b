"""Read commits of a git repository without running anything that it configures.

Only commands that read objects are run, with the arguments as a list, so no shell is
involved. A repository may come from somebody else: no hook, filter, pager, remote
helper or file system monitor of its configuration is used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from errno import ENOENT
from pathlib import Path
from typing import NamedTuple

from ..errors import SourceLocation, SpecError
from ..messages import Message

BATCH = 64_000_000
"""The number of bytes that are read from git at once; a larger file is read alone."""
REGULAR, LINK = "100", "120"
"""The first digits of the modes of files and of links in a tree."""
_SETTINGS = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat")
_FIXED = {
    "GIT_ALLOW_PROTOCOL": "none",  # Missing objects are not fetched.
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_COMPLETE = "a complete clone, because nothing is fetched"
_KEPT = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")
"""The beginnings of the variables of git that say how it is set up for the user.

Others are left out: in a hook they name the repository of the hook, which may not be
the project's.
"""


class TreeEntry(NamedTuple):
    """A file or link of a commit; its path is relative to the top of the repository."""

    mode: str
    digest: str
    size: int
    path: str


@dataclass(frozen=True)
class GitRepository:
    """The repository that contains a folder.

    Attributes:
        folder: a folder of the working tree.
        prefix: the path of the folder in the repository; "" or with a slash at the end.
    """

    folder: Path
    prefix: str

    @classmethod
    def containing(cls, folder: Path) -> GitRepository:
        """Return the repository that contains a folder.

        Raises:
            SpecError: the folder is in no repository, or not in a working tree.
            OSError: git is not installed.
        """
        found = _run(folder, ["rev-parse", "--show-prefix"])
        if found.returncode:
            expected = "a folder in the working tree of a git repository"
            raise _failure(found.stderr, expected)
        return cls(folder, os.fsdecode(found.stdout).removesuffix("\n"))

    @property
    def is_shallow(self) -> bool:
        """Whether the repository was cloned without its history."""
        return self._output(["rev-parse", "--is-shallow-repository"]) == b"true\n"

    def commit(self, revision: str) -> str | None:
        """Return the digest of the commit that a revision names; None if none does."""
        if not revision or "\0" in revision:
            return None
        command = ["rev-parse", "--verify", "--quiet", "--end-of-options"]
        found = _run(self.folder, [*command, f"{revision}^{{commit}}"])
        return None if found.returncode else found.stdout.decode().strip()

    def tags(self) -> list[str]:
        """Return the names of all tags."""
        command = ["for-each-ref", "--format=%(refname)", "refs/tags"]
        lines = os.fsdecode(self._output(command)).splitlines()
        return [line.removeprefix("refs/tags/") for line in lines]

    def merge_bases(self, first: str, second: str) -> list[str]:
        """Return the commits from which two commits began; empty if there are none."""
        found = _run(self.folder, ["merge-base", "--all", first, second])
        return found.stdout.decode().split()

    def merged_file(self, ours: Path, base: Path, theirs: Path) -> bytes | None:
        """Return the content of three versions merged by lines; None for conflicts."""
        command = ["merge-file", "--stdout", "--quiet", *map(str, (ours, base, theirs))]
        found = _run(self.folder, command)
        return None if found.returncode else found.stdout

    def state_file(self, name: str) -> str:
        """Return a file in which git keeps what it is doing; "" if there is none."""
        path = os.fsdecode(self._output(["rev-parse", "--git-path", name])).rstrip("\n")
        file = self.folder / path
        return file.read_text("utf-8", "replace") if file.is_file() else ""

    def entries(self, commit: str, paths: Sequence[str]) -> list[TreeEntry]:
        """Return the files and links of a commit at paths or in folders.

        Submodules are left out.

        Args:
            commit: the digest of the commit.
            paths: files and folders, relative to the top of the repository; "" is the
                whole repository.

        Raises:
            SpecError: the commit cannot be read, or a path leaves the repository.
        """
        if not paths:
            return []
        chosen = [] if "" in paths else [*paths]
        command = ["ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *chosen]
        rows = self._output(command).split(b"\0")[:-1]
        return [entry for row in rows if (entry := _entry(row)) is not None]

    def contents(self, entries: Iterable[TreeEntry]) -> Iterator[tuple[str, bytes]]:
        """Yield the path and the content of each entry.

        Raises:
            SpecError: an object is missing or damaged.
        """
        for batch in _batches(entries):
            wanted = "".join(f"{entry.digest}\n" for entry in batch).encode()
            output = self._output(["cat-file", "--batch"], wanted)
            start = 0
            for entry in batch:
                end = output.find(b"\n", start)
                kind = output[start : max(end, start)].split()
                if kind[1:] != [b"blob", str(entry.size).encode()]:
                    raise _not_here(entry.path)
                start = end + 1 + entry.size + 1
                yield entry.path, output[end + 1 : start - 1]

    def _output(self, arguments: Sequence[str], given: bytes = b"") -> bytes:
        found = _run(self.folder, arguments, given)
        if found.returncode:
            raise _failure(found.stderr, _COMPLETE)
        return found.stdout


def _run(
    folder: Path, arguments: Sequence[str], given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    # An absolute path: some systems would look for git in the current folder first.
    git = shutil.which("git")
    if git is None:
        raise FileNotFoundError(
            ENOENT, "not installed, but needed to read revisions", "git"
        )
    settings = [part for each in _SETTINGS for part in ("-c", each)]
    command = [os.path.abspath(git), "-C", str(folder), "--no-pager", *settings]
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    return subprocess.run(
        [*command, *arguments],
        input=given,
        capture_output=True,
        env={**kept, **_FIXED},
        check=False,
    )


def _failure(said: bytes | str, expected: str) -> SpecError:
    """Return an error with what git said, in one line."""
    text = said if isinstance(said, str) else said.decode("utf-8", "replace")
    lines = [line for line in text.splitlines() if line.strip()]
    lines.sort(key=lambda line: not line.startswith("fatal: "))
    reason = lines[0] if lines else "it failed without a message"
    reason = reason.removeprefix("fatal: ")
    if "promisor" in text or "lazy fetching" in text:
        reason = "this clone lacks files of the revision"
    if reason.startswith("not a git repository (or any"):
        # The rest depends on where the file system of the folder begins.
        reason = "not in a git repository"
    message = Message.GIT_FAILED(reason=reason, expected=expected)
    return SpecError.at(SourceLocation(file="."), message)


def _not_here(path: str) -> SpecError:
    reason = f"{path} is not in this clone, or is damaged"
    return _failure(reason, _COMPLETE)


def _entry(row: bytes) -> TreeEntry | None:
    """Return an entry from a line of `ls-tree`; None if it is a submodule."""
    facts, _, name = row.partition(b"\t")
    mode, kind, digest, size = facts.decode().split()
    path = os.fsdecode(name)
    # git writes no such trees, but somebody may have written one by other means.
    parts = path.replace(os.sep, "/").split("/")
    if any(part in ("", ".", "..") or part.lower() == ".git" for part in parts):
        raise _failure(f"{path} is outside of the tree", "paths inside the repository")
    if kind != "blob":
        return None
    if not size.isdecimal():
        raise _not_here(path)
    return TreeEntry(mode, digest, int(size), path)


def _batches(entries: Iterable[TreeEntry]) -> Iterator[list[TreeEntry]]:
    """Yield the entries in groups whose contents fit into memory."""
    batch: list[TreeEntry] = []
    total = 0
    for entry in entries:
        if batch and total + entry.size > BATCH:
            yield batch
            batch, total = [], 0
        batch.append(entry)
        total += entry.size
    if batch:
        yield batch
