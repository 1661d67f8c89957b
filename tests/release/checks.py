"""Compare and inspect wheels and source distributions.

Each check yields what is wrong, in the order of the paths.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .archives import metadata, read_files
from .distributions import Distribution

LARGEST = 1_000_000
"""The largest file of an archive, in bytes."""
WHEEL_METADATA = ("METADATA", "RECORD", "WHEEL", "entry_points.txt")
LICENSE = "licenses/LICENSE"
SOURCE_METADATA = ("PKG-INFO", ".gitignore")
UNWANTED = re.compile(
    r"(^|/)(tests?|\.git|\.venv|build|dist|node_modules|[^/]*(cache|\.egg-info))/"
    r"|(^|/)(test_[^/]*\.py|conftest\.py|\.[^/]+)$|\.(pyc|pyo|orig|rej|log|swp)$|~$",
    re.IGNORECASE,
)
"""Tests, caches, and what editors and tools leave behind."""
SHOWN = 5
"""The most files that one line lists."""


def differing_builds(first: Iterable[Path], second: Iterable[Path]) -> Iterator[str]:
    """Compare the archives of two builds byte for byte.

    Args:
        first: the archives of one build.
        second: those of the other.
    """
    ours = {path.name: path for path in first}
    theirs = {path.name: path for path in second}
    for name in sorted({*ours, *theirs}):
        if name not in ours or name not in theirs:
            yield f"{name} is built only once"
        elif ours[name].read_bytes() != theirs[name].read_bytes():
            yield f"{name} differs: {_difference(ours[name], theirs[name])}"


def _difference(first: Path, second: Path) -> str:
    return next(
        differing_files(read_files(first), read_files(second)),
        "its order of files, their times or their permissions",
    )


def differing_files(
    first: Mapping[str, bytes], second: Mapping[str, bytes]
) -> Iterator[str]:
    """Compare the files of two archives.

    Args:
        first: the files of one archive.
        second: those of the other.
    """
    # The list of the files of a wheel differs if any other file does, so it is last.
    for name in sorted({*first, *second}, key=lambda name: (_is_record(name), name)):
        if name not in first or name not in second:
            yield f"only one has {name}"
        elif first[name] != second[name]:
            yield f"{name} has other bytes"


def _is_record(name: str) -> bool:
    return name.endswith(".dist-info/RECORD")


def wrong_wheel(
    distribution: Distribution, files: Mapping[str, bytes], checkout: Iterable[str]
) -> Iterator[str]:
    """Compare the files of a wheel with those that it should have.

    Args:
        distribution: the distribution.
        files: the files of the wheel.
        checkout: the files of the checkout.
    """
    folders = {name.partition("/")[0] for name in files if ".dist-info/" in name}
    if len(folders) != 1:
        yield f"it has {len(folders)} folders of metadata (expected one)"
        return
    info = folders.pop()
    own = {name for name in files if not name.startswith(f"{info}/")}
    yield from _wrong_names(own, {*distribution.in_wheel(checkout)})
    yield from _unwanted(files)
    if f"{distribution.typed}/py.typed" not in files:
        yield f"{distribution.typed}/py.typed is missing: type checkers ignore it"
    described = {name.removeprefix(f"{info}/") for name in {*files} - own}
    needed = {"METADATA", "RECORD", "WHEEL"}
    if distribution.has_license:
        needed.add(LICENSE)
    yield from (f"{name} is missing" for name in sorted(needed - described))
    known = {*WHEEL_METADATA, LICENSE}
    yield from (f"{name} is not expected" for name in sorted(described - known))


def wrong_source(
    distribution: Distribution, files: Mapping[str, bytes], checkout: Iterable[str]
) -> Iterator[str]:
    """Compare the files of a source distribution with those that it should have.

    Args:
        distribution: the distribution.
        files: the files of the source distribution.
        checkout: the files of the checkout.
    """
    described = {name for name in files if name.startswith("descriptions/")}
    own = {*files} - {*SOURCE_METADATA} - described
    yield from _wrong_names(own, {*distribution.in_source(checkout)})
    # Those who package for a system run the tests from source distributions.
    untested = {name: files[name] for name in own if not name.startswith("tests/")}
    yield from _unwanted({**untested, **{name: files[name] for name in described}})


def _wrong_names(names: set[str], expected: set[str]) -> Iterator[str]:
    for problem, found in (
        ("is missing", expected - names),
        ("is not expected", names - expected),
    ):
        listed = sorted(found)
        yield from (f"{name} {problem}" for name in listed[:SHOWN])
        if len(listed) > SHOWN:
            yield f"and {len(listed) - SHOWN} more files: each {problem}"


def _unwanted(files: Mapping[str, bytes]) -> Iterator[str]:
    for name, data in sorted(files.items()):
        if UNWANTED.search(name):
            yield f"{name} is a test, a cache or a file of a tool"
        if len(data) > LARGEST:
            yield f"{name} has {len(data):,} bytes (at most {LARGEST:,})"


def wrong_metadata(
    distribution: Distribution, files: Mapping[str, bytes]
) -> Iterator[str]:
    """Inspect the metadata of an archive.

    Args:
        distribution: the distribution.
        files: the files of the archive.
    """
    found = metadata(files)
    if found["Name"] != distribution.name:
        yield f"its name is {found['Name']} (expected {distribution.name})"
    needed = ["Version", "Summary", "Requires-Python", "Description-Content-Type"]
    if distribution.has_license:
        needed += ["License-Expression", "License-File"]
    yield from (f"its metadata has no {name}" for name in needed if not found[name])
    for requirement in found.get_all("Requires-Dist", []):
        if "@" in requirement:
            yield f"it requires {requirement}, which an index refuses"


def traces_of_machines(
    files: Mapping[str, bytes], words: Iterable[str]
) -> Iterator[str]:
    """Look for names and paths of the machine that built an archive.

    Args:
        files: the files of the archive.
        words: the names and paths of the machine.
    """
    traces = [word.encode() for word in words if word]
    for name, data in sorted(files.items()):
        for word in traces:
            if word in data or word in name.encode():
                yield f"{name} contains {word.decode()!r} of the build machine"


def machine_words() -> Iterator[str]:
    """Yield what only this machine is called, and the home of its user."""
    home = str(Path.home())
    if home not in ("/", "/root"):
        yield home
    name = socket.gethostname()
    # A short name or one that is a word is in texts that have nothing to do with it.
    if re.search(r"[\d.-]", name) and len(name) > 5 and name != "localhost":
        yield name


def twine_problems(archives: Iterable[Path]) -> Iterator[str]:
    """Ask twine whether an index accepts the metadata of archives."""
    names = [str(path) for path in archives]
    command = [sys.executable, "-m", "twine", "--no-color", "check", "--strict"]
    ran = subprocess.run([*command, *names], capture_output=True, text=True)
    if ran.returncode:
        lines = [line.strip() for line in (ran.stdout + ran.stderr).splitlines()]
        yield from (line for line in lines if line and not line.endswith("PASSED"))
