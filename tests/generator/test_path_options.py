"""Test each option that is a path with everything that can be at a path.

Exit status 2 is what Specloom refuses, 3 what the system does; both are one line, and
nothing is written.
"""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from golden_cases import GOLDEN
from specloom import cli

SOURCE = GOLDEN / "cursor-pages" / "specs" / "tiny" / "source.yaml"
OVERLAY = """overlay: 1.0.0
info: {title: More, version: '1'}
actions: [{target: $.info, update: {title: Another}}]
"""
PLACES = {
    "missing": "missing",
    "in a missing folder": "missing/file",
    "a folder": "folder",
    "a file": "file",
    "in a file": "file/file",
    "a link to itself": "loop",
    "a link to nothing": "dangling",
    "a pipe": "pipe",
    "the output": "out",
    "in the output": "out/more/file",
    "a generated file": "out/tiny/client.py",
    "the manifest": "out/specloom.sha256",
    "the description": "spec/tiny.yaml",
    "the overlay": "spec/overlay.yaml",
    "the other report": "report.json",
    "too long": "n" * 300,
    "not UTF-8": os.fsdecode(b"\xff"),
}
"""By description: a path that exists so in the folder of a test."""

FILE, FOLDER = "is a folder (expected a file)", "is not a folder (expected a folder)"
LOOP, ABSENT = "is a link to itself", "does not exist"
FOREIGN, INPUT = (
    "this file would be replaced, but Specloom did not write it",
    "this file is an input and would be",
)
OUTPUT, UNUSED = (
    "would replace a generated file or",
    "that this command would not write",
)
UNREAD, NO_OVERLAY = "cannot be read: ", "not an Overlay document"
ABSENT_SYSTEM, NOT_A_FOLDER, TOO_LONG, NO_READER = map(
    os.strerror, (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ENXIO)
)
REPORT = {
    "missing": (0, ""),
    "in a missing folder": (3, ABSENT_SYSTEM),
    "a folder": (2, FILE),
    "a file": (2, FOREIGN),
    "in a file": (3, NOT_A_FOLDER),
    "a link to itself": (2, LOOP),
    "a link to nothing": (0, ""),
    "a pipe": (3, NO_READER),
    "the output": (2, OUTPUT),
    "in the output": (0, ""),
    "a generated file": (2, OUTPUT),
    "the manifest": (2, OUTPUT),
    "the description": (2, INPUT),
    "the overlay": (2, INPUT),
    "the other report": (2, "are the same file"),
    "too long": (3, TOO_LONG),
    "not UTF-8": (0, ""),
}
EXISTS = dict.fromkeys(PLACES, (2, ABSENT)) | {"a link to itself": (2, LOOP)}
OPTIONS: dict[str, dict[str, tuple[int, str]]] = {
    "--report": REPORT,
    "--emit-ir": REPORT,
    "--output": {
        **dict.fromkeys(PLACES, (0, "")),
        "a file": (2, FOLDER),
        "in a file": (3, NOT_A_FOLDER),
        "a link to itself": (2, LOOP),
        "a link to nothing": (2, ABSENT),
        "a pipe": (2, FOLDER),
        "the description": (2, FOLDER),
        "the overlay": (2, FOLDER),
        "the other report": (2, OUTPUT),
        "too long": (3, TOO_LONG),
    },
    "--spec": {
        **dict.fromkeys(PLACES, (2, UNREAD)),
        "a folder": (2, FILE),
        "a file": (2, "expected an OpenAPI document"),
        "a link to itself": (2, LOOP),
        "the description": (0, ""),
        "the overlay": (2, "not an OpenAPI document"),
    },
    "--overlay": {
        **dict.fromkeys(PLACES, (2, UNREAD)),
        "a folder": (2, FILE),
        "a file": (2, NO_OVERLAY),
        "a link to itself": (2, LOOP),
        "the description": (2, NO_OVERLAY),
        "the overlay": (0, ""),
    },
    "--root": {
        **EXISTS,
        "a folder": (0, ""),
        **dict.fromkeys(("a file", "a pipe"), (2, FOLDER)),
        **dict.fromkeys(("the description", "the overlay"), (2, FOLDER)),
    },
    "--allow-file": {
        **EXISTS,
        "a folder": (2, FILE),
        **dict.fromkeys(("a file", "a pipe"), (0, "")),
        **dict.fromkeys(("the description", "the overlay"), (0, "")),
    },
    "--overwrite": {
        **dict.fromkeys(PLACES, (2, UNUSED)),
        "a folder": (2, FILE),
        "a link to itself": (2, LOOP),
        "a generated file": (0, ""),
        "the manifest": (0, ""),
        "the other report": (0, ""),
    },
}
"""By option: the exit status and what standard error says, by place."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with something at each place that should have something."""
    for name in ("spec", "folder"):
        (tmp_path / name).mkdir()
    (tmp_path / "spec" / "tiny.yaml").write_bytes(SOURCE.read_bytes())
    (tmp_path / "spec" / "overlay.yaml").write_text(OVERLAY, "utf-8")
    (tmp_path / "file").write_text("mine\n", "utf-8")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nothing")
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    """Fail where a pipe is waited for, instead of waiting."""

    def fail(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def run(folder: Path, option: str, value: str) -> tuple[int, str]:
    """Return the exit status and the line of standard error."""
    paths = {"--spec": "spec/tiny.yaml", "--output": "out"}
    paths |= {"--overlay": "spec/overlay.yaml", "--report": "report.json"}
    if option == "--report":
        paths["--emit-ir"] = "report.json" if value.endswith("report.json") else "ir"
    options = {name: str(folder / path) for name, path in paths.items()}
    options |= {"--package": "tiny", option: value}
    words = (word for pair in options.items() for word in pair)
    result = CliRunner().invoke(cli.main, ["generate", *words])
    lines = [
        line
        for line in result.stderr.splitlines()
        if line and not line.startswith(("Usage: ", "Try "))
    ]
    assert len(lines) == (1 if result.exit_code else 0), result.output
    return result.exit_code, "".join(lines)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("option", OPTIONS)
def test_each_option_at_each_place(option: str, place: str, folder: Path) -> None:
    before = {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}
    status, line = run(folder, option, str(folder / PLACES[place]))
    expected = OPTIONS[option][place]
    assert (status, expected[1] in line) == (expected[0], True), line
    if status:
        after = {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}
        assert after == before


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize(
    ("value", "says"), [("", "the path is empty"), ("a\0b", "has a NUL character")]
)
def test_a_path_that_none_can_have(
    option: str, value: str, says: str, folder: Path
) -> None:
    status, line = run(folder, option, value)
    assert status == 2 and says in line and f"'{option}'" in line


@pytest.mark.parametrize("kind", ["a file", "missing", "a link to itself", "a pipe"])
def test_the_project_is_a_folder(kind: str, folder: Path) -> None:
    for command in ("generate", "check", "normalize", "lint"):
        path = str(folder / PLACES[kind])
        result = CliRunner().invoke(cli.main, [command, "--project", path])
        assert result.exit_code == 2
        assert "(expected a folder)" in result.stderr


def test_paths_are_relative_to_the_current_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of every command; references are relative to the file that has them."""
    source = SOURCE.read_text("utf-8") + "x-more: {$ref: '../shared/a.yaml'}\n"
    source = source.replace("type: string", "$ref: '../shared/a.yaml'", 1)
    (folder / "spec" / "tiny.yaml").write_text(source, "utf-8")
    (folder / "shared").mkdir()
    (folder / "shared" / "a.yaml").write_text("type: string\n", "utf-8")
    monkeypatch.chdir(folder)
    command = ["generate", "--spec", "spec/tiny.yaml", "--output", "out", "--strict"]
    assert CliRunner().invoke(cli.main, command).exit_code == 2
    allowed = [*command, "--allow-file", "shared/a.yaml", "--report", "new.json"]
    assert CliRunner().invoke(cli.main, allowed).stderr == ""
    assert (folder / "new.json").is_file()
